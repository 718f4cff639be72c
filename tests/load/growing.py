"""Long histories and large installations, written in bulk as the product would have written them one by one."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock, database
from portal.dashboard.models import SummaryRow
from portal.extensions import db
from portal.people import actions
from portal.people.models import Workspace, WorkspaceStatus
from portal.plan.core.apply import replay
from portal.plan.core.events import TaskChanged
from portal.plan.core.plan import Plan
from portal.plan.models import PlanRow
from portal.plan.store import (
    NewPhase,
    NewTask,
    StoredEvent,
    change_rows,
    create_plan,
    load_rows,
    save_events,
    save_snapshot,
)

SNAPSHOT_EVERY = 1_000
BEGAN_AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
SECONDS_APART = 20
WORKSPACES_AT_A_TIME = 500


def grow_history(plan_id: str, wanted: int, quiet: str) -> None:
    """Let the plan have `wanted` events: texts mostly, status and dates now and then, of which some move the go-live.

    The first is by participant `quiet`, all others by nobody.
    """
    while True:
        with database.write() as session:
            plan = load_rows(session, plan_id)
            assert plan is not None
            if plan.revision >= wanted:
                return
            events = list(_events(plan, min(SNAPSHOT_EVERY, wanted - plan.revision), quiet))
            save_events(session, plan_id, events)
            grown = replay(plan, [(one.event, one.revision, one.revision) for one in events])
            change_rows(session, plan, grown, phases=(), tasks={one.op["t"] for one in events})
            counters = {"revision": grown.revision, "shared_revision": grown.shared_revision}
            session.execute(update(PlanRow).where(PlanRow.id == plan_id).values(counters))
            if grown.revision % SNAPSHOT_EVERY == 0:
                save_snapshot(session, grown)


def _events(plan: Plan, count: int, quiet: str) -> Iterator[StoredEvent]:
    values = {task.id: {"title": task.title, "due": task.due, "status": task.status} for task in plan.tasks.values()}
    ids = list(values)
    for revision in range(plan.revision + 1, plan.revision + 1 + count):
        task = ids[revision % len(ids)]
        field, after = _change(revision, values[task])
        before, values[task][field] = values[task][field], after
        said = after.isoformat() if field == "due" else after
        op = {"k": "set", "t": task, "f": field, "v": said}
        at = BEGAN_AT + timedelta(seconds=SECONDS_APART * revision)
        event = TaskChanged(task, field, before, after)
        by = quiet if revision == 1 else None
        yield StoredEvent(event, revision, revision, op, op, by, "team", "person", at)


def _change(revision: int, now: dict[str, Any]) -> tuple[str, Any]:
    if revision % 20 == 0:
        return "due", now["due"] + timedelta(days=1 if revision % 40 else -1)
    if revision % 7 == 0:
        return "status", "doing" if now["status"] == "todo" else "todo"
    return "title", f"Agree who signs, draft {revision}"


def grow_installation(wanted: int) -> None:
    """Let there be `wanted` workspaces, of which each plan moved on since its summary was made."""
    while (there := db.session.scalar(select(func.count()).select_from(Workspace)) or 0) < wanted:
        with database.write() as session:
            add_workspaces(session, there, min(WORKSPACES_AT_A_TIME, wanted - there))
        print(f"    {there:,}", end="\r", file=sys.stderr, flush=True)
    with database.write() as session:
        session.execute(update(SummaryRow).values(revision=-1))


def add_workspaces(session: Session, first: int, count: int) -> None:
    """So many workspaces with short plans, numbered from `first` on."""
    customer, due = actions.create_customer(session, f"Fabrikam {first}"), clock.today("UTC")
    for number in range(first, first + count):
        details = actions.WorkspaceDetails(f"Onboarding {number}", status=WorkspaceStatus.ACTIVE)
        workspace = actions.create_workspace(session, customer.id, details)
        tasks = [NewTask(f"Step {step}", due=due, is_milestone=step == 4) for step in range(5)]
        create_plan(session, workspace.id, [NewPhase("Kickoff", tasks)])
