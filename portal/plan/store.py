"""The plan's rows: loading a plan at its revision, saving what was decided, and making a new one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import connection_of, new_id
from portal.plan import statements
from portal.plan.core.apply import replay
from portal.plan.core.events import (
    VERSION,
    Event,
    from_record,
    links_from_record,
    links_to_record,
    task_to_record,
    to_record,
    waits_from_record,
    waits_to_record,
)
from portal.plan.core.order import ranks_in_a_row
from portal.plan.core.parts import PARTS, read_parts
from portal.plan.core.plan import Phase, Plan, Task
from portal.plan.models import EventRow, PhaseRow, PlanRow, PlanSnapshot, TaskRow

LONGEST_REPLAY = 500

Writes = tuple[tuple[str, str, Callable[[Any], Any]], ...]
Read = Callable[[Any], tuple[Any, ...]]

TASK_COLUMNS = {
    "phase_id": "phase",
    "rank": "rank",
    "title": "title",
    "description": "description",
    "owner_id": "owner",
    "start_on": "start",
    "due_on": "due",
    "status": "status",
    "visibility": "visibility",
    "is_milestone": "is_milestone",
    "is_pinned": "is_pinned",
    "effort_hours": "effort",
    "is_fixed": "is_fixed",
    "rule": "rule",
    "role": "role",
}


def _as_it_is(value: Any) -> Any:
    return value


def _removal(is_removed: bool) -> datetime | None:
    return clock.now() if is_removed else None


# Each column with the attribute that it holds, and how it holds it.
TASK_WRITES: Writes = (
    *((column, name, _as_it_is) for column, name in TASK_COLUMNS.items()),
    *((part.attribute, part.attribute, part.write) for part in PARTS.values()),
    ("links", "links", links_to_record),
    ("waits", "waits", waits_to_record),
    ("removed_at", "is_removed", _removal),
)
PHASE_WRITES: Writes = (
    ("name", "name", _as_it_is),
    ("rank", "rank", _as_it_is),
    ("removed_at", "is_removed", _removal),
)
_READ_TASK: Read = attrgetter(*(name for _, name, _ in TASK_WRITES))
_READ_PHASE: Read = attrgetter(*(name for _, name, _ in PHASE_WRITES))


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as it is saved: with its place in both sequences, its two operations and its author."""

    event: Event
    revision: int
    shared_revision: int | None
    op: dict[str, Any]
    shared_op: dict[str, Any] | None
    by: str | None
    side: str
    via: str
    at: datetime


@dataclass
class NewTask:
    title: str
    description: str = ""
    owner: str | None = None
    start: date | None = None
    due: date | None = None
    visibility: str = "shared"
    is_milestone: bool = False
    rule: dict[str, Any] | None = None
    role: dict[str, Any] | None = None
    status: str = "todo"
    id: str = field(default_factory=new_id)


@dataclass
class NewPhase:
    name: str
    tasks: list[NewTask] = field(default_factory=list)
    id: str = field(default_factory=new_id)


def create_plan(session: Session, workspace_id: str, phases: Sequence[NewPhase]) -> str:
    """A new plan in a workspace, at revision 0, and its id. What it starts with is its first snapshot."""
    plan_id = new_id()
    session.execute(insert(PlanRow), [{"id": plan_id, "workspace_id": workspace_id}])
    plan = Plan(
        plan_id,
        phases={phase.id: Phase(phase.id, phase.name, rank) for phase, rank in _ranked(phases)},
        tasks={task.id: _task(task, phase.id, rank) for phase in phases for task, rank in _ranked(phase.tasks)},
    )
    add_rows(session, plan, phases=plan.phases, tasks=plan.tasks)
    save_snapshot(session, plan)
    return plan_id


def _ranked(things: Sequence[Any]) -> Iterable[tuple[Any, str]]:
    return zip(things, ranks_in_a_row(len(things)), strict=True)


def _task(new: NewTask, phase_id: str, rank: str) -> Task:
    values = {name: getattr(new, name) for name in NewTask.__dataclass_fields__}
    return Task(phase=phase_id, rank=rank, **values)


def load_rows(session: Session, plan_id: str) -> Plan | None:
    """The plan as its rows say; None if there is no such plan. Read it in one snapshot or under the plan's lock."""
    row = session.execute(select(PlanRow.revision, PlanRow.shared_revision).where(PlanRow.id == plan_id)).first()
    if row is None:
        return None
    phases = session.execute(select(PhaseRow.__table__).where(PhaseRow.plan_id == plan_id)).all()
    tasks = session.execute(select(TaskRow.__table__).where(TaskRow.plan_id == plan_id)).all()
    return Plan(
        plan_id,
        row.revision,
        row.shared_revision,
        {phase.id: Phase(phase.id, phase.name, phase.rank, phase.removed_at is not None) for phase in phases},
        {task.id: _task_of(task) for task in tasks},
    )


