"""Submitting a form: everything needed is there, what was answered is kept whole, and the linked task is ticked."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.visits import note_customer_acted
from portal.intake.answering import check_rights
from portal.intake.changing import By, FormGone, author_of, lock_form, set_status
from portal.intake.models import AnswerRow, FormStatus, Submission
from portal.intake.progress import problems_of
from portal.intake.queries import FILLABLE
from portal.intake.schema import read_schema
from portal.plan.reactions import tick_soon


class Incomplete(Exception):
    """The form cannot be submitted yet; `problems` are sentences by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


def submit_form(session: Session, form_id: str, by: By) -> Submission | None:
    """Hand the form in; None where somebody did already. Raises Incomplete or NotTaken, and nothing is changed."""
    try:
        form = lock_form(session, form_id, FILLABLE)
    except FormGone:
        return None
    check_rights(session, form, by)
    schema = read_schema(form.schema)
    rows = session.scalars(select(AnswerRow).where(AnswerRow.form_id == form_id))
    asked = {field.id for field in schema.fields()}
    answers = {row.field_id: row.value for row in rows if row.field_id in asked and row.value is not None}
    if problems := problems_of(schema, answers):
        raise Incomplete(problems)
    set_status(form, FormStatus.SUBMITTED, by)
    last = session.scalar(select(func.max(Submission.number)).where(Submission.form_id == form_id))
    submission = Submission(
        form_id=form_id,
        number=(last or 0) + 1,
        schema=form.schema,
        answers=answers,
        by_id=by.participant_id,
        at=clock.now(),
    )
    session.add(submission)
    if form.task_id:
        tick_soon(session, form.task_id, author_of(form, by))
    note_customer_acted(session, form.workspace_id, by.side)
    return submission
