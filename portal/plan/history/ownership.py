"""Who set last what stands in a plan, read from its history."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, func, or_, select

from portal.extensions import db
from portal.people.models import Side
from portal.people.queries import Face
from portal.plan.core.ownership import Setting, Share, ownership
from portal.plan.core.plan import Plan
from portal.plan.history.readings import KEPT_AFTER, Reading, keep_reading, kept_reading
from portal.plan.models import EventRow, PlanRow

FIELDS = ("due", "owner", "title", "description")
READING = "ownership"

# Who set a thing last: at which revision, on which side, and who said it. Things are tasks with one of the fields, or
# with "" where the task was added.
Last = dict[str, dict[str, tuple[int, str, str | None]]]


def ownership_of(plan: Plan, faces: Mapping[str, Face]) -> dict[str, Share]:
    """The customer's share, as people set things or said them; what the product did by itself counts for nobody."""
    last = [(*one, task, field) for task, fields in last_set(plan.id).items() for field, one in fields.items()]
    settings = (
        Setting(
            task=task,
            field=field or None,
            is_customer=(faces[said].side if said and said in faces else side) == Side.CUSTOMER,
        )
        for _revision, side, said, task, field in sorted(last, key=lambda one: one[0])
    )
    return ownership(plan, settings)


def last_set(plan_id: str) -> Last:
    """Who set each thing last; read on from what is kept, and kept once that is much."""
    head = db.session.scalar(select(PlanRow.revision).where(PlanRow.id == plan_id)) or 0
    kept = kept_reading(plan_id, READING) or Reading(0, {})
    last: Last = {task: dict(fields) for task, fields in kept.body.items()}
    for row in _newest_after(plan_id, kept.revision):
        field = row.field if row.kind == "TaskChanged" else ""
        last.setdefault(row.subject_id, {})[field] = (row.revision, row.side, row.said_id)
    if head - kept.revision >= KEPT_AFTER:
        keep_reading(plan_id, READING, Reading(head, last))
    return last


def _newest_after(plan_id: str, revision: int) -> Iterable[Any]:
    field = EventRow.body["field"].as_string()
    # A date that moved along with another was set by nobody.
    is_set = and_(EventRow.kind == "TaskChanged", field.in_(FIELDS), EventRow.body["pins"].as_boolean().is_not(False))
    newest = (
        select(func.max(EventRow.revision))
        .where(EventRow.plan_id == plan_id, EventRow.revision > revision, EventRow.via == "person")
        .where(or_(EventRow.kind == "TaskAdded", is_set))
        .group_by(EventRow.subject_id, EventRow.kind, field)
    )
    return db.session.execute(
        select(
            *(EventRow.subject_id, EventRow.kind, field.label("field")),
            *(EventRow.revision, EventRow.side, EventRow.said_id),
        )
        .where(EventRow.plan_id == plan_id, EventRow.revision.in_(newest))
        .order_by(EventRow.revision)
    ).all()
