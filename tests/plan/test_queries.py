"""The changes of a stretch of time are found in a long history without reading all of it."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.people.models import Side
from portal.plan import queries
from portal.plan.core.commands import ChangeTask
from portal.plan.queries import Wanted, changes
from tests import factories
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
