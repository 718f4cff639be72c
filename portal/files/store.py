"""Where the bytes lie: instance/files, each under a random id that tells nothing and cannot be guessed."""

import hashlib
import os
import re
from pathlib import Path

from sqlalchemy.orm import Session
from werkzeug.security import safe_join

from portal.config import settings
from portal.database import ID_LENGTH, new_id
from portal.files.models import StoredFile

ID = re.compile(rf"[A-Za-z0-9_-]{{{ID_LENGTH}}}")


def put(content: bytes) -> str:
    """Keep `content` on disk and answer its id. Done before the row is written: a file without a row is only waste."""
    file_id = new_id()
    path = path_of(file_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return file_id


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
    joined = safe_join(str(settings().instance_dir / "files"), file_id[:2], file_id)
    if joined is None:
        raise ValueError("This is not the id of a file.")
    return Path(joined)
