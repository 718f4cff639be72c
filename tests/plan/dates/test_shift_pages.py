"""Moving a date that others hang on: shown first, then all of them in one change, or only the one."""

import re

import pytest
from flask import Flask

from portal.people.models import Side
from portal.plan.core.commands import AddWait
from portal.plan.models import TaskRow
from portal.plan.queries import head_of
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    """The second task starts after the first; the internal one after the second; the go-live after both."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.live = factories.make_task(self.workspace, title="Go-live", is_milestone=True, due_on=factories.in_days(3))
        maria = factories.make_contact(self.workspace, "Maria")
        self.customer: Browser = browsing.open_link(app.test_client(), factories.make_link(self.workspace), as_=maria)
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.plan_id = factories.plan_of(self.workspace).id
        for task, on in ((self.second, self.first), (self.internal, self.second), (self.live, self.second)):
            change_tasks(self.workspace, AddWait(task.id, on.id))

    def path(self, rest: str = "") -> str:
        return f"/w/{self.workspace.id}/plan/tasks/{self.first.id}{rest}"

    def dues(self) -> list[int]:
        """The due dates in days from today: of the first, the second, the internal task and the go-live."""
        tasks = {task.id: task for task in factories.tasks_of(self.workspace)}
        wanted: list[TaskRow] = [self.first, self.second, self.internal, self.live]
        return [(tasks[task.id].due_on - factories.in_days(0)).days for task in wanted]

    def due(self, days: int) -> str:
        return factories.in_days(days).isoformat()


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_the_scripts_are_told_what_would_move_and_what_becomes_of_the_go_live(scene: Scene) -> None:
    before = head_of(scene.plan_id, Side.TEAM)
    told = scene.team.get(scene.path(f"/shift?due={scene.due(3)}")).json
    assert {move["title"]: move["due"] for move in told["moves"]} == {
        "Kickoff step 2": scene.due(4),
        "Kickoff internal step": scene.due(7),
        "Go-live": scene.due(7),
    }
    assert told["go_live"] == {"was": scene.due(3), "due": scene.due(7)}
    assert head_of(scene.plan_id, Side.TEAM) == before


def test_a_customer_is_told_nothing_internal_about_it(scene: Scene) -> None:
    answer = scene.customer.get(scene.path(f"/shift?due={scene.due(3)}"))
    assert [move["title"] for move in answer.json["moves"]] == ["Kickoff step 2", "Go-live"]
    assert scene.internal.id not in answer.text


@pytest.mark.parametrize("due", ["", "soon", "2026-02-30"])
def test_what_is_no_date_is_refused(scene: Scene, due: str) -> None:
    assert scene.team.get(scene.path(f"/shift?due={due}")).status_code == 422


def test_without_scripts_a_page_asks_first_and_keeps_what_was_typed(scene: Scene) -> None:
    sent = {"title": "Renamed too", "due": scene.due(3)}
    page = scene.team.post(scene.path(), data=sent)
    assert page.status_code == 200
    assert "Move the others too?" in page.text
    assert "The go-live moves from 26 Nov to 30 Nov." in words(page.text)
    assert scene.dues() == [1, 2, 3, 3]
    kept = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.text))
    assert (kept["title"], kept["due"]) == ("Renamed too", scene.due(3))


def test_all_move_in_one_change_of_one_history(scene: Scene) -> None:
    answer = scene.team.post(scene.path(), data={"due": scene.due(3), "moves": "all"})
    assert answer.status_code == 303
    assert scene.dues() == [3, 4, 7, 7]


def test_only_the_task_itself_moves_if_so_wished(scene: Scene) -> None:
    assert scene.team.post(scene.path(), data={"due": scene.due(3), "moves": "only"}).status_code == 303
    assert scene.dues() == [3, 2, 3, 3]


def test_a_date_that_moves_nobody_asks_nothing(scene: Scene) -> None:
    assert scene.team.post(scene.path(), data={"due": scene.due(0)}).status_code == 303
    assert scene.dues() == [0, 2, 3, 3]


def test_a_customer_who_moves_all_leaves_the_internal_task_where_it_is(scene: Scene) -> None:
    assert scene.customer.post(scene.path(), data={"due": scene.due(3), "moves": "all"}).status_code == 303
    assert scene.dues() == [3, 4, 3, 7]
