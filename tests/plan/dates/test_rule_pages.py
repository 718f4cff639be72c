"""What a date follows: said in words, chosen on a page of its own, and taken up again after somebody set it by hand."""

import pytest
from flask import Flask

from portal.plan.core.commands import ChangeTask
from portal.plan.models import TaskRow
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    """An onboarding whose kickoff is on Monday, the first of the plan's days."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace(kickoff_on=factories.in_days(0), signed_on=None)
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        maria = factories.make_contact(self.workspace, "Maria")
        self.customer: Browser = browsing.open_link(app.test_client(), factories.make_link(self.workspace), as_=maria)

    def path(self, task: TaskRow, rest: str = "") -> str:
        return f"/w/{self.workspace.id}/plan/tasks/{task.id}{rest}"

    def row(self, task: TaskRow) -> TaskRow:
        return next(one for one in factories.tasks_of(self.workspace) if one.id == task.id)

    def due(self, task: TaskRow) -> int | None:
        due = self.row(task).due_on
        return (due - factories.in_days(0)).days if due else None

    def choose(self, browser: Browser, task: TaskRow, counted_from: str, offset: str = "3", **fields: str):
        sent = {"counted_from": counted_from, "offset": offset, "unit": "business", "direction": "after", **fields}
        return browser.post(self.path(task, "/rule"), data=sent)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_a_rule_is_chosen_sets_the_date_and_is_said_in_words(scene: Scene) -> None:
    assert scene.choose(scene.customer, scene.first, "kickoff").status_code == 303
    assert scene.due(scene.first) == 3
    assert "Follows the plan: 3 working days after the kickoff." in words(scene.team.get(scene.path(scene.first)).text)


@pytest.mark.parametrize(
    ("unit", "direction", "offset", "said"),
    [
        ("business", "before", "1", "1 working day before the kickoff"),
        ("calendar", "after", "2", "2 days after the kickoff"),
        ("calendar", "before", "1", "1 day before the kickoff"),
        ("calendar", "after", "0", "on the same day as the kickoff"),
    ],
)
def test_each_kind_of_rule_has_its_words(scene: Scene, unit: str, direction: str, offset: str, said: str) -> None:
    scene.choose(scene.team, scene.first, "kickoff", offset, unit=unit, direction=direction)
    assert said in words(scene.team.get(scene.path(scene.first)).text)


@pytest.mark.parametrize("offset", ["", "-1", "1001", "soon", "9" * 30, "٣"])
def test_what_is_no_number_of_days_is_refused_and_kept(scene: Scene, offset: str) -> None:
    page = scene.choose(scene.team, scene.first, "kickoff", offset)
    assert page.status_code == 422
    assert "Choose what the date is counted from, and how many days." in page.text
    assert f'value="{offset}"' in page.text
    assert scene.row(scene.first).rule is None


def test_a_date_set_by_hand_can_follow_the_plan_again(scene: Scene) -> None:
    scene.choose(scene.team, scene.first, "kickoff")
    scene.team.post(scene.path(scene.first), data={"due": factories.in_days(8).isoformat()})
    page = words(scene.customer.get(scene.path(scene.first)).text)
    assert "Set by hand, no longer 3 working days after the kickoff." in page
    assert "Follow the plan again : 26 Nov" in page or "Follow the plan again: 26 Nov" in page
    assert scene.customer.post(scene.path(scene.first, "/follow")).status_code == 303
    assert (scene.due(scene.first), scene.row(scene.first).is_pinned) == (3, False)


def test_what_hangs_on_the_date_is_shown_before_it_moves(scene: Scene) -> None:
    scene.choose(scene.team, scene.second, scene.first.id, "2")
    assert scene.due(scene.second) == 3
    page = scene.choose(scene.team, scene.first, "kickoff", "4")
    assert page.status_code == 200
    assert "1 other task moves along" in words(page.text)
    assert f'action="{scene.path(scene.first, "/rule")}"' in page.text
    assert (scene.due(scene.first), scene.due(scene.second)) == (1, 3)
    scene.choose(scene.team, scene.first, "kickoff", "4", moves="all")
    assert (scene.due(scene.first), scene.due(scene.second)) == (4, 8)
    assert not scene.row(scene.second).is_pinned


def test_moving_a_task_asks_about_those_counted_from_it(scene: Scene) -> None:
    scene.choose(scene.team, scene.second, scene.first.id, "1")
    told = scene.customer.get(scene.path(scene.first, f"/shift?due={factories.in_days(2).isoformat()}")).json
    assert [move["t"] for move in told["moves"]] == [scene.second.id]


def test_a_rule_counted_from_a_hidden_task_names_it_to_nobody_outside(scene: Scene) -> None:
    scene.choose(scene.team, scene.first, scene.internal.id, "1")
    assert "after “Kickoff internal step”" in words(scene.team.get(scene.path(scene.first)).text)
    for page in (scene.path(scene.first), scene.path(scene.first, "/rule")):
        told = scene.customer.get(page).text
        assert scene.internal.id not in told
        assert "internal step" not in told
    assert "1 working day after another task" in words(scene.customer.get(scene.path(scene.first)).text)
    assert scene.choose(scene.customer, scene.second, scene.internal.id, "1").status_code == 404


def test_a_circle_is_refused_with_its_way(scene: Scene) -> None:
    scene.choose(scene.team, scene.second, scene.first.id, "1")
    page = scene.choose(scene.team, scene.first, scene.second.id, "1", moves="all")
    assert page.status_code == 422
    assert "That would go round in a circle" in words(page.text)


def test_following_nothing_keeps_the_date(scene: Scene) -> None:
    scene.choose(scene.team, scene.first, "kickoff")
    assert scene.team.post(scene.path(scene.first, "/rule"), data={"remove": "1"}).status_code == 303
    assert (scene.due(scene.first), scene.row(scene.first).rule) == (3, None)
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "due", factories.in_days(4)))
    assert not scene.row(scene.first).is_pinned
