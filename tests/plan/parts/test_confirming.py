"""Owners are asked whether their dates still hold, once nobody has said so for some days."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock as clocks
from portal.people.models import Side
from portal.plan.core.commands import ChangeTask
from portal.plan.models import TaskRow
from portal.plan.queries import load_plan
from tests.browsing import open_link, sign_in
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.factories import make_link
from tests.plan.parts.test_block_pages import Scene
from tests.testclient import Browser

pytestmark = pytest.mark.db

ASK = "Do these dates still hold?"


@pytest.fixture
def scene(app: Flask, clock: Clock) -> Scene:
    """Two tasks that are Maria's, due in some weeks, on which she gave her word three weeks ago."""
    made = Scene(app)
    due = clocks.today("UTC") + timedelta(days=50)
    for task in (made.first, made.second):
        change_tasks(made.workspace, ChangeTask(task.id, "owner", made.maria.id), ChangeTask(task.id, "due", due))
        made.customer.post(f"/w/{made.workspace.id}/plan/agree", data={"task": task.id})
    clock.move(days=21)
    # Who was in before is out by now.
    made.customer = open_link(app.test_client(), make_link(made.workspace), as_=made.maria)
    made.team = sign_in(app.test_client(), made.member)
    return made


def mine(scene: Scene, browser: Browser) -> str:
    return words(browser.get(f"/w/{scene.workspace.id}/plan/mine").text)


def confirm(scene: Scene, browser: Browser, *tasks: TaskRow) -> str:
    sent = {"confirm": [task.id for task in tasks]}
    answer = browser.post(f"/w/{scene.workspace.id}/plan/agree", data=sent)
    assert answer.location == f"/w/{scene.workspace.id}/plan/mine"
    return words(browser.get(answer.location).text)


def said_on(scene: Scene) -> list[str]:
    plan = load_plan(scene.workspace.id, Side.TEAM)
    tasks = [plan.tasks[task.id] for task in (scene.first, scene.second)]
    return [max(word.on for word in task.agreement.words).isoformat() for task in tasks]


def test_the_owner_is_asked_on_the_overview_and_among_their_own_tasks_and_nobody_else_is(scene: Scene) -> None:
    assert "2 dates of yours were not confirmed for a while." in words(
        scene.customer.get(f"/w/{scene.workspace.id}/").text
    )
    assert ASK in mine(scene, scene.customer)
    assert ASK not in mine(scene, scene.team)
    assert "not confirmed for a while" not in words(scene.team.get(f"/w/{scene.workspace.id}/").text)


def test_one_press_says_that_they_hold_and_the_plan_says_when(scene: Scene) -> None:
    today = clocks.today("UTC").isoformat()
    assert today not in said_on(scene)
    assert "Everybody sees that your 2 dates still hold." in confirm(scene, scene.customer, scene.first, scene.second)
    assert said_on(scene) == [today, today]
    assert ASK not in mine(scene, scene.customer)
    history = words(scene.team.get(f"/w/{scene.workspace.id}/plan/history").text)
    assert f"Said that the date of {scene.first.title} still holds" in history


def test_what_moved_meanwhile_is_not_confirmed_with_the_rest(scene: Scene) -> None:
    was = said_on(scene)
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "due", clocks.today("UTC") + timedelta(days=40)))
    page = confirm(scene, scene.customer, scene.first, scene.second)
    assert "Everybody sees that your date still holds." in page
    assert said_on(scene) == [was[0], clocks.today("UTC").isoformat()]
    assert "Nothing of this is left to confirm" in confirm(scene, scene.customer, scene.first, scene.second)


def test_another_persons_dates_are_not_mine_to_confirm(scene: Scene) -> None:
    was = said_on(scene)
    assert "Nothing of this is left to confirm" in confirm(scene, scene.team, scene.first)
    assert said_on(scene) == was