def _task_of(row: Any) -> Task:
    values = {name: getattr(row, column) for column, name in TASK_COLUMNS.items()}
    values |= {"links": links_from_record(row.links), "waits": waits_from_record(row.waits)}
    parts = read_parts({part.attribute: getattr(row, part.attribute) for part in PARTS.values()})
    return Task(id=row.id, is_removed=row.removed_at is not None, **values, **parts)


def replay_tail(session: Session, plan: Plan, revision: int) -> Plan | None:
    """`plan` brought forward to `revision` from the log; None when that is farther than loading it anew."""
    if not 0 < revision - plan.revision <= LONGEST_REPLAY:
        return None
    rows = session.execute(
        select(EventRow.kind, EventRow.version, EventRow.body, EventRow.revision, EventRow.shared_revision)
        .where(EventRow.plan_id == plan.id, EventRow.revision > plan.revision, EventRow.revision <= revision)
        .order_by(EventRow.revision)
    )
    shared, events = plan.shared_revision, []
    for row in rows:
        shared = row.shared_revision or shared
        events.append((from_record(row.kind, row.version, row.body), row.revision, shared))
    return replay(plan, events)


def add_rows(session: Session, plan: Plan, *, phases: Iterable[str], tasks: Iterable[str]) -> None:
    """Write phases and tasks, by id, that have no row yet, as they stand in `plan`."""
    phase_rows = [_row(plan, plan.phases[phase_id], PHASE_WRITES) for phase_id in phases]
    task_rows = [_row(plan, plan.tasks[task_id], TASK_WRITES) for task_id in tasks]
    for statement, rows in ((statements.ADD_PHASES, phase_rows), (statements.ADD_TASKS, task_rows)):
        if rows:
            statement.run_many(connection_of(session), rows)


def change_rows(session: Session, before: Plan, plan: Plan, *, phases: Iterable[str], tasks: Iterable[str]) -> None:
    """Write what is different in `plan` about phases and tasks, by id, whose rows stand as in `before`."""
    phase_changes = [_changed(before.phases[i], plan.phases[i], PHASE_WRITES, _READ_PHASE) for i in phases]
    task_changes = [_changed(before.tasks[i], plan.tasks[i], TASK_WRITES, _READ_TASK) for i in tasks]
    for statement, changes in ((statements.change_phase, phase_changes), (statements.change_task, task_changes)):
        for columns, rows in _by_columns(changes).items():
            statement(columns).run_many(connection_of(session), rows)


def _row(plan: Plan, thing: Phase | Task, writes: Writes) -> dict[str, Any]:
    values = {column: write(getattr(thing, name)) for column, name, write in writes}
    return {"id": thing.id, "plan_id": plan.id, **values}


def _changed(before: Phase | Task, after: Phase | Task, writes: Writes, read: Read) -> dict[str, Any]:
    """The columns that changed: most edits touch one of twenty, and each costs as much to write as the next."""
    if before is after:
        return {}
    # Unchanged values are the same objects, which is known much sooner than that they are equal.
    changed = {
        column: write(now)
        for (column, _, write), then, now in zip(writes, read(before), read(after), strict=True)
        if now is not then and now != then
    }
    return {"row_id": after.id, **changed} if changed else {}


def _by_columns(changes: Iterable[dict[str, Any]]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in filter(None, changes):
        together.setdefault(tuple(change), []).append(change)
    return together


def save_events(session: Session, plan_id: str, events: Sequence[StoredEvent]) -> None:
    """Append to the plan's history."""
    statements.ADD_EVENTS.run_many(connection_of(session), [_event_row(plan_id, stored) for stored in events])


def _event_row(plan_id: str, stored: StoredEvent) -> dict[str, Any]:
    kind, body = to_record(stored.event)
    return {
        "plan_id": plan_id,
        "revision": stored.revision,
        "kind": kind,
        "version": VERSION,
        "subject_id": _subject(stored.op),
        "body": body,
        "op": stored.op,
        "shared_revision": stored.shared_revision,
        "shared_op": stored.shared_op,
        "by_id": stored.by,
        "said_id": stored.op.get("said"),
        "side": stored.side,
        "via": stored.via,
        "at": stored.at,
    }


def _subject(op: dict[str, Any]) -> str:
    return str(op.get("t") or op["p"])


def save_snapshot(session: Session, plan: Plan) -> None:
    """Keep the whole plan at its revision, so that its history can be replayed from here."""
    body = {
        "shared_revision": plan.shared_revision,
        "phases": [
            {"id": p.id, "name": p.name, "rank": p.rank, "is_removed": p.is_removed} for p in plan.phases.values()
        ],
        "tasks": [task_to_record(task) for task in plan.tasks.values()],
    }
    session.execute(insert(PlanSnapshot), [{"plan_id": plan.id, "revision": plan.revision, "body": body}])
