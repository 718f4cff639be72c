"""Many dates in one act: planned backwards, deferred, absorbed in a buffer; shown, done, taken back."""

import pytest
import time_machine
from flask import Flask

from portal.plan import queries
from portal.plan.core.commands import AddWait, ChangeTask
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    """An event in two weeks that waits for the second task, and that for the first."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.first, self.second = factories.tasks_of(self.workspace)[:2]
        self.event = factories.make_task(self.workspace, title="Launch event", due_on=factories.in_days(14))
        for task, on in ((self.second, self.first), (self.event, self.second)):
            change_tasks(self.workspace, AddWait(task.id, on.id))
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.plan = f"/w/{self.workspace.id}/plan"

    def path(self, task: object, rest: str = "") -> str:
        return f"{self.plan}/tasks/{getattr(task, 'id')}{rest}"  # noqa: B009

    def dues(self) -> list[int]:
        tasks = {task.id: task for task in factories.tasks_of(self.workspace)}
        return [(tasks[one.id].due_on - factories.in_days(0)).days for one in (self.first, self.second, self.event)]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_planned_backwards_is_shown_first_done_in_one_change_and_taken_back_in_one(scene: Scene) -> None:
    page = scene.team.get(scene.path(scene.event, "/backwards"))
    assert "Counted back from “Launch event”, 2 tasks get other dates." in words(page.text)
    assert scene.dues() == [1, 2, 14]
    answer = scene.team.post(scene.path(scene.event, "/backwards"))
    assert scene.dues() == [10, 11, 14]
    assert "The dates have moved." in scene.team.get(answer.location).text
    scene.team.post(f"{scene.plan}/take-back", data={"last": answer.location.split("moved=")[1]})
    assert scene.dues() == [1, 2, 14]


def test_to_take_a_change_back_nothing_older_than_it_is_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(factories.in_days(-1), tick=False):
        for title in ("One", "Two", "Three"):
            scene.team.post(scene.path(scene.first), data={"title": title, "due": factories.in_days(2).isoformat()})
    answer = scene.team.post(scene.path(scene.event, "/backwards"))
    read: list[str] = []
    asked = queries.changes
    monkeypatch.setattr(queries, "changes", lambda *given: _noted(asked(*given), read))
    scene.team.post(f"{scene.plan}/take-back", data={"last": answer.location.split("moved=")[1]})
    assert scene.dues()[1:] == [2, 14]
    assert "title" not in read
    assert "due" in read


def _noted(changes: list[queries.Change], read: list[str]) -> list[queries.Change]:
    read.extend(getattr(one.event, "field", "") for one in changes)
    return changes


def test_a_fixed_date_is_held_told_and_moved_by_nobody(scene: Scene) -> None:
    scene.team.post(scene.path(scene.event, "/fixed"))
    details = words(scene.team.get(scene.path(scene.second)).text)
    assert "Must be done by 4 Dec to hold “Launch event”." in details
    refused = scene.team.post(scene.path(scene.event), data={"title": "Launch event", "due": "2026-12-24"})
    assert (refused.status_code, scene.dues()[2]) == (422, 14)
    assert "This date is fixed." in refused.text
    asked = scene.team.post(scene.path(scene.second), data={"title": "Second", "due": "2026-12-09"})
    assert "would be 3 working days too late for “Launch event”" in words(asked.text)
    scene.team.post(scene.path(scene.second), data={"title": "Second", "due": "2026-12-09", "moves": "only"})
    assert "1 task breaks a fixed date" in words(scene.team.get(scene.plan).text)
    assert scene.team.get(f"{scene.plan}/paths").json["head"]["breaking"] == "1 task breaks a fixed date"
    scene.team.post(scene.path(scene.event, "/fixed"), data={"remove": "1"})
    assert "breaks a fixed date" not in words(scene.team.get(scene.plan).text)


def test_all_that_the_first_value_can_spare_moves_behind_it(scene: Scene) -> None:
    value = factories.make_task(scene.workspace, title="First value", is_milestone=True, due_on=factories.in_days(4))
    change_tasks(scene.workspace, AddWait(value.id, scene.first.id))
    assert "First value first: defer the rest" in scene.team.get(scene.plan).text
    assert "to after it." in words(scene.team.get(f"{scene.plan}/defer").text)
    answer = scene.team.post(f"{scene.plan}/defer")
    assert (answer.status_code, scene.dues()) == (303, [1, 8, 14])
    scene.team.post(f"{scene.plan}/take-back", data={"last": answer.location.split("moved=")[1]})
    assert scene.dues() == [1, 2, 14]


def test_a_move_that_would_shift_the_go_live_is_offered_to_the_buffer_first(scene: Scene) -> None:
    rule = {"anchor": "task", "task": scene.first.id, "offset": 13, "unit": "calendar", "direction": "after"}
    live = ChangeTask(scene.event.id, "title", "Go-live"), ChangeTask(scene.event.id, "milestone", True)
    change_tasks(scene.workspace, *live, ChangeTask(scene.event.id, "rule", rule))
    sent = {"title": scene.first.title, "due": factories.in_days(3).isoformat()}
    page = words(scene.team.post(scene.path(scene.first), data=sent).text)
    assert "There is room for it." in page
    assert "The go-live then stays." in page
    told = scene.team.get(scene.path(scene.first, f"/shift?due={sent['due']}")).json
    assert (len(told["moves"]), [move["title"] for move in told["absorbed"]["moves"]]) == (2, [scene.second.title])
    assert "Why does the go-live move?" in told["why"]
    scene.team.post(scene.path(scene.first), data={**sent, "moves": "buffer"})
    assert scene.dues() == [3, 4, 14]


def test_a_buffer_stands_at_the_head_of_its_phase(scene: Scene) -> None:
    factories.make_task(scene.workspace, title="Phase closed", is_milestone=True, due_on=factories.in_days(21))
    for path in (scene.plan, f"{scene.plan}/timeline"):
        assert "4 days buffer" in words(scene.team.get(path).text), path


@pytest.mark.parametrize("last", ["", "x", "-1", "99999999999"])
def test_a_way_back_that_leads_nowhere_is_refused(scene: Scene, last: str) -> None:
    assert scene.team.post(f"{scene.plan}/take-back", data={"last": last}).status_code == 400
