"""What every change to a form has in common: who makes it, one counter that orders it, and the news afterwards."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import after_commit
from portal.intake.models import FormRow, FormStatus
from portal.intake.queries import path_of, topic_of
from portal.live.doorbell import ring_topic
from portal.people.models import Side
from portal.plan.core.plan import TaskLink
from portal.plan.editor import Author
from portal.plan.reactions import link_soon, unlink_soon


@dataclass(frozen=True)
class By:
    """Who changes a form; `grant_id` is by what their link opened in this browser, none for the team.

    With `session_id` their rights are read anew where the change is made.
    """

    participant_id: str | None
    side: Side
    grant_id: str | None = None
    session_id: str | None = None


class FormGone(Exception):
    """The form was removed, or never was."""


def lock_form(session: Session, form_id: str, status: tuple[FormStatus, ...] = tuple(FormStatus)) -> FormRow:
    """The form at its next revision, its row locked, so that the order of commits is the order of revisions.

    Raises FormGone where it is removed or in none of the statuses.
    """
    row = session.scalars(
        update(FormRow)
        .where(FormRow.id == form_id, FormRow.removed_at.is_(None), FormRow.status.in_(status))
        .values(revision=FormRow.revision + 1)
        .returning(FormRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).one_or_none()
    if row is None:
        raise FormGone(form_id)
    revision = row.revision
    after_commit(session, lambda: ring_topic(topic_of(form_id), revision))
    return row


def set_status(row: FormRow, status: FormStatus, by: By) -> None:
    """The form has this status from its present revision on."""
    row.status = status
    row.status_revision = row.revision
    row.status_at = clock.now()
    row.status_by_id = by.participant_id


def author_of(row: FormRow, by: By) -> Author:
    """In whose name the plan is changed because of this form."""
    return Author(None, row.workspace_id, "form", by.participant_id, by.side.value)


def hang_on_task(session: Session, row: FormRow, by: By) -> None:
    """Let the form's task show it; drafts hang on nothing."""
    if row.task_id and row.status is not FormStatus.DRAFT:
        link = TaskLink(topic_of(row.id), row.title, path_of(row.workspace_id, row.id))
        link_soon(session, row.task_id, link, author_of(row, by))


def take_off_task(session: Session, row: FormRow, by: By) -> None:
    """Let the form's task show it no more."""
    if row.task_id and row.status is not FormStatus.DRAFT:
        unlink_soon(session, row.task_id, topic_of(row.id), author_of(row, by))
