"""Reading forms: each found through what the reader may see, with how far it is filled in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, select

from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.extensions import db
from portal.intake.models import AnswerRow, FormRow, FormStatus, Submission
from portal.intake.progress import progress_of
from portal.intake.schema import read_schema

FILLABLE = (FormStatus.OPEN, FormStatus.RETURNED)


@dataclass(frozen=True)
class FormCard:
    """A form in a list. `needed_left` counts what must still be answered; `last_by` is a participant's id."""

    id: str
    title: str
    path: str
    due_on: date | None
    answered: int
    total: int
    needed_left: int
    task_id: str | None
    status: FormStatus
    status_at: datetime
    last_by: str | None
    last_at: datetime | None


@dataclass(frozen=True)
class SubmissionNews:
    form_title: str
    by_id: str | None
    at: datetime
    path: str


def path_of(workspace_id: str, form_id: str) -> str:
    return f"/w/{workspace_id}/forms/{form_id}"


def topic_of(form_id: str) -> str:
    """The form's name on the wire."""
    return f"form:{form_id}"


def has_forms(entry: Entry) -> bool:
    """Whether this reader has a place for forms: the team always, customers once one is open to them."""
    if may(entry.actor, Act.MANAGE):
        return True
    return bool(db.session.scalar(select(exists(_seen_by(entry).with_only_columns(FormRow.id)))))


def forms_to_fill(entry: Entry) -> list[FormCard]:
    """The forms that wait for this reader: open or sent back, for somebody of the customer who may edit."""
    if may(entry.actor, Act.MANAGE) or not may(entry.actor, Act.EDIT):
        return []
    return _cards(entry, _seen_by(entry).where(FormRow.status.in_(FILLABLE)))


def forms_of(entry: Entry) -> list[FormCard]:
    """Every form that this reader may see, what is due first on top."""
    return _cards(entry, _seen_by(entry))


def submissions_since(workspace_id: str, since: datetime) -> list[SubmissionNews]:
    """What was submitted after `since`, newest first."""
    rows = db.session.execute(
        select(FormRow.id, FormRow.title, Submission.by_id, Submission.at)
        .join(Submission, Submission.form_id == FormRow.id)
        .where(FormRow.workspace_id == workspace_id, FormRow.removed_at.is_(None), Submission.at > since)
        .order_by(Submission.at.desc())
    )
    return [SubmissionNews(row.title, row.by_id, row.at, path_of(workspace_id, row.id)) for row in rows]


def form_seen_by(entry: Entry, form_id: str) -> FormRow | None:
    """The form, if this reader may see it; for reading only."""
    return db.session.scalar(_seen_by(entry).where(FormRow.id == form_id))


def removed_form(entry: Entry, form_id: str) -> FormRow | None:
    """A form of this workspace that was removed, for the team to bring back."""
    row = db.session.get(FormRow, form_id)
    is_here = row is not None and row.workspace_id == entry.workspace.id and row.removed_at is not None
    return row if is_here and may(entry.actor, Act.MANAGE) else None


def _seen_by(entry: Entry) -> Select[FormRow]:
    query = select(FormRow).where(FormRow.workspace_id == entry.workspace.id, FormRow.removed_at.is_(None))
    if not may(entry.actor, Act.MANAGE):
        query = query.where(FormRow.status != FormStatus.DRAFT)
    return query


def answers_of(form_id: str) -> dict[str, AnswerRow]:
    """Every stored answer by its field, those to fields that are asked no more among them."""
    return {row.field_id: row for row in db.session.scalars(select(AnswerRow).where(AnswerRow.form_id == form_id))}


def answers_after(form_id: str, revision: int) -> Sequence[AnswerRow]:
    """The answers that changed after `revision`, in the order they did."""
    query = select(AnswerRow).where(AnswerRow.form_id == form_id, AnswerRow.revision > revision)
    return db.session.scalars(query.order_by(AnswerRow.revision, AnswerRow.field_id)).all()


def submissions_of(form_id: str) -> Sequence[Submission]:
    """What was submitted, the latest first."""
    return db.session.scalars(
        select(Submission).where(Submission.form_id == form_id).order_by(Submission.number.desc())
    ).all()


def _cards(entry: Entry, query: Select[FormRow]) -> list[FormCard]:
    forms = db.session.scalars(query.order_by(FormRow.created_at, FormRow.id)).all()
    answers: dict[str, list[AnswerRow]] = {form.id: [] for form in forms}
    for row in db.session.scalars(select(AnswerRow).where(AnswerRow.form_id.in_(answers))):
        answers[row.form_id].append(row)
    cards = [_card(form, answers[form.id], entry.workspace.id) for form in forms]
    return sorted(cards, key=lambda card: (card.status not in FILLABLE, card.due_on or date.max))


def _card(form: FormRow, answers: Iterable[AnswerRow], workspace_id: str) -> FormCard:
    progress = progress_of(read_schema(form.schema), {row.field_id: row.value for row in answers})
    last = max(answers, key=lambda row: row.at, default=None)
    return FormCard(
        id=form.id,
        title=form.title,
        path=path_of(workspace_id, form.id),
        due_on=form.due_on,
        answered=progress.answered,
        total=progress.total,
        needed_left=progress.needed_left,
        task_id=form.task_id,
        status=form.status,
        status_at=form.status_at,
        last_by=last.by_id if last else None,
        last_at=last.at if last else None,
    )


def values_of(answers: dict[str, AnswerRow]) -> dict[str, Any]:
    return {field_id: row.value for field_id, row in answers.items()}
