"""Reading plans: as they stand, what changed since, and for each only what the audience may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.people.models import Side
from portal.plan import memory
from portal.plan.core.events import Event, from_record
from portal.plan.core.plan import Plan
from portal.plan.models import EventRow, PhaseRow, PlanRow, TaskRow
from portal.prepared import Prepared

# Farther behind than this, a client is sent to the snapshot.
FAR_BEHIND = 500
# So many changes may stand out of order by time: processes have clocks of their own.
CLOCKS_APART = 1_000

# Asked at every join.
_PLAN = cast(Table, PlanRow.__table__)
_STANDING = Prepared(
    select(_PLAN.c.workspace_id, _PLAN.c.revision.label("team"), _PLAN.c.shared_revision.label("customer")).where(
        _PLAN.c.id == bindparam("plan")
    )
)


def plan_of(workspace_id: str) -> str | None:
    """The id of the workspace's plan."""
    return db.session.scalar(select(PlanRow.id).where(PlanRow.workspace_id == workspace_id))


def workspace_of(plan_id: str) -> str | None:
    """The workspace whose plan this is."""
    found = _STANDING.rows(db.session.connection(), {"plan": plan_id})
    return str(found[0].workspace_id) if found else None


def load_plan(workspace_id: str, side: Side) -> Plan:
    """The workspace's plan as that side sees it.

    Raises LookupError if the workspace has none.
    """
    row = db.session.execute(select(PlanRow.id, PlanRow.revision).where(PlanRow.workspace_id == workspace_id)).first()
    if row is None:
        raise LookupError(workspace_id)
    plan = memory.plan_at(db.session(), row.id, row.revision)
    return plan if side == Side.TEAM else plan.for_customer()


def operations_since(plan_id: str, side: str, seq: int, head: int) -> list[dict[str, Any]]:
    """The operations after number `seq` up to `head` of the side's own sequence, from memory or from the log."""
    recent = memory.recent_after(plan_id, side, seq, head)
    if recent is not None:
        return recent
    number, op = _columns(side)
    rows = db.session.execute(
        select(op).where(EventRow.plan_id == plan_id, number > seq, number <= head).order_by(number)
    )
    return list(rows.scalars())


def _columns(side: str) -> tuple[Any, Any]:
    if side == "team":
        return EventRow.revision, EventRow.op
    return EventRow.shared_revision, EventRow.shared_op


def head_of(plan_id: str, side: str) -> int:
    """The number of the side's last operation."""
    found = _STANDING.rows(db.session.connection(), {"plan": plan_id})
    return int(getattr(found[0], side)) if found else 0


@dataclass(frozen=True, slots=True)
class Change:
    """One event of the history: what happened, by whom (a participant's id), and when.

    `number` is its place in the reader's own sequence.
    """

    number: int
    event: Event
    by: str | None
    side: str
    via: str
    at: datetime
    # Who else typed what it says.
    others: tuple[str, ...] = ()
    # Who said it, where another typed.
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes: those of a person (id), on a task or phase (id), in a stretch of time, before a number."""

    by: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def changes(plan_id: str, side: Side, wanted: Wanted, at_most: int) -> list[Change]:
    """The newest changes that the side may see, newest first."""
    number, op = _columns(side)
    query = select(
        number.label("number"),
        op.label("said"),
        *(EventRow.kind, EventRow.version, EventRow.body, EventRow.by_id, EventRow.side, EventRow.via, EventRow.at),
    ).where(EventRow.plan_id == plan_id, number.is_not(None), *_conditions(wanted, number))
    if wanted.since is not None:
        query = query.where(number > _number_before(plan_id, number, wanted.since) - CLOCKS_APART)
    if wanted.until is not None:
        query = query.where(number <= _number_before(plan_id, number, wanted.until) + CLOCKS_APART)
    if wanted.by is not None:
        query = query.where(EventRow.revision.in_(_revisions_of(wanted.by, query, at_most)))
    return [_change_of(row) for row in db.session.execute(query.order_by(number.desc()).limit(at_most))]


def _revisions_of(person: str, query: Select[Any], at_most: int) -> Any:
    """The last of what `query` finds of what one person did, and of what they said: each by its own index.

    Asked for either at once, a database reads the whole history, or all that somebody busy ever did.
    """
    found = query.with_only_columns(EventRow.revision).order_by(EventRow.revision.desc()).limit(at_most)
    parts = [found.where(column == person).subquery() for column in (EventRow.by_id, EventRow.said_id)]
    return union_all(*(select(part.c.revision) for part in parts))


def _number_before(plan_id: str, number: Any, instant: datetime) -> int:
    """The last number that came before `instant`: found by halves, since a long history is sorted by time already."""
    low, high = 0, db.session.scalar(select(func.max(number)).where(EventRow.plan_id == plan_id)) or 0
    while low < high:
        middle = (low + high + 1) // 2
        at = db.session.scalar(select(EventRow.at).where(EventRow.plan_id == plan_id, number == middle))
        low, high = (middle, high) if at is not None and at < instant else (low, middle - 1)
    return low


def _change_of(row: Any) -> Change:
    event, others = from_record(row.kind, row.version, row.body), tuple(row.said.get("with", ()))
    return Change(row.number, event, row.by_id, row.side, row.via, row.at, others, row.said.get("said"))


def _conditions(wanted: Wanted, number: Any) -> Iterator[Any]:
    if wanted.by is not None:
        yield or_(EventRow.by_id == wanted.by, EventRow.said_id == wanted.by)
    if wanted.subject is not None:
        yield EventRow.subject_id == wanted.subject
    if wanted.since is not None:
        yield EventRow.at >= wanted.since
    if wanted.until is not None:
        yield EventRow.at < wanted.until
    if wanted.before is not None:
        yield number < wanted.before


@dataclass(frozen=True, slots=True)
class StandingTask:
    """A task as a writer in another room needs it, read in that room's own transaction."""

    id: str
    title: str
    status: str
    is_shared: bool
    is_milestone: bool


def standing_task(session: Session, workspace_id: str, task_id: str) -> StandingTask | None:
    """The task, internal ones too; None where the workspace's plan has none such that stands."""
    row = session.execute(
        select(TaskRow.id, TaskRow.title, TaskRow.status, TaskRow.visibility, TaskRow.is_milestone)
        .join(PlanRow, TaskRow.plan_id == PlanRow.id)
        .join(PhaseRow, TaskRow.phase_id == PhaseRow.id)
        .where(TaskRow.id == task_id, PlanRow.workspace_id == workspace_id)
        .where(TaskRow.removed_at.is_(None), PhaseRow.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return StandingTask(row.id, row.title, row.status, row.visibility == "shared", row.is_milestone)


def shared_task_ids(workspace_id: str) -> Select[str]:
    """The ids of all tasks that customers may know, also removed ones, to be part of another query."""
    plans = select(PlanRow.id).where(PlanRow.workspace_id == workspace_id)
    return select(TaskRow.id).where(TaskRow.plan_id.in_(plans), TaskRow.visibility == "shared")
