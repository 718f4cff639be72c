"""The views of the plan as pages: what each shows, what a filter leaves, and what a customer never reads."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from portal.plan.core.commands import AddWait
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]

VIEWS = ["timeline", "board", "calendar", "mine"]
INTERNAL = "Kickoff internal step"


class Scene:
    """The second task starts after the first; Maria owns the first, and one is late."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.maria = factories.make_contact(self.workspace, "Maria Lindholm")
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.late = factories.make_task(
            self.workspace, title="A late step", due_on=factories.in_days(-2), owner_id=self.maria.id
        )
        change_tasks(self.workspace, AddWait(self.second.id, self.first.id))
        change_tasks(self.workspace, AddWait(self.first.id, self.internal.id))
        self.customer: Browser = browsing.open_link(
            app.test_client(), factories.make_link(self.workspace), as_=self.maria
        )
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.address = f"/w/{self.workspace.id}/plan"

    def page(self, browser: Browser, path: str) -> str:
        answer = browser.get(f"{self.address}/{path}")
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def shown(page: str) -> list[str]:
    """The ids of the tasks that stand in the view, in its order."""
    return re.findall(r'class="[\w -]*\bstep\b[\w -]*" data-t="([\w-]{22})"', page)


def snapshot(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="snapshot">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "mine"])
def test_the_team_sees_the_internal_task_and_the_customer_not_a_byte_of_it(scene: Scene, view: str) -> None:
    team, customer = scene.page(scene.team, view), scene.page(scene.customer, view)
    assert INTERNAL in team
    assert scene.internal.id in team
    assert INTERNAL not in customer
    assert scene.internal.id not in customer
    assert "a task on the vendor’s side" in customer or view != "timeline"


@pytest.mark.parametrize("view", VIEWS)
def test_a_filter_leaves_what_fits_and_stands_as_a_chip(scene: Scene, view: str) -> None:
    page = scene.page(scene.customer, f"{view}?late=1")
    assert shown(page) == [scene.late.id]
    assert 'class="chip chip--on" href="' in page
    assert f'href="{scene.address}?late=1"' in page, "the list keeps the filter"


@pytest.mark.parametrize("view", VIEWS)
def test_where_nothing_fits_a_view_says_so(scene: Scene, view: str) -> None:
    page = scene.page(scene.customer, f"{view}?words=nothing+like+this")
    assert shown(page) == []
    assert "No task fits." in words(page)


@pytest.mark.parametrize("view", VIEWS)
def test_the_address_names_the_open_task_and_one_that_is_not_there_opens_nothing(scene: Scene, view: str) -> None:
    page = scene.page(scene.team, f"{view}?task={scene.internal.id}")
    assert f'data-open="{scene.internal.id}"' in page
    assert "Close the details" in page
    for task in (scene.internal.id, "nothing"):
        assert 'data-open=""' in scene.page(scene.customer, f"{view}?task={task}")


@pytest.mark.parametrize("view", VIEWS)
def test_the_plan_comes_along_as_data_for_its_reader(scene: Scene, view: str) -> None:
    team, customer = (snapshot(scene.page(browser, view)) for browser in (scene.team, scene.customer))
    assert {task["t"] for task in team["tasks"]} - {task["t"] for task in customer["tasks"]} == {scene.internal.id}
    assert all("description" not in task for task in team["tasks"])


def test_the_list_hides_what_does_not_fit_and_every_phase_in_which_nothing_does(scene: Scene) -> None:
    page = scene.customer.get(f"{scene.address}?late=1").text
    rows = re.findall(r'<li class="task" data-t="([\w-]{22})"[^>]*?( hidden)?>', page)
    assert [task for task, hidden in rows if not hidden] == [scene.late.id]
    assert len(rows) == 6
    assert re.findall(r'<section class="phase"[^>]*?( hidden)?>', page)[:2] == ["", " hidden"]


