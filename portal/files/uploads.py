"""Uploads: a file is taken for what its content is, kept under a random name, and given out as an attachment only."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

import puremagic
from flask import Response, send_file
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from portal import green
from portal.config import settings
from portal.files import store
from portal.files.models import StoredFile

NAME_LENGTH = 150
HEAD_BYTES = 8_192
PIECE_BYTES = 256_000
PLAIN_TEXT = "text/plain"

DOCUMENTS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".zip": "application/zip",
    ".txt": PLAIN_TEXT,
    ".csv": "text/csv",
    ".md": "text/markdown",
}
VIDEOS = {".mp4": "video/mp4", ".webm": "video/webm"}
IS_TEXT = {".txt", ".csv", ".md"}


class UploadRefused(Exception):
    """The upload was not kept; `say` is the sentence to show."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


@dataclass(frozen=True)
class Kept:
    """A file that lies in the store and has no row yet."""

    id: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str


def keep_upload(upload: FileStorage, kinds: dict[str, str], most_bytes: int) -> Kept:
    """Keep an upload of one of `kinds` (ending to media type) and at most `most_bytes`. Call it outside of write().

    Raises UploadRefused for what is empty, too large, or not what its name says.
    """
    name = clean_file_name(upload.filename or "")
    media_type = _media_type(name, upload.stream.read(HEAD_BYTES), kinds)
    upload.stream.seek(0)
    with store.Putting() as putting:
        copied = green.offload(_copy, upload.stream, putting, most_bytes)
    if copied is None:
        raise UploadRefused(_("“%(name)s” is larger than %(most)s MB.", name=name, most=most_bytes // 1_000_000))
    return Kept(putting.id, name, media_type, *copied)


def clean_file_name(given: str) -> str:
    """The last part of a name, without what no file system or header can bear."""
    last = PurePosixPath(given.replace("\\", "/")).name
    seen = "".join(letter for letter in last if letter.isprintable() and letter not in '"<>|:*?')
    stem, dot, ending = seen.strip(" .").rpartition(".")
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}{dot}{ending}"[-NAME_LENGTH:] or "file"


def _media_type(name: str, head: bytes, kinds: dict[str, str]) -> str:
    if not head:
        raise UploadRefused(_("“%(name)s” is empty.", name=name))
    ending = Path(name).suffix.lower()
    offered = ", ".join(sorted(kind.removeprefix(".").upper() for kind in kinds))
    if ending not in kinds:
        raise UploadRefused(_("“%(name)s” is none of the kinds taken here: %(kinds)s.", name=name, kinds=offered))
    if ending not in _endings_of(head):
        raise UploadRefused(_("“%(name)s” is not what its name says. Save it again and try once more.", name=name))
    return kinds[ending]


def _endings_of(head: bytes) -> set[str]:
    """Every ending that content beginning with `head` may have."""
    try:
        endings = {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return IS_TEXT if _is_text(head) else set()
    return endings | (IS_TEXT if endings <= IS_TEXT | {""} and _is_text(head) else set())


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        # The head may end in the middle of a character.
        head[:-4].decode()
    except UnicodeDecodeError:
        return False
    return True


def _copy(stream: IO[bytes], putting: store.Putting, most_bytes: int) -> tuple[int, str] | None:
    """Size and SHA-256 of what was kept; None, and nothing kept, past `most_bytes`. Runs on another thread."""
    size, digest = 0, hashlib.sha256()
    while piece := stream.read(PIECE_BYTES):
        size += len(piece)
        if size > most_bytes:
            return None
        digest.update(piece)
        putting.write(piece)
    putting.keep()
    return size, digest.hexdigest()


def record_upload(
    session: Session,
    kept: Kept,
    workspace_id: str | None = None,
    by_id: str | None = None,
    grant_id: str | None = None,
) -> StoredFile:
    """The row of a kept upload.

    Raises UploadRefused where the workspace's quota is used up.
    """
    if workspace_id is not None:
        most = settings().workspace_bytes
        if used_bytes(session, workspace_id) + kept.size_bytes > most:
            raise UploadRefused(_("This onboarding holds files of %(most)s MB already.", most=most // 1_000_000))
    values = {name: getattr(kept, name) for name in Kept.__dataclass_fields__}
    row = StoredFile(workspace_id=workspace_id, by_id=by_id, grant_id=grant_id, **values)
    session.add(row)
    session.flush()
    return row


def used_bytes(session: Session, workspace_id: str) -> int:
    """What the files of a workspace weigh together."""
    used = select(func.coalesce(func.sum(StoredFile.size_bytes), 0)).where(StoredFile.workspace_id == workspace_id)
    return session.scalar(used) or 0


def send_attachment(row: StoredFile) -> Response:
    """The file, to be saved and never to be shown inside our pages."""
    response = send_file(store.path_of(row.id), row.media_type, as_attachment=True, download_name=row.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
