"""The changes of a stretch of time, or of one person, are found in a long history without reading all of it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal import database
from portal.extensions import db
from portal.people.models import Side
from portal.plan import queries
from portal.plan.core.commands import ChangeTask
from portal.plan.core.events import TaskChanged
from portal.plan.queries import Wanted, changes
from portal.plan.store import StoredEvent, save_events
from tests import databases, factories
from tests.conftest import MONDAY_MORNING, Clock
from tests.dashboard.edits import change_tasks

pytestmark = pytest.mark.db
DAYS = 9


@pytest.mark.parametrize("side", Side)
def test_each_stretch_of_time_holds_what_came_in_it_for_either_side(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch, side: Side
) -> None:
    monkeypatch.setattr(queries, "CLOCKS_APART", 0)
    workspace = factories.make_workspace()
    shared, hidden = factories.make_task(workspace), factories.make_task(workspace, visibility="internal")
    for day in range(DAYS):
        for task in (shared, hidden):
            change_tasks(workspace, ChangeTask(task.id, "title", f"Named on day {day}"))
        clock.move(days=1)
    plan_id = factories.plan_of(workspace).id
    everything = changes(plan_id, side, Wanted(), 100)
    assert len(everything) == (2 * DAYS if side == Side.TEAM else DAYS)
    for first in range(-1, DAYS + 1):
        for last in range(first, DAYS + 1):
            since, until = (MONDAY_MORNING + timedelta(days=day, hours=-1) for day in (first, last))
            found = changes(plan_id, side, Wanted(since=since, until=until), 100)
            assert found == [one for one in everything if since <= one.at < until]


@pytest.mark.parametrize("side", Side)
def test_what_somebody_did_or_said_is_found_for_either_side_page_by_page(app: Flask, side: Side) -> None:
    workspace = factories.make_workspace()
    people = [factories.make_contact(workspace, name).id for name in ("Maria", "Jonas", "Ines")]
    by, said = [*people, None], [None, *people]
    shared, hidden = factories.make_task(workspace), factories.make_task(workspace, visibility="internal")
    plan_id = factories.plan_of(workspace).id
    with database.write() as session:
        rows, seen = [], 0
        for revision in range(1, 49):
            task = (shared, hidden)[revision % 3 == 0]
            seen += task is shared
            number = seen if task is shared else None
            stored = _renamed(revision, number, task.id, by[revision % 4], said[revision % 5 % 4])
            rows.append(stored)
        save_events(session, plan_id, rows)
    everything = changes(plan_id, side, Wanted(), 100)
    assert len(everything) == (48 if side == Side.TEAM else 32)
    for person in (*people, "nobody"):
        theirs = [one for one in everything if person in (one.by, one.said)]
        found, before = [], None
        while page := changes(plan_id, side, Wanted(by=person, before=before), 3):
            found, before = found + page, page[-1].number
        assert found == theirs


def _renamed(revision: int, number: int | None, task: str, by: str | None, said: str | None) -> StoredEvent:
    op = {"k": "set", "t": task, "f": "title", "v": "Named"} | ({"said": said} if said else {})
    change = TaskChanged(task, "title", "", "Named")
    return StoredEvent(change, revision, number, op, op if number else None, by, "team", "person", MONDAY_MORNING)


@pytest.mark.skipif(databases.is_postgres(), reason="PostgreSQL decides by what the table holds")
def test_what_somebody_did_is_looked_up_not_looked_for(app: Flask) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    changes("p" * 22, Side.TEAM, Wanted(by="m" * 22), 60)
    (statement, values), *_ = asked
    plan = [row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert sorted(step.split("USING ")[1] for step in plan if "events" in step) == [
        "INDEX ix_events_by (plan_id=? AND by_id=?)",
        "INDEX ix_events_said (plan_id=? AND said_id=?)",
        "INDEX sqlite_autoindex_events_1 (plan_id=? AND revision=?)",
    ]
