"""The plan as it was: from the last snapshot before, and the events since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.extensions import db
from portal.people.models import Side
from portal.plan.core.apply import replay
from portal.plan.core.compare import known_now
from portal.plan.core.events import from_record, task_from_record
from portal.plan.core.plan import Phase, Plan
from portal.plan.models import EventRow, PlanSnapshot


@dataclass(frozen=True)
class Moment:
    """A place in a reader's own sequence: its number, and when it came (None at the very start)."""

    number: int
    at: datetime | None


def plan_as_of(now: Plan, side: Side, number: int) -> Plan:
    """The plan at `number` of the side's own sequence, cut to what the reader of `now` may know.

    Raises LookupError for a number that never was.
    """
    if not 0 <= number <= now.revision:
        raise LookupError(number)
    plan = plan_at(now.id, number if side == Side.TEAM else _revision_of(now.id, number))
    return known_now(plan if side == Side.TEAM else plan.for_customer(), now)


def agreed_plan(now: Plan, side: Side, revision: int) -> Plan:
    """The plan at a revision that both sides agreed on, cut to what the reader of `now` may know."""
    plan = plan_at(now.id, revision)
    return known_now(plan if side == Side.TEAM else plan.for_customer(), now)


def moment_of(plan_id: str, side: Side, number: int) -> Moment:
    column = EventRow.revision if side == Side.TEAM else EventRow.shared_revision
    at = db.session.scalar(select(EventRow.at).where(EventRow.plan_id == plan_id, column == number))
    return Moment(number, at)


def _revision_of(plan_id: str, shared: int) -> int:
    """The last revision of which customers know, up to their own number `shared`."""
    query = select(func.max(EventRow.revision)).where(EventRow.plan_id == plan_id, EventRow.shared_revision <= shared)
    return db.session.scalar(query) or 0


def plan_at(plan_id: str, revision: int) -> Plan:
    snapshot = db.session.execute(
        select(PlanSnapshot.revision, PlanSnapshot.body)
        .where(PlanSnapshot.plan_id == plan_id, PlanSnapshot.revision <= revision)
        .order_by(PlanSnapshot.revision.desc())
        .limit(1)
    ).first()
    if snapshot is None:
        raise LookupError(plan_id)
    rows = db.session.execute(
        select(EventRow.kind, EventRow.version, EventRow.body, EventRow.revision, EventRow.shared_revision)
        .where(EventRow.plan_id == plan_id, EventRow.revision > snapshot.revision, EventRow.revision <= revision)
        .order_by(EventRow.revision)
    )
    plan, events = _from_snapshot(plan_id, snapshot.revision, snapshot.body), []
    shared = plan.shared_revision
    for row in rows:
        shared = row.shared_revision or shared
        events.append((from_record(row.kind, row.version, row.body), row.revision, shared))
    return replay(plan, events)


def _from_snapshot(plan_id: str, revision: int, body: dict[str, Any]) -> Plan:
    phases = [Phase(**phase) for phase in body["phases"]]
    tasks = [task_from_record(task) for task in body["tasks"]]
    return Plan(
        plan_id,
        revision,
        body["shared_revision"],
        {phase.id: phase for phase in phases},
        {task.id: task for task in tasks},
    )
