"""The history of the plan: who changed what, from what to what; filtered, paged, and told to each side its own."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock as clocks
from portal.access.models import Link
from portal.people.models import Participant, Workspace
from portal.plan.core.commands import ChangeTask, RemoveTask, RenamePhase
from portal.plan.history import pages as history_pages
from portal.plan.models import TaskRow
from tests import browsing, factories
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    def __init__(self, app: Flask) -> None:
        self.workspace: Workspace = factories.make_workspace()
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.maria: Participant = factories.make_contact(self.workspace, "Maria Lindholm")
        self.link: Link = factories.make_link(self.workspace, contact=self.maria)
        self.customer: Browser = browsing.open_link(app.test_client(), self.link)
        self.member = factories.make_member("Tom Okafor")
        self.tom: Participant = factories.make_participant(self.workspace, self.member)
        self.team: Browser = browsing.sign_in(app.test_client(), self.member)

    def lines(self, browser: Browser, query: str = "") -> list[str]:
        page = browser.get(f"/w/{self.workspace.id}/plan/history{query}")
        assert page.status_code == 200
        return [
            words(line) for line in re.findall(r'<li class="change.*?(?=<li class="change|</ol>)', page.text, re.DOTALL)
        ]

    def change(self, task: TaskRow, field: str, value: object, by: Participant) -> None:
        change_tasks(self.workspace, ChangeTask(task.id, field, value), by=by)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_each_change_stands_there_with_its_author_its_time_and_both_texts(scene: Scene, clock: Clock) -> None:
    scene.change(scene.first, "title", "Agree on the goal", scene.maria)
    clock.move(minutes=5)
    scene.change(scene.first, "status", "doing", scene.tom)
    newest, oldest = scene.lines(scene.customer)
    assert "Started Agree on the goal" in newest
    assert "Tom Okafor" in newest
    assert "09:05" in newest
    assert re.search(r"Renamed a task to Agree on the goal.*Before: Kickoff step 1", oldest)
    assert "Maria Lindholm" in oldest


def test_the_history_of_one_task_one_person_or_one_day(scene: Scene, clock: Clock) -> None:
    scene.change(scene.first, "status", "doing", scene.maria)
    clock.move(days=1)
    scene.change(scene.second, "status", "done", scene.tom)
    assert len(scene.lines(scene.customer)) == 2
    for query, said in (
        (f"?task={scene.first.id}", "Started"),
        (f"?person={scene.maria.id}", "Started"),
        ("?day=2026-11-23", "Started"),
        (f"?person={scene.tom.id}&day=2026-11-24", "Finished"),
    ):
        (line,) = scene.lines(scene.customer, query)
        assert said in line
    assert scene.lines(scene.customer, "?person=nobody") == []
    assert len(scene.lines(scene.customer, "?day=nonsense&before=x")) == 2


def test_a_customer_reads_nothing_internal_and_no_gap_where_it_was(scene: Scene) -> None:
    scene.change(scene.internal, "title", "Check the margin", scene.tom)
    scene.change(scene.first, "status", "doing", scene.tom)
    assert len(scene.lines(scene.team)) == 2
    assert len(scene.lines(scene.customer)) == 1
    page = scene.customer.get(f"/w/{scene.workspace.id}/plan/history?task={scene.internal.id}").text
    assert "margin" not in page
    assert page.count('<li class="change') == 0


def test_what_became_internal_since_takes_its_past_along(scene: Scene) -> None:
    scene.change(scene.first, "title", "A word too much", scene.tom)
    assert "A word too much" in scene.lines(scene.customer)[0]
    scene.change(scene.first, "visibility", "internal", scene.tom)
    assert scene.lines(scene.customer) == []
    assert len(scene.lines(scene.team)) == 2


def test_what_was_removed_is_brought_back_from_here(scene: Scene, app: Flask) -> None:
    change_tasks(scene.workspace, RemoveTask(scene.first.id), by=scene.tom)
    page = scene.customer.get(f"/w/{scene.workspace.id}/plan/history").text
    (action,) = re.findall(r'action="([^"]+/restore)"', page)
    assert scene.customer.post(action).status_code == 303
    with app.app_context():
        assert factories.tasks_of(scene.workspace)[0].removed_at is None


def test_who_may_only_read_is_offered_nothing_to_bring_back(scene: Scene, app: Flask) -> None:
    change_tasks(scene.workspace, RemoveTask(scene.first.id), by=scene.tom)
    viewer = browsing.open_link(app.test_client(), factories.make_link(scene.workspace, "view", contact=scene.maria))
    page = viewer.get(f"/w/{scene.workspace.id}/plan/history").text
    assert "Removed" in page
    assert "/restore" not in page


def test_the_same_done_to_one_after_another_is_one_line_and_what_comes_later_is_not(scene: Scene, clock: Clock) -> None:
    tasks = factories.tasks_of(scene.workspace)
    for task in (*tasks[:2], *tasks[3:5]):
        scene.change(task, "due", clocks.today("UTC") + timedelta(days=40), scene.tom)
        clock.move(seconds=50)
    clock.move(minutes=1)
    scene.change(tasks[5], "due", clocks.today("UTC"), scene.tom)
    later, row = scene.lines(scene.team)
    assert f"Moved {tasks[5].title}" in later
    assert "Changed 4 dates" in row
    assert scene.lines(scene.customer)[1].count("Open") == 4


def test_what_one_act_did_many_times_is_one_line_that_opens_to_all_of_it(scene: Scene, clock: Clock) -> None:
    phase = {"phase": scene.first.phase_id}
    scene.team.post(f"/w/{scene.workspace.id}/plan/agree", data=phase)
    clock.move(minutes=1)
    change_tasks(
        scene.workspace, *(RemoveTask(task.id) for task in factories.tasks_of(scene.workspace)[:4]), by=scene.tom
    )
    lines = scene.lines(scene.team)
    assert [len(lines), "Removed 4 tasks Removed" in lines[0]] == [3, True]
    assert lines[0].count("Bring it back") == 4
    assert [line for line in lines if "Agreed to" in line] == lines[1:]
    assert f"Removed {scene.first.title}" in scene.lines(scene.team, f"?task={scene.first.id}")[0]
    assert "4 tasks" not in scene.lines(scene.team, f"?task={scene.first.id}")[0]
    told = scene.lines(scene.customer)[0]
    assert "Removed 3 tasks" in told
    assert scene.internal.title not in told


def test_a_long_history_comes_page_by_page(scene: Scene, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_pages, "PER_PAGE", 3)
    phase = factories.phases_of(scene.workspace)[0].id
    for number in range(8):
        change_tasks(scene.workspace, RenamePhase(phase, f"Phase {number}"), by=scene.tom)
        clock.move(seconds=1)
    read, query = [], ""
    while query is not None:
        page = scene.customer.get(f"/w/{scene.workspace.id}/plan/history{query}").text
        read += re.findall(r"<del>(Phase \d|Kickoff)</del>", page)
        more = re.search(r'href="(\?before=\d+)"', page)
        query = more[1] if more else None
    assert read == [*(f"Phase {number}" for number in reversed(range(7))), "Kickoff"]


def test_the_product_itself_is_named_where_nobody_was(scene: Scene) -> None:
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "status", "doing"))
    assert "Onward" in scene.lines(scene.team)[0]


@pytest.mark.parametrize("before", ["9" * 30, f"-{'9' * 30}", "x"])
def test_a_number_that_no_change_has_is_no_place_to_read_on_from(scene: Scene, before: str) -> None:
    assert scene.lines(scene.team, f"?before={before}") == scene.lines(scene.team)


def test_a_rule_that_was_set_stands_in_the_history_of_both_sides(scene: Scene) -> None:
    rule = {"counted_from": "kickoff", "offset": "3", "unit": "business", "direction": "after", "moves": "all"}
    path = f"/w/{scene.workspace.id}/plan/tasks/{scene.first.id}/rule"
    assert scene.team.post(path, data=rule).status_code == 303
    told = [
        any("Changed what the date of Kickoff step 1 follows" in line for line in scene.lines(browser))
        for browser in (scene.team, scene.customer)
    ]
    assert told == [True, True]


def test_a_date_that_is_fixed_and_let_go_again_says_so(scene: Scene) -> None:
    for is_fixed in (True, False):
        scene.change(scene.first, "fixed", is_fixed, scene.tom)
    let_go, fixed = scene.lines(scene.customer)
    assert f"Let the date of {scene.first.title} move again" in let_go
    assert f"Fixed the date of {scene.first.title}" in fixed
