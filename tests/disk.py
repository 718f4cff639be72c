"""The disk under SQLite, watched and broken from inside the process: what was written, what was synced, what fails.

`with watched(folder) as disk` puts a layer between SQLite and the operating system for every database in `folder` that
is opened meanwhile. Nothing is really synced: what a sync makes certain is for `tests.power` to work out.
"""

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CREATE, JOURNALS = 0x4, 0x800 | 0x4000 | 0x80000
FAILED = {"write": 10 | 3 << 8, "sync": 10 | 4 << 8, "truncate": 10 | 6 << 8}

WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)


class Methods(Structure):
    """sqlite3_io_methods: what an open file can do."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", WRITE),
        ("truncate", TRUNCATE),
        ("sync", SYNC),
        ("others", c_void_p * 13),
    )


class Vfs(Structure):
    """sqlite3_vfs: what opens and deletes files."""

    _fields_ = (
        ("version", c_int),
        ("file_bytes", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("own", c_void_p),
        ("open", OPEN),
        ("delete", DELETE),
        ("others", c_void_p * 14),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: create, delete, write, truncate, sync, sync_folder, or a note from elsewhere.

    `file` is one file for good: a name that is made anew is another. `begun` is how many steps there were when a sync
    began: it makes certain those alone.
    """

    kind: str
    file: int = 0
    offset: int = 0
    content: bytes = b""
    begun: int = 0
    name: str = ""
    has_failed: bool = False


@dataclass
class Disk:
    """Everything that happened so far, and the name of each file. `fails(kind, name)` decides what goes wrong."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    # Files whose sync also makes certain that they are there: SQLite syncs the folder of a new journal with it.
    journals: set[int] = field(default_factory=set)
    fails: Callable[[str, str], bool] = lambda _kind, _name: False
    _current: dict[str, int] = field(default_factory=dict)
    _open: dict[int, int] = field(default_factory=dict)

    def note(self, name: str, number: int = 0) -> None:
        """Put something that happened elsewhere among the steps."""
        self.steps.append(Step("note", offset=number, name=name))

    def open(self, handle: int, name: str, flags: int, is_new: bool) -> None:
        if is_new or name not in self._current:
            self._current[name] = len(self.names)
            self.names.append(name)
        file = self._open[handle] = self._current[name]
        if flags & CREATE and flags & JOURNALS:
            self.journals.add(file)
        if is_new:
            self.steps.append(Step("create", file, name=name))

    def delete(self, name: str, is_synced: bool) -> None:
        self.steps.append(Step("delete", name=name))
        if is_synced:
            self.steps.append(Step("sync_folder", begun=len(self.steps)))

    def write(self, real: Callable[..., int], handle: int, content: int, size: int, offset: int) -> int:
        file = self._open[handle]
        has_failed = self.fails("write", self.names[file])
        # A write that fails may have been done by half.
        size = size // 2 if has_failed else size
        answer = real(handle, content, size, offset)
        if answer == 0:
            self.steps.append(Step("write", file, offset, ctypes.string_at(content, size)))
        return FAILED["write"] if has_failed else answer

    def truncate(self, real: Callable[..., int], handle: int, size: int) -> int:
        file = self._open[handle]
        if self.fails("truncate", self.names[file]):
            return FAILED["truncate"]
        self.steps.append(Step("truncate", file, size))
        return real(handle, size)

    def sync(self, handle: int) -> int:
        file, begun = self._open[handle], len(self.steps)
        has_failed = self.fails("sync", self.names[file])
        self.steps.append(Step("sync", file, begun=begun, has_failed=has_failed))
        return FAILED["sync"] if has_failed else 0


# SQLite goes on calling these for files that are still open when nobody watches any more.
_kept: list[object] = []


@contextmanager
def watched(folder: Path) -> Iterator[Disk]:
    """Watch every database in `folder` that this process opens meanwhile."""
    library = _library()
    system = library.sqlite3_vfs_find(None)
    disk = Disk(folder.resolve())
    layer = _layer(system.contents, disk)
    _kept.append(layer)
    assert library.sqlite3_vfs_register(ctypes.byref(layer), 1) == 0
    try:
        yield disk
    finally:
        library.sqlite3_vfs_register(system, 1)
        library.sqlite3_vfs_unregister(ctypes.byref(layer))


def _library() -> ctypes.CDLL:
    """The very SQLite that Python uses: looked up through the module that is built on it."""
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    if not hasattr(library, "sqlite3_vfs_find"):
        pytest.skip("the SQLite of this Python cannot be reached from outside")
    library.sqlite3_vfs_find.restype = POINTER(Vfs)
    return library


def _layer(system: Vfs, disk: Disk) -> Vfs:
    """A copy of the system's own layer, with `disk` in front of what opens and deletes."""
    layer = Vfs.from_buffer_copy(system)
    methods: dict[int, Methods] = {}

    def name_of(path: int | None) -> str | None:
        found = Path(ctypes.string_at(path).decode()) if path else None
        return found.name if found is not None and found.parent == disk.folder else None

    @OPEN
    def open_file(vfs: int, path: int | None, handle: int, flags: int, answered: int | None) -> int:
        name = name_of(path)
        is_new = name is not None and not (disk.folder / name).exists()
        answer: int = system.open(vfs, path, handle, flags, answered)
        if name is not None and answer == 0:
            slot = ctypes.cast(handle, POINTER(c_void_p))
            real = slot[0]
            if real not in methods:
                methods[real] = _methods(Methods.from_address(real), disk)
            slot[0] = ctypes.addressof(methods[real])
            disk.open(handle, name, flags, is_new)
        return answer

    @DELETE
    def delete(vfs: int, path: int, is_synced: int) -> int:
        answer: int = system.delete(vfs, path, is_synced)
        if answer == 0 and (name := name_of(path)) is not None:
            disk.delete(name, bool(is_synced))
        return answer

    layer.name, layer.open, layer.delete = b"watched", open_file, delete
    _kept.append((methods, open_file, delete))
    return layer


def _methods(real: Methods, disk: Disk) -> Methods:
    """A copy of what a file can do, with `disk` in front of what changes it."""
    ours = Methods.from_buffer_copy(real)
    write, truncate = real.write, real.truncate
    ours.write = WRITE(lambda handle, content, size, offset: disk.write(write, handle, content, size, offset))
    ours.truncate = TRUNCATE(lambda handle, size: disk.truncate(truncate, handle, size))
    ours.sync = SYNC(lambda handle, _flags: disk.sync(handle))
    return ours
