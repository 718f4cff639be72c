"""How a commit's statements reach the database: in two goes, and many rows as one statement that changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import Connection, String, cast, event, select
from sqlalchemy.exc import IntegrityError

from portal import clock, database
from portal.extensions import db
from portal.plan import store
from portal.plan.core.commands import AddTask, ChangeTask
from portal.plan.core.events import TaskChanged
from portal.plan.editor import Author, edit
from portal.plan.models import EventRow, TaskRow
from portal.plan.store import StoredEvent, load_rows, save_events
from tests import databases, factories

pytestmark = pytest.mark.db


def rows_of(model: Any, plan_id: str) -> list[dict[str, Any]]:
    """The plan's rows as text, so that JSON's null and the database's are told apart."""
    db.session.rollback()
    columns = [cast(column, String).label(column.name) for column in model.__table__.columns]
    found = db.session.execute(select(*columns).where(model.plan_id == plan_id).order_by(*model.__table__.primary_key))
    return [dict(row._mapping) for row in found]


def renamed(revision: int, task: str) -> StoredEvent:
    op = {"k": "set", "t": task, "f": "title", "v": 'Zoë’s "plan" \\ 1'}
    change = TaskChanged(task, "title", "", op["v"])
    return StoredEvent(change, revision, None, op, None, None, "team", "person", clock.now())


def test_events_written_together_stand_as_each_alone_would(app: Flask) -> None:
    plan = factories.plan_of(factories.make_workspace()).id
    first = renamed(1, "a" * 22)
    with database.write() as session:
        save_events(session, plan, [first])
        save_events(session, plan, [replace(first, revision=2), replace(first, revision=3)])
    alone, *together = rows_of(EventRow, plan)
    assert together == [{**alone, "revision": "2"}, {**alone, "revision": "3"}]


def test_tasks_changed_together_stand_as_each_alone_would(app: Flask) -> None:
    workspace = factories.make_workspace()
    plan_id, ids = factories.plan_of(workspace).id, [task.id for task in factories.tasks_of(workspace)][:3]
    with database.write() as session:
        plan = load_rows(session, plan_id)
        assert plan is not None
        unlike = replace(plan, tasks={task_id: _unlike(task) for task_id, task in plan.tasks.items()})
        model = replace(plan.tasks[ids[0]], due=clock.today("UTC"), effort=1.25, rule=None)
        after = replace(plan, tasks={task_id: replace(model, id=task_id) for task_id in ids})
        store.change_rows(session, unlike, after, phases=(), tasks=ids[:1])
        store.change_rows(session, unlike, after, phases=(), tasks=ids[1:])
    by_id = {row.pop("id"): row for row in rows_of(TaskRow, plan_id)}
    assert [by_id[task_id] for task_id in ids] == [by_id[ids[0]]] * 3


def _unlike(task: Any) -> Any:
    """Different in every column that is written."""
    return replace(task, **dict.fromkeys((name for _, name, _ in store.TASK_WRITES), object()))


@pytest.mark.skipif(not databases.is_postgres(), reason="SQLite is asked in this process")
def test_an_edit_asks_postgresql_twice_however_many_share_the_commit(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = factories.make_workspace()
    plan, task = factories.plan_of(workspace).id, factories.tasks_of(workspace)[0]
    author = Author(None, workspace.id)
    assert edit(plan, [ChangeTask(task.id, "title", "Warm")], author, "tab.1").is_accepted
    goes: list[list[str]] = []

    @contextmanager
    def counted(connection: Connection) -> Iterator[None]:
        goes.append([])
        with in_one_go(connection):
            yield

    in_one_go = database.in_one_go
    monkeypatch.setattr(database, "in_one_go", counted)
    alone: list[str] = []

    def hear(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        driver: Any = connection.connection.dbapi_connection
        (goes[-1] if driver.pgconn.pipeline_status else alone).append(statement.split()[0])

    event.listen(current_app.extensions["onward.write_engine"], "before_cursor_execute", hear)
    commands = [ChangeTask(task.id, "title", "Again"), AddTask(database.new_id(), task.phase_id, "Another")]
    assert edit(plan, commands, author, "tab.2").is_accepted
    reads, writes = ["SELECT", "SELECT", "SELECT"], ["INSERT", "INSERT", "UPDATE", "INSERT", "UPDATE"]
    assert (goes, alone) == ([reads, writes], [])


@pytest.mark.skipif(not databases.is_postgres(), reason="SQLite writes at once")
def test_what_is_refused_on_its_way_with_the_commit_undoes_all_of_it(app: Flask) -> None:
    plan = factories.plan_of(factories.make_workspace()).id
    told: list[str] = []

    def write(session: database.Session) -> None:
        for _ in range(2):
            save_events(session, plan, [renamed(1, "a" * 22)])

    def fail() -> None:
        with database.write() as session:
            database.with_commit(session, lambda: write(session))
            database.after_commit(session, lambda: told.append("saved"))

    with pytest.raises(IntegrityError):
        fail()
    assert (rows_of(EventRow, plan), told) == ([], [])
    with database.write() as session:
        save_events(session, plan, [renamed(1, "a" * 22)])
    assert len(rows_of(EventRow, plan)) == 1