def test_the_timeline_draws_bars_and_the_lines_between_them(scene: Scene) -> None:
    page = scene.page(scene.team, "timeline")
    assert f'<path data-from="{scene.first.id}" data-to="{scene.second.id}" d="M' in page
    assert f'<path data-from="{scene.internal.id}"' in page
    assert f'data-from="{scene.internal.id}"' not in scene.page(scene.customer, "timeline")
    assert "Late, 21 November" in words(page)


@pytest.mark.parametrize(("asked", "width"), [("days", 30), ("weeks", 9), ("months", 3), ("years", 9)])
def test_the_timeline_is_drawn_as_near_as_asked_for(scene: Scene, asked: str, width: int) -> None:
    assert f'data-day-width="{width}"' in scene.page(scene.customer, f"timeline?zoom={asked}")


def test_the_axis_alone_reaches_as_far_as_the_reader_may_see(scene: Scene) -> None:
    with_internal = factories.in_days(400)
    factories.make_task(scene.workspace, title="Far", visibility="internal", due_on=with_internal)
    last = re.compile(r'data-last="([\d-]+)"')
    team = last.search(scene.page(scene.team, "timeline?part=axis"))
    customer = last.search(scene.page(scene.customer, "timeline?part=axis"))
    assert team and customer
    assert team[1] > with_internal.isoformat() > customer[1]
    assert customer[1] < factories.in_days(60 + 42).isoformat(), "as far as the go-live, and some weeks"


def groups(page: str) -> dict[str, list[str]]:
    """The ids of the tasks in each list of a page, by the list's key."""
    parts = re.split(r'data-group="([\w-]*)"', page)[1:]
    return {key: shown(part) for key, part in zip(parts[::2], parts[1::2], strict=True)}


def test_the_board_has_a_column_a_status(scene: Scene) -> None:
    done = factories.make_task(scene.workspace, title="A done step", status="done")
    found = groups(scene.page(scene.customer, "board"))
    assert list(found) == ["todo", "doing", "blocked", "done", "dropped"]
    assert found["done"] == [done.id]
    assert scene.late.id in found["todo"]


def test_the_calendar_shows_each_step_on_the_day_it_is_due(scene: Scene) -> None:
    undated = factories.make_task(scene.workspace, title="Some day", due_on=None)
    page = scene.page(scene.customer, "calendar")
    found = groups(page)
    assert found[scene.late.due_on.isoformat()] == [scene.late.id]
    assert found[""] == [undated.id]
    assert page.count("day off") == 12
    later = groups(scene.page(scene.customer, "calendar?month=2026-12"))
    assert next(iter(later)) == "2026-11-30"
    assert scene.late.due_on.isoformat() not in later


@pytest.mark.parametrize("month", ["", "2026-13", "next", "2026-11-04", "9999-99"])
def test_what_names_no_month_is_this_one(scene: Scene, month: str) -> None:
    assert '<time datetime="2026-11-01">' in scene.page(scene.customer, f"calendar?month={month}")


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_the_calendar_ends_somewhere(scene: Scene, month: str) -> None:
    assert scene.page(scene.customer, f"calendar?month={month}").count('class="month__turn"') == 1


def test_mine_holds_what_i_own_by_when_it_is_due(scene: Scene) -> None:
    me = scene.maria.id
    this_week = factories.make_task(scene.workspace, due_on=factories.in_days(2), owner_id=me)
    later = factories.make_task(scene.workspace, due_on=factories.in_days(9), owner_id=me)
    undated = factories.make_task(scene.workspace, due_on=None, owner_id=me)
    done = factories.make_task(scene.workspace, status="done", owner_id=me)
    factories.make_task(scene.workspace, status="dropped", owner_id=me)
    assert groups(scene.page(scene.customer, "mine")) == {
        "overdue": [scene.late.id],
        "week": [this_week.id],
        "later": [later.id],
        "undated": [undated.id],
        "accountable": [],
        "consulted": [],
        "informed": [],
        "done": [done.id],
    }
    assert sum(map(len, groups(scene.page(scene.team, "mine")).values())) == 0
