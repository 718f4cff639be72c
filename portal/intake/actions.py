"""What the team does to forms. Each takes the session of a write() around it; whether they may is asked before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.config import settings
from portal.intake.changing import By, FormGone, hang_on_task, lock_form, set_status, take_off_task
from portal.intake.models import AnswerRow, FormRow, FormStatus
from portal.intake.schema import Schema, read_schema
from portal.people.naming import Refused

DRAFT, OPEN, SUBMITTED = FormStatus.DRAFT, FormStatus.OPEN, FormStatus.SUBMITTED
RETURNED, ACCEPTED = FormStatus.RETURNED, FormStatus.ACCEPTED


@dataclass(frozen=True)
class FormDetails:
    """What stands above a form's fields. `task_id` is the task of the plan that submitting it completes."""

    title: str
    intro: str = ""
    due_on: date | None = None
    task_id: str | None = None


class NotNow(Exception):
    """The form's status does not allow this; `say` is the sentence to show."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


def create_form(session: Session, workspace_id: str, details: FormDetails, schema: Schema) -> FormRow:
    """A draft. Raises Refused where the workspace holds as many forms as it may."""
    _check_room(session, workspace_id)
    row = FormRow(workspace_id=workspace_id, schema=schema.to_store(), **vars(details))
    session.add(row)
    session.flush()
    return row


def _check_room(session: Session, workspace_id: str) -> None:
    standing = select(func.count()).where(FormRow.workspace_id == workspace_id, FormRow.removed_at.is_(None))
    if (session.scalar(standing) or 0) >= settings().forms_per_workspace:
        raise Refused("title", _("An onboarding holds at most %(most)s forms.", most=settings().forms_per_workspace))


def edit_details(session: Session, form_id: str, details: FormDetails, by: By) -> FormRow:
    """Change what stands above the fields; the plan's tasks follow. Raises FormGone."""
    row = lock_form(session, form_id)
    if row.task_id != details.task_id:
        take_off_task(session, row, by)
    row.title, row.intro = details.title, details.intro
    row.due_on, row.task_id = details.due_on, details.task_id
    row.status_revision = row.revision
    hang_on_task(session, row, by)
    return row


def edit_schema(session: Session, form_id: str, change: Callable[[Schema], Schema]) -> FormRow:
    """Change what the form asks; answers stay. Raises FormGone, LookupError, and Refused past the most fields."""
    row = lock_form(session, form_id)
    schema = change(read_schema(row.schema))
    if schema.count > settings().fields_per_form:
        raise Refused("label", _("A form holds at most %(most)s fields.", most=settings().fields_per_form))
    row.schema = schema.to_store()
    row.status_revision = row.revision
    return row


def open_form(session: Session, form_id: str, by: By) -> FormRow:
    """Show the draft to the customer. Raises FormGone, and NotNow for a form without fields."""
    row = lock_form(session, form_id, (DRAFT,))
    if not read_schema(row.schema).count:
        raise NotNow(_("Add a field first: there is nothing to fill in yet."))
    set_status(row, OPEN, by)
    hang_on_task(session, row, by)
    return row


def take_back(session: Session, form_id: str, by: By) -> FormRow:
    """Make an open form a draft again. Raises FormGone, and NotNow once something was answered."""
    row = lock_form(session, form_id, (OPEN,))
    if _has_answers(session, form_id):
        raise NotNow(_("Something is answered already, so the form stays with the customer. You can still edit it."))
    take_off_task(session, row, by)
    set_status(row, DRAFT, by)
    return row


def _has_answers(session: Session, form_id: str) -> bool:
    values: list[Any] = list(session.scalars(select(AnswerRow.value).where(AnswerRow.form_id == form_id)))
    return any(value is not None for value in values)


def remove_form(session: Session, form_id: str, by: By) -> FormRow:
    """Take the form away, with everything in it kept for restore_form. Raises FormGone."""
    row = lock_form(session, form_id)
    take_off_task(session, row, by)
    row.status_revision = row.revision
    row.removed_at = clock.now()
    return row


def restore_form(session: Session, form_id: str, by: By) -> FormRow:
    """Bring a removed form back as it was. Raises FormGone, and Refused where there is no room for it any more."""
    row = session.get(FormRow, form_id)
    if row is None:
        raise FormGone(form_id)
    _check_room(session, row.workspace_id)
    row.removed_at = None
    session.flush()
    row = lock_form(session, form_id)
    row.status_revision = row.revision
    hang_on_task(session, row, by)
    return row


def send_back(session: Session, form_id: str, note: str, by: By) -> FormRow:
    """Give a submitted form back to the customer with a note. Raises FormGone where it is not submitted."""
    row = lock_form(session, form_id, (SUBMITTED, ACCEPTED))
    row.return_note = note
    set_status(row, RETURNED, by)
    return row


def accept_form(session: Session, form_id: str, by: By) -> FormRow:
    """Take what was submitted as it is. Raises FormGone where it is not submitted."""
    row = lock_form(session, form_id, (SUBMITTED,))
    set_status(row, ACCEPTED, by)
    return row
