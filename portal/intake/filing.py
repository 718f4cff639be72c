"""Files as answers: they come and go one by one, and what was removed can be brought back."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from portal.access.visits import note_customer_acted
from portal.config import settings
from portal.database import write
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import Kept, UploadRefused, keep_upload, record_upload
from portal.intake.answering import NotTaken, lock_to_fill, new_answer, no_longer_asked, write_answer
from portal.intake.changing import By
from portal.intake.kinds import FileField
from portal.intake.models import AnswerRow, FormRow, Submission
from portal.intake.schema import read_schema
from portal.people.dates import locked

REMOVED_KEPT = 20


def keep_file(field: FileField, upload: FileStorage) -> Kept:
    """Keep an upload of a kind that the field takes. Outside of write(). Raises UploadRefused."""
    return keep_upload(upload, field.taken, settings().upload_bytes)


def put_file(form_id: str, field: FileField, upload: FileStorage, by: By) -> list[dict[str, Any]]:
    """Keep an upload and put it among the field's answer; the answer. A refused one leaves nothing on disk.

    Raises NotTaken and UploadRefused.
    """
    kept = keep_file(field, upload)
    try:
        with write() as session:
            return add_file(session, form_id, field.id, kept, by)
    except (NotTaken, UploadRefused):
        # Nothing counts it: whoever sends what is refused, again and again, would fill the disk past every quota.
        store.discard(kept.id)
        raise


def add_file(session: Session, form_id: str, field_id: str, kept: Kept, by: By) -> list[dict[str, Any]]:
    """Put a kept file among the field's answer; the answer. Raises NotTaken and UploadRefused."""
    form, field, row = _open_field(session, form_id, field_id, by)
    files = list(row.value or []) if row else []
    if len(files) >= field.most_files:
        raise NotTaken("invalid", _full(field), field_id)
    locked(session, form.workspace_id)
    stored = record_upload(session, kept, form.workspace_id, by.participant_id, by.grant_id)
    files.append({"id": stored.id, "name": stored.name, "size": stored.size_bytes})
    write_answer(row or new_answer(session, form_id, field_id), form, files, by)
    note_customer_acted(session, form.workspace_id, by.side)
    return files


def _open_field(session: Session, form_id: str, field_id: str, by: By) -> tuple[FormRow, FileField, AnswerRow | None]:
    form = lock_to_fill(session, form_id, by)
    field = read_schema(form.schema).field(field_id)
    if not isinstance(field, FileField):
        raise NotTaken("gone", no_longer_asked(), field_id)
    return form, field, session.get(AnswerRow, (form_id, field_id))


def _full(field: FileField) -> str:
    return str(_("This takes at most %(most)s files. Remove one first.", most=field.most_files))


def remove_file(session: Session, form_id: str, field_id: str, file_id: str, by: By) -> list[dict[str, Any]]:
    """Take a file out of the answer; the answer. Raises NotTaken where it is not in it."""
    form, _field, row = _open_field(session, form_id, field_id, by)
    files = list(row.value or []) if row else []
    gone = [file for file in files if file["id"] == file_id]
    if row is None or not gone:
        raise NotTaken("gone", _("This file is no longer there."), field_id)
    row.removed_files = [*row.removed_files, *gone][-REMOVED_KEPT:]
    rest = [file for file in files if file["id"] != file_id]
    write_answer(row, form, rest or None, by)
    return rest


def restore_file(session: Session, form_id: str, field_id: str, file_id: str, by: By) -> list[dict[str, Any]]:
    """Bring a removed file back; the answer. Raises NotTaken where there is none, or no more room."""
    form, field, row = _open_field(session, form_id, field_id, by)
    back = [file for file in row.removed_files if file["id"] == file_id] if row else []
    if row is None or not back:
        raise NotTaken("gone", _("This file is no longer there."), field_id)
    files = list(row.value or [])
    if len(files) >= field.most_files:
        raise NotTaken("invalid", _full(field), field_id)
    row.removed_files = [file for file in row.removed_files if file["id"] != file_id]
    write_answer(row, form, [*files, *back], by)
    return [*files, *back]


def removed_file(form_id: str, file_id: str) -> tuple[str, str] | None:
    """The field and the name of a file that was just removed, so that the page can offer it back."""
    for row in db.session.scalars(select(AnswerRow).where(AnswerRow.form_id == form_id)):
        for file in row.removed_files:
            if file["id"] == file_id:
                return row.field_id, file["name"]
    return None


def file_in(form_id: str, file_id: str) -> StoredFile | None:
    """The file, if it stands among the form's answers or in something that was submitted."""
    answers = list(db.session.scalars(select(AnswerRow.value).where(AnswerRow.form_id == form_id)))
    for submitted in db.session.scalars(select(Submission.answers).where(Submission.form_id == form_id)):
        answers += submitted.values()
    is_here = any(file_id in _ids(answer) for answer in answers)
    return db.session.get(StoredFile, file_id) if is_here else None


def _ids(answer: Any) -> set[str]:
    if not isinstance(answer, list):
        return set()
    return {one["id"] for one in answer if isinstance(one, dict)}
