"""What a task starts after, as both sides see and change it by plain pages and forms."""

import re

import pytest
from flask import Flask

from portal.people.models import Side
from portal.plan.core.commands import AddWait, ChangeTask, RemoveTask
from portal.plan.core.plan import Wait
from portal.plan.models import TaskRow
from portal.plan.queries import head_of, load_plan, operations_since
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = pytest.mark.db


class Scene:
    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.first, self.second, self.internal, self.third = factories.tasks_of(self.workspace)[:4]
        maria = factories.make_contact(self.workspace, "Maria")
        self.customer: Browser = browsing.open_link(app.test_client(), factories.make_link(self.workspace), as_=maria)
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.plan_id = factories.plan_of(self.workspace).id

    def path(self, task: TaskRow, rest: str = "") -> str:
        return f"/w/{self.workspace.id}/plan/tasks/{task.id}{rest}"

    def wait(self, task: TaskRow, on: TaskRow, lag: int = 0) -> None:
        change_tasks(self.workspace, AddWait(task.id, on.id, lag))

    def waits(self, task: TaskRow, side: Side = Side.TEAM) -> tuple[Wait, ...]:
        return load_plan(self.workspace.id, side).tasks[task.id].waits

    def row(self, browser: Browser, task: TaskRow) -> str:
        page = browser.get(f"/w/{self.workspace.id}/plan").text
        return words(re.search(rf'<li class="task" data-t="{task.id}".*?</li>', page, re.DOTALL)[0])

    def told(self, side: Side) -> list[dict]:
        return operations_since(self.plan_id, side, 0, head_of(self.plan_id, side))


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_a_customer_lets_one_step_wait_for_another_without_scripts(scene: Scene) -> None:
    page = scene.customer.get(scene.path(scene.second, "/waits")).text
    assert f'<option value="{scene.first.id}"' in page
    assert scene.internal.id not in page
    answer = scene.customer.post(scene.path(scene.second, "/waits"), data={"on": scene.first.id, "lag": "2"})
    assert answer.status_code == 303
    assert scene.waits(scene.second) == (Wait(scene.first.id, 2),)
    assert f"after {scene.first.title}" in scene.row(scene.customer, scene.second)
    assert "Waiting" in scene.row(scene.team, scene.second)
    scene.customer.post(scene.path(scene.second, "/waits"), data={"on": scene.first.id, "remove": "1"})
    assert scene.waits(scene.second) == ()


def test_a_task_no_longer_waits_once_the_other_is_done(scene: Scene) -> None:
    scene.wait(scene.second, scene.first)
    assert "Waiting" in scene.row(scene.customer, scene.second)
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "status", "done"))
    assert "Waiting" not in scene.row(scene.customer, scene.second)
    assert "after" not in scene.row(scene.customer, scene.second)


def test_a_circle_is_refused_in_words_that_name_it_and_what_was_chosen_stays(scene: Scene) -> None:
    scene.wait(scene.second, scene.first)
    answer = scene.team.post(scene.path(scene.first, "/waits"), data={"on": scene.second.id, "lag": "3"})
    assert answer.status_code == 422
    names = [f"“{task.title}”" for task in (scene.first, scene.second, scene.first)]
    assert f"That would go round in a circle: {' → '.join(names)}." in answer.text
    assert f'<option value="{scene.second.id}" selected' in answer.text
    assert 'name="lag" min="0" max="250" value="3"' in answer.text
    assert scene.waits(scene.first) == ()


@pytest.mark.parametrize("lag", ["-1", "1.5", "251", "many", "٣", "9" * 30])
def test_a_pause_that_is_none_is_refused(scene: Scene, lag: str) -> None:
    answer = scene.team.post(scene.path(scene.second, "/waits"), data={"on": scene.first.id, "lag": lag})
    assert answer.status_code == 422
    assert "A pause is 0 to 250 working days." in answer.text
    assert scene.waits(scene.second) == ()


def test_what_a_customer_cannot_see_answers_like_what_never_was(scene: Scene) -> None:
    assert scene.team.post(scene.path(scene.second, "/waits"), data={"on": scene.internal.id}).status_code == 303
    for on in (scene.internal.id, "A" * 22, "", "../x"):
        answer = scene.customer.post(scene.path(scene.third, "/waits"), data={"on": on})
        assert answer.status_code == 404, on
    assert scene.customer.get(scene.path(scene.internal, "/waits")).status_code == 404


def test_customers_read_of_an_internal_task_only_that_it_is_on_the_vendors_side(scene: Scene) -> None:
    scene.wait(scene.second, scene.internal)
    assert f"after {scene.internal.title}" in scene.row(scene.team, scene.second)
    assert "after a task on the vendor’s side" in scene.row(scene.customer, scene.second)
    detail = scene.customer.get(scene.path(scene.second)).text
    assert "a task on the vendor’s side" in detail
    for page in (detail, str(scene.told(Side.CUSTOMER))):
        assert scene.internal.id not in page
        assert scene.internal.title not in page


def test_customers_hear_nothing_of_a_second_internal_task_and_see_the_last_one_go(scene: Scene) -> None:
    other = factories.make_task(scene.workspace, title="Another inside", visibility="internal")
    scene.wait(scene.second, scene.internal)
    assert [op["v"] for op in scene.told(Side.CUSTOMER)] == [[{"on": None, "lag": 0}]]
    scene.wait(scene.second, other)
    assert len(scene.told(Side.CUSTOMER)) == 1
    assert len(scene.told(Side.TEAM)) == 2
    change_tasks(scene.workspace, RemoveTask(scene.internal.id))
    change_tasks(scene.workspace, RemoveTask(other.id))
    assert scene.told(Side.CUSTOMER)[-1]["v"] == []
    assert scene.waits(scene.second, Side.CUSTOMER) == ()
