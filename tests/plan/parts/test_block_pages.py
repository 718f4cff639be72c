"""What blocks a task, as both sides say and see it: pages, forms, the row, the Overview and the dashboard."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.people.models import Side
from portal.plan.core.commands import BlockTask, ChangeTask
from portal.plan.models import TaskRow
from portal.plan.queries import head_of, load_plan, operations_since
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = pytest.mark.db

BOARD = "The security board meets on 2 December"


class Scene:
    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.maria = factories.make_contact(self.workspace, "Maria Lindholm")
        self.member = factories.make_member("Tom Adeyemi")
        self.tom = factories.make_participant(self.workspace, self.member)
        link = factories.make_link(self.workspace)
        self.customer: Browser = browsing.open_link(app.test_client(), link, as_=self.maria)
        self.team: Browser = browsing.sign_in(app.test_client(), self.member)
        self.plan_id = factories.plan_of(self.workspace).id

    def path(self, task: TaskRow, rest: str = "") -> str:
        return f"/w/{self.workspace.id}/plan/tasks/{task.id}{rest}"

    def row(self, browser: Browser, task: TaskRow) -> str:
        page = browser.get(f"/w/{self.workspace.id}/plan").text
        return words(re.search(rf'<li class="task" data-t="{task.id}".*?</li>', page, re.DOTALL)[0])

    def told(self, side: Side) -> list[dict]:
        return operations_since(self.plan_id, side, 0, head_of(self.plan_id, side))

    def block_days_ago(self, days: int, command: BlockTask) -> None:
        with clock.pretend(clock.now() - timedelta(days=days)):
            change_tasks(self.workspace, command, by=self.maria)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_a_customer_says_without_scripts_what_is_in_the_way_and_both_sides_read_it(scene: Scene) -> None:
    form = scene.customer.get(scene.path(scene.first, "/block")).text
    assert "usually 15 working days" in words(form)
    sent = {"kind": "approval", "note": BOARD, "who": scene.tom.id}
    assert scene.customer.post(scene.path(scene.first, "/block"), data=sent).status_code == 303
    line = f"Internal approval: {BOARD} · Tom can clear it · since today"
    assert line in scene.row(scene.customer, scene.first)
    assert line.replace("Tom", "You") in scene.row(scene.team, scene.first)
    detail = words(scene.team.get(scene.path(scene.first)).text)
    assert "by Maria" in detail
    assert "It’s cleared" in detail


def test_the_team_types_without_scripts_what_a_customer_says_is_in_the_way(scene: Scene) -> None:
    form = scene.team.get(scene.path(scene.first, "/block")).text
    assert "Who says it I do Maria Lindholm" in words(form)
    assert "Who says it" not in words(scene.customer.get(scene.path(scene.first, "/block")).text)
    sent = {"kind": "approval", "note": BOARD, "said": scene.maria.id}
    assert scene.team.post(scene.path(scene.first, "/block"), data=sent).status_code == 303
    assert "by Maria (typed by you)" in words(scene.team.get(scene.path(scene.first)).text)
    assert "by Maria (typed by Tom)" in words(scene.customer.get(scene.path(scene.first)).text)


def test_it_is_cleared_by_one_press_and_said_no_more(scene: Scene) -> None:
    change_tasks(scene.workspace, BlockTask(scene.first.id, "it", BOARD), by=scene.maria)
    scene.team.post(scene.path(scene.first), data={"status": "todo", "base-status": "blocked"})
    assert BOARD not in scene.row(scene.customer, scene.first)
    assert load_plan(scene.workspace.id, Side.TEAM).tasks[scene.first.id].blocked.now is None


@pytest.mark.parametrize(
    ("sent", "field", "say"),
    [
        ({"kind": "weather", "note": BOARD}, "kind", "Choose one of the values offered."),
        ({"kind": "it", "note": "x" * 301}, "note", "Use at most 300 characters."),
        ({"kind": "it", "note": BOARD, "who": "nobody"}, "who", "Choose someone who takes part in this workspace."),
    ],
)
def test_a_refusal_names_its_field_and_keeps_what_was_typed(scene: Scene, sent: dict, field: str, say: str) -> None:
    answer = scene.customer.post(scene.path(scene.first, "/block"), data=sent)
    assert answer.status_code == 422
    assert say in words(answer.text)
    assert f'id="block-{field}-error"' in answer.text
    assert sent["note"] in answer.text
    assert scene.told(Side.TEAM) == []


def test_days_are_counted_on_the_row_the_overview_and_the_dashboard(scene: Scene) -> None:
    scene.block_days_ago(4, BlockTask(scene.first.id, "procurement", "", scene.maria.id))
    assert "Procurement · Maria can clear it · 4 days" in scene.row(scene.team, scene.first)
    overview = words(scene.team.get(f"/w/{scene.workspace.id}/").text)
    assert "Blocked · Maria · 4 days" in overview
    assert "4 days waited so far" in overview
    row = re.search(rf'data-workspace="{scene.workspace.id}".*?</tr>', scene.team.get("/onboardings").text, re.DOTALL)
    assert "Customer 4 days" in words(row[0])


def test_the_wire_tells_both_sides_and_of_an_internal_task_the_team_alone(scene: Scene) -> None:
    change_tasks(scene.workspace, BlockTask(scene.first.id, "data", BOARD, scene.tom.id), by=scene.maria)
    told = scene.told(Side.CUSTOMER)[-1]
    assert (told["f"], told["v"]["kind"], told["v"]["note"], told["v"]["by"]) == (
        *("blocker", "data", BOARD),
        scene.maria.id,
    )
    count = len(scene.told(Side.CUSTOMER))
    change_tasks(scene.workspace, BlockTask(scene.internal.id, "leave", "Priya is away"))
    assert len(scene.told(Side.CUSTOMER)) == count
    assert "Priya is away" not in scene.customer.get(f"/w/{scene.workspace.id}/plan/snapshot").text
    for rest in ("/block", ""):
        assert scene.customer.get(scene.path(scene.internal, rest)).status_code == 404
    assert scene.customer.post(scene.path(scene.internal, "/block"), data={"kind": "it"}).status_code == 404


def test_the_history_says_what_blocked_it_and_says_a_bare_mark_only_once(scene: Scene) -> None:
    change_tasks(scene.workspace, ChangeTask(scene.second.id, "status", "blocked"), by=scene.maria)
    change_tasks(scene.workspace, BlockTask(scene.first.id, "security", BOARD), by=scene.maria)
    history = words(scene.customer.get(f"/w/{scene.workspace.id}/plan/history").text)
    assert f"Said what blocks {scene.first.title}" in history
    assert f"Security review: {BOARD}" in history
    assert history.count(scene.second.title) == 1


def test_the_date_moves_by_what_such_a_thing_usually_takes_where_that_is_wanted(scene: Scene) -> None:
    scene.team.post(scene.path(scene.second), data={"due": "2027-03-01"})
    scene.team.post(f"/w/{scene.workspace.id}/delays", data={"procurement": "3"})
    sent = {"kind": "procurement", "delay": "1"}
    assert scene.customer.post(scene.path(scene.second, "/block"), data=sent).status_code == 303
    task = load_plan(scene.workspace.id, Side.TEAM).tasks[scene.second.id]
    assert (task.status, str(task.due)) == ("blocked", "2027-03-04")


def test_what_the_usual_delay_would_move_along_is_shown_first(scene: Scene) -> None:
    scene.team.post(scene.path(scene.first), data={"due": "2027-03-01"})
    for fields in ({"due": "2027-03-03"}, {"start": "2027-03-02"}):
        scene.team.post(scene.path(scene.second), data=fields)
    scene.team.post(scene.path(scene.second, "/waits"), data={"on": scene.first.id})
    sent = {"kind": "procurement", "delay": "1"}
    asked = scene.customer.post(scene.path(scene.first, "/block"), data=sent)
    assert (asked.status_code, load_plan(scene.workspace.id, Side.TEAM).tasks[scene.first.id].status) == (200, "todo")
    scene.customer.post(scene.path(scene.first, "/block"), data={**sent, "moves": "all"})
    tasks = load_plan(scene.workspace.id, Side.TEAM).tasks
    assert (str(tasks[scene.first.id].due), str(tasks[scene.second.id].start)) == ("2027-03-15", "2027-03-16")


@pytest.mark.parametrize("days", ["-1", "251", "many", "1" * 5_000, "²"])
def test_what_is_no_number_of_days_is_refused(scene: Scene, days: str) -> None:
    answer = scene.team.post(f"/w/{scene.workspace.id}/delays", data={"procurement": days})
    assert (answer.status_code, "0 to 250 working days." in answer.text) == (422, True)
