"""Where the bytes lie: instance/files, each under a random id that tells nothing and cannot be guessed."""

import hashlib
import os
import re
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session
from werkzeug.security import safe_join

from portal import on_disk
from portal.config import settings
from portal.database import ID_LENGTH, new_id
from portal.files.models import StoredFile

ID = re.compile(rf"[A-Za-z0-9_-]{{{ID_LENGTH}}}")


def put(content: bytes) -> str:
    """Keep `content` on disk and answer its id. Done before the row is written: a file without a row is only waste."""
    with Putting() as putting:
        putting.write(content)
        return putting.keep()


class Putting:
    """A file on its way into the store, written piece by piece; what is not kept leaves nothing behind."""

    def __init__(self) -> None:
        self.id = new_id()
        self._path = path_of(self.id)
        self._unfinished = self._path.with_name(f"{self._path.name}.part")

    def __enter__(self) -> "Putting":
        on_disk.make_folder(self._path.parent)
        self._file = self._unfinished.open("wb")
        return self

    def write(self, piece: bytes) -> None:
        self._file.write(piece)

    def keep(self) -> str:
        """Make it safe on disk and answer its id."""
        self._file.flush()
        os.fsync(self._file.fileno())
        on_disk.put_in_place(self._unfinished, self._path)
        return self.id

    def __exit__(self, *_error: object) -> None:
        self._file.close()
        self._unfinished.unlink(missing_ok=True)


def discard(file_id: str) -> None:
    """Take back a put() of a file that got no row after all."""
    path_of(file_id).unlink(missing_ok=True)


def older_than(instant: datetime, store: Path) -> list[Path]:
    """Every file in `store` last written before `instant`, half-written ones too. May run on another thread."""
    return [path for path in store.glob("*/*") if path.is_file() and path.stat().st_mtime < instant.timestamp()]


def root() -> Path:
    """The folder of the store."""
    return settings().instance_dir / "files"


def record(session: Session, file_id: str, name: str, media_type: str) -> StoredFile:
    """The row of a file that was put."""
    content = path_of(file_id).read_bytes()
    row = StoredFile(
        id=file_id,
        name=name,
        media_type=media_type,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    session.add(row)
    session.flush()
    return row


def path_of(file_id: str) -> Path:
    """Where the file of this id lies. Raises ValueError for what no id can look like."""
    if not ID.fullmatch(file_id):
        raise ValueError("This is not the id of a file.")
    joined = safe_join(str(root()), file_id[:2], file_id)
    if joined is None:
        raise ValueError("This is not the id of a file.")
    return Path(joined)
