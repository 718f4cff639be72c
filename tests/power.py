"""What a disk may hold after the power went: whatever was synced, and of the rest anything.

Between two syncs a disk may do what it likes: write the later before the earlier, tear a page at a sector, forget a
file that was made or removed.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.disk import Disk, Step

SECTOR_BYTES = 512

# How a disk treats what was not synced, given a write's number: the sectors of it that were kept.
Kept = Callable[[random.Random], bool]


@dataclass
class Platter:
    """What is certain after so many steps of a disk, and what is under way."""

    names: Sequence[str]
    journals: set[int]
    certain: dict[int, bytearray] = field(default_factory=dict)
    pending: dict[int, list[tuple[int, Step]]] = field(default_factory=dict)
    # Which file stands under a name, and what was made and removed since the folder was synced.
    folder: dict[str, int | None] = field(default_factory=dict)
    moves: list[tuple[int, Step]] = field(default_factory=list)

    def take(self, number: int, step: Step, chance: random.Random) -> None:
        """One more step, the one of this number."""
        match step.kind:
            case "create" | "delete":
                self.moves.append((number, step))
            case "write" | "truncate":
                self.pending.setdefault(step.file, []).append((number, step))
            case "sync":
                self._sync(step, chance)
                if step.file in self.journals and not step.has_failed:
                    self._sync_folder(step.begun)
            case "sync_folder":
                self._sync_folder(step.begun)

    def _sync(self, sync: Step, chance: random.Random) -> None:
        certain = self.certain.setdefault(sync.file, bytearray())
        waiting = self.pending.get(sync.file, [])
        for number, step in waiting:
            # Where a sync failed the system believes that all is written: what was not by then never will be.
            if number < sync.begun and not (sync.has_failed and chance.random() < 0.5):
                change(certain, step)
        self.pending[sync.file] = [(number, step) for number, step in waiting if number >= sync.begun]

    def _sync_folder(self, begun: int) -> None:
        for number, step in self.moves:
            if number < begun:
                self.folder[step.name] = step.file if step.kind == "create" else None
        self.moves = [(number, step) for number, step in self.moves if number >= begun]

    def left(self, chance: random.Random, likelihood: float) -> dict[str, bytes]:
        """The files by name as they may stand if the power goes now: of what is under way, about `likelihood` is."""
        folder = dict(self.folder)
        for _number, step in self.moves[: round(likelihood * len(self.moves))]:
            folder[step.name] = step.file if step.kind == "create" else None
        return {name: self._content(file, chance, likelihood) for name, file in folder.items() if file is not None}

    def _content(self, file: int, chance: random.Random, likelihood: float) -> bytes:
        content = bytearray(self.certain.get(file, b""))
        for _number, step in self.pending.get(file, []):
            change(content, step, lambda: chance.random() < likelihood)
        return bytes(content)

    @property
    def is_certain(self) -> bool:
        """Whether nothing is under way."""
        return not self.moves and not any(self.pending.values())


def change(content: bytearray, step: Step, is_kept: Callable[[], bool] = lambda: True) -> None:
    """Do what `step` did to a file, each sector of it only if it is kept."""
    if step.kind == "truncate":
        if is_kept():
            del content[step.offset :]
            content.extend(bytes(max(0, step.offset - len(content))))
        return
    for start in range(0, len(step.content), SECTOR_BYTES):
        if is_kept():
            piece, at = step.content[start : start + SECTOR_BYTES], step.offset + start
            content.extend(bytes(max(0, at - len(content))))
            content[at : at + len(piece)] = piece


def cuts(
    disk: Disk, began_with: dict[str, bytes], at: Sequence[int], seed: int
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """After each of `at` steps what the disk may hold: nothing, all and twice a part of what was not synced."""
    chance = random.Random(seed)
    platter = Platter(disk.names, disk.journals)
    for name, content in began_with.items():
        file = disk.names.index(name)
        platter.folder[name], platter.certain[file] = file, bytearray(content)
    wanted = set(at)
    for number, step in enumerate(disk.steps):
        platter.take(number, step, chance)
        if number in wanted:
            for likelihood in (0.0,) if platter.is_certain else (0.0, 1.0, 0.5, chance.random()):
                yield number, platter.left(chance, likelihood)


def put(files: dict[str, bytes], folder: Path) -> None:
    """Make `folder` hold these files and no others."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
