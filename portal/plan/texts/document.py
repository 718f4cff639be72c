"""A text that merges, as bytes: the one module that names pycrdt.

No document outlives a call: it is made from its updates each time, so that what an update broke is simply dropped.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from typing import Any

from pycrdt import Doc, Text

from portal.plan.texts.pieces import pieces_of, reached

ROOT = "text"
# Lines on one side times lines on the other: difflib is cubic at worst, a hundred lines of two kinds take it 14 ms.
# Past this, what lies between two equal ends counts as one change.
MOST_COMPARED = 10_000

# A piece that jumps is put in by looking at up to all the others, which takes almost a microsecond each.
FEW_JUMPS = 5
BYTES_A_PIECE = 6
MOST_LOOKS = 200_000
# Everybody who reads or types puts the text together anew.
LONGEST_SECONDS = 0.04


class Unreadable(Exception):
    """Bytes that are no update of a plain text."""


def whole_of(text: str) -> bytes:
    """A new document that holds `text`, as its first update."""
    with _no_panic():
        doc = _blank()
        _text(doc).insert(0, text)
        return bytes(doc.get_update())


def text_of(updates: Sequence[bytes]) -> str:
    """The text that `updates` make together.

    Raises Unreadable where they hold anything but plain text.
    """
    with _no_panic():
        return _plain(_made_of(updates))


def text_with(updates: Sequence[bytes], update: bytes) -> str:
    """The text that `updates` and one more make together, which comes from who may be anybody.

    Raises Unreadable for what is no update of ours, what waits for others to come, and what would cost too much.
    """
    with _no_panic():
        pieces = pieces_of(update)
        if pieces.jumps > FEW_JUMPS:
            weight = sum(map(len, updates)) - len(text_of(updates).encode())
            if pieces.jumps * max(0, weight // BYTES_A_PIECE) > MOST_LOOKS:
                raise Unreadable("more jumps than can be looked after")
        began = time.thread_time()
        doc = _made_of((*updates, update))
        text = _plain(doc)
        if time.thread_time() - began > LONGEST_SECONDS:
            raise Unreadable("more than can be put together")
        if pieces.writer is not None and reached(doc.get_state()).get(pieces.writer, 0) < pieces.until:
            raise Unreadable("it stands on what is not there")
        return text


def joined(updates: Sequence[bytes]) -> bytes:
    """One update that says what all of them say."""
    with _no_panic():
        return bytes(_made_of(updates).get_update())


def edit_to(updates: Sequence[bytes], text: str) -> bytes:
    """The update that leads from what `updates` make to `text`, letter by letter where they differ."""
    with _no_panic():
        doc = _made_of(updates)
        before = doc.get_state()
        _rewrite(_text(doc), text)
        return bytes(doc.get_update(before))


@contextmanager
def _no_panic() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # A panic in Rust is no Exception; it must neither end the server nor leave its document in use.
        if isinstance(error, ValueError | RuntimeError | TypeError) or type(error).__name__ == "PanicException":
            raise Unreadable(str(error)) from None
        raise


def _blank() -> Doc[Any]:
    # Browsers count in 53 bits.
    return Doc(client_id=secrets.randbits(31) + 1)


def _text(doc: Doc[Any]) -> Text:
    text: Text = doc.get(ROOT, type=Text)
    return text


def _made_of(updates: Sequence[bytes]) -> Doc[Any]:
    doc = _blank()
    _text(doc)
    for update in updates:
        doc.apply_update(update)
    return doc


def _plain(doc: Doc[Any]) -> str:
    """The document's text. What is embedded counts as a place and has no letters, and would shift all that follows."""
    if set(doc.keys()) != {ROOT}:
        raise Unreadable("another root")
    text = str(_text(doc))
    if len(_text(doc)) != len(text.encode()):
        raise Unreadable("more than letters")
    return text


def _rewrite(shared: Text, after: str) -> None:
    before = str(shared)
    # From the end, so that the places before stay true; the document counts in bytes.
    for start, stop, words in reversed(_changes(before, after)):
        at = len(before[:start].encode())
        if stop > start:
            del shared[at : at + len(before[start:stop].encode())]
        if words:
            shared.insert(at, words)


def _changes(before: str, after: str) -> list[tuple[int, int, str]]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) * len(new) > MOST_COMPARED:
        return [_narrowed(0, before, after)]
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    changes = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            changes.append(_narrowed(starts[i], "".join(old[i:j]), "".join(new[k:m])))
    return changes


def _narrowed(start: int, old: str, new: str) -> tuple[int, int, str]:
    """The change without what both begin and end with."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    return start + head, start + len(old) - tail, new[head : len(new) - tail]


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
