"""A long log is read once: what came of it is kept, and read on from there also by a process that just started."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal import database
from portal.extensions import db
from portal.jobs.loop import run_due
from portal.people.models import Side, Workspace
from portal.people.queries import faces
from portal.plan import batch
from portal.plan.core.commands import AddWait, ChangeTask
from portal.plan.dates import ledger
from portal.plan.history import ownership, readings
from portal.plan.models import PlanReading
from portal.plan.queries import load_plan
from tests import factories
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]
FEW = 4


class Scene:
    """A go-live that waits for a task, in an onboarding that began today; so little is kept already."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app = app
        self.workspace = factories.make_workspace(kickoff_on=factories.in_days(0))
        self.first, self.second = factories.tasks_of(self.workspace)[:2]
        self.live = factories.make_task(self.workspace, title="Go-live", is_milestone=True, due_on=factories.in_days(3))
        self.plan_id = factories.plan_of(self.workspace).id
        self.maria = factories.make_contact(self.workspace, "Maria")
        change_tasks(self.workspace, AddWait(self.live.id, self.first.id))
        # From which revision on the log was read.
        self.read_after: list[int] = []
        for room, name in ((ledger, "_happened"), (ownership, "_newest_after")):
            monkeypatch.setattr(room, "KEPT_AFTER", FEW)
            monkeypatch.setattr(room, name, self._watched(getattr(room, name)))

    def _watched(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def watched(plan_id: str, after: int, *more: int) -> Any:
            self.read_after.append(after)
            return read(plan_id, after, *more)

        return watched

    def move(self, *days: int) -> None:
        for day in days:
            change_tasks(self.workspace, ChangeTask(self.first.id, "due", factories.in_days(day)), by=self.maria)

    def restart(self) -> None:
        """As a process that just started knows it: nothing is remembered."""
        self.app.extensions.pop("onward.ledgers", None)
        self.read_after.clear()

    def slips(self) -> list[Any]:
        return [line.slip for line in ledger.account_of(db.session.get_one(Workspace, self.workspace.id)).entries]

    def shares(self) -> Any:
        return ownership.ownership_of(load_plan(self.workspace.id, Side.TEAM), faces(self.workspace.id))

    def kept(self) -> dict[str, int]:
        db.session.rollback()
        rows = db.session.execute(select(PlanReading.name, PlanReading.revision))
        return {row.name: row.revision for row in rows}

    def revision(self) -> int:
        return factories.plan_of(self.workspace).revision


@pytest.fixture
def scene(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(app, monkeypatch)


@pytest.mark.parametrize("read", [Scene.slips, Scene.shares])
def test_what_is_kept_is_read_on_from_and_comes_to_the_same_as_reading_all(
    scene: Scene, read: Callable[[Scene], Any]
) -> None:
    scene.move(7, 9, 8, 12, 14)
    read(scene)
    (kept,) = scene.kept().values()
    assert kept == scene.revision()
    scene.move(16)
    scene.restart()
    read_on = read(scene)
    assert scene.read_after == [kept]
    with database.write() as session:
        session.execute(delete(PlanReading))
    scene.restart()
    assert read(scene) == read_on
    assert scene.read_after == [0]
    assert read_on


def test_little_that_is_new_is_not_kept_at_once(scene: Scene) -> None:
    scene.move(7)
    scene.slips()
    scene.shares()
    assert scene.kept() == {}
    scene.move(8)
    scene.slips()
    scene.move(9)
    scene.slips()
    assert scene.kept() == {"slips": 4}


def test_slips_are_read_anew_where_other_days_are_off(scene: Scene) -> None:
    scene.move(7, 9, 8, 12, 14)
    assert scene.slips()
    with database.write() as session:
        session.get_one(Workspace, scene.workspace.id).customer_country = "DE"
    scene.restart()
    assert scene.slips()
    assert scene.read_after == [0]


def test_where_it_cannot_be_kept_it_is_read_all_the_same(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise OSError("no room")

    scene.move(7, 9, 8, 12, 14)
    monkeypatch.setattr(readings.database, "write", fail)
    assert len(scene.slips()) > 0
    assert scene.kept() == {}


def test_some_time_after_so_many_edits_the_log_is_read_on_before_anybody_asks(
    app: Flask, clock: Clock, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "SNAPSHOT_EVERY", 5)
    scene.move(7, 9, 8, 12)
    run_due(app)
    assert scene.kept() == {}
    clock.move(minutes=10)
    run_due(app)
    assert scene.kept() == {"slips": 5, "ownership": 5}
