"""Why a change moved the go-live: written down beside the change, by whoever made it or anybody later."""

from collections.abc import Mapping

from flask import request
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.access.entry import Entry
from portal.database import write
from portal.plan.core.plan import Plan
from portal.plan.dates.cause_words import CAUSE_WORDS, NEITHER, SIDES
from portal.plan.models import EventRow, SlipCause


def note_cause(entry: Entry, plan: Plan, task_id: str) -> None:
    """Keep what was just sent, by form or script, of the reader's last change of this task; where it says anything."""
    sent = request.get_json(silent=True) if request.is_json else request.form
    kind, side = (sent.get("cause"), sent.get("cause_side", NEITHER)) if isinstance(sent, Mapping) else (None, None)
    if kind not in CAUSE_WORDS or side not in SIDES:
        return
    with write() as session:
        revision = last_change(session, plan.id, task_id, entry.actor.participant_id)
        if revision is not None:
            give_cause(session, entry, SlipCause(plan_id=plan.id, revision=revision, kind=kind, side=side))


def last_change(session: Session, plan_id: str, task_id: str, by: str | None) -> int | None:
    """The revision of the last change that this person made to the task."""
    changes = select(EventRow.revision).where(
        EventRow.plan_id == plan_id, EventRow.subject_id == task_id, EventRow.by_id == by
    )
    return session.scalar(changes.order_by(EventRow.revision.desc()).limit(1))


def give_cause(session: Session, entry: Entry, cause: SlipCause, within: tuple[int, int] | None = None) -> None:
    """Let `cause` take the place of what was said of the same change, whose revisions are `within`."""
    first, last = within or (cause.revision, cause.revision)
    said = delete(SlipCause).where(SlipCause.plan_id == cause.plan_id, SlipCause.revision.between(first, last))
    session.execute(said)
    if cause.kind:
        cause.by_id = entry.actor.participant_id
        session.add(cause)
