"""What an update of a text consists of, read before it is let near the text: putting it in may cost without measure.

Whoever writes what others wrote at the same place at the same time is put in by looking at all that stands there: some
thousand pieces beside some thousand others keep a server for minutes. An update of our own pages has one writer, whose
pieces stand behind one another but for where the caret was moved.
"""

from dataclasses import dataclass

# In the encoding of Yjs: the kinds of pieces, and what stands before them.
GONE, DELETED, LETTERS = 0, 1, 4
KIND, HAS_LEFT, HAS_RIGHT = 0x1F, 0x80, 0x40
LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Pieces:
    """`jumps` are the pieces that do not stand right behind the one before. `writer` wrote up to `until`."""

    jumps: int
    writer: int | None
    until: int


class Bytes:
    """An update, read from its beginning. Raises ValueError at its end."""

    def __init__(self, update: bytes) -> None:
        self.update, self.at = update, 0

    def byte(self) -> int:
        if self.at >= len(self.update):
            raise ValueError("the update ends too early")
        self.at += 1
        return self.update[self.at - 1]

    def number(self) -> int:
        found = 0
        for place in range(LONGEST_NUMBER):
            byte = self.byte()
            found |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                return found
        raise ValueError("a number without end")

    def words(self) -> str:
        size = self.number()
        self.at += size
        if self.at > len(self.update):
            raise ValueError("the update ends too early")
        return self.update[self.at - size : self.at].decode()


def pieces_of(update: bytes) -> Pieces:
    """The pieces that `update` brings. Raises ValueError where several wrote it, or more than letters."""
    read = Bytes(update)
    writers = read.number()
    if writers == 0:
        return Pieces(0, None, 0)
    if writers > 1:
        raise ValueError("more than one writer")
    count, writer, until = read.number(), read.number(), read.number()
    jumps = 0
    for _ in range(count):
        left, length = _piece(read)
        jumps += left != (writer, until - 1)
        until += length
    return Pieces(jumps, writer, until)


def _piece(read: Bytes) -> tuple[tuple[int, int] | None, int]:
    """What it stands behind, and how long it is."""
    info = read.byte()
    kind = info & KIND
    if kind == GONE:
        return None, read.number()
    left = (read.number(), read.number()) if info & HAS_LEFT else None
    if info & HAS_RIGHT:
        read.number(), read.number()
    elif left is None:
        _parent(read)
    if kind == DELETED:
        return left, read.number()
    if kind != LETTERS:
        raise ValueError("more than letters")
    # Browsers count in units of two bytes.
    return left, len(read.words().encode("utf-16-le")) // 2


def _parent(read: Bytes) -> None:
    if read.number() == 1:
        read.words()
    else:
        read.number(), read.number()


def reached(state: bytes) -> dict[int, int]:
    """How far each writer is in a document of this state."""
    read = Bytes(state)
    return {read.number(): read.number() for _ in range(read.number())}
