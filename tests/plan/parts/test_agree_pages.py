"""Agreeing by plain pages and forms, and what each side reads of it."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.people.models import Side
from portal.plan.core.commands import AgreeToTask, ChangeTask
from portal.plan.queries import load_plan
from portal.web.filters import short_day
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.plan.parts.test_block_pages import Scene
from tests.testclient import Browser

pytestmark = pytest.mark.db


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def agree(scene: Scene, browser: Browser, **sent: str) -> int:
    return browser.post(f"/w/{scene.workspace.id}/plan/agree", data=sent).status_code


def states(scene: Scene) -> list[int]:
    return [len(task.agreement.words) for task in load_plan(scene.workspace.id, Side.TEAM).tasks_in_order()]


def test_a_customer_agrees_to_a_task_and_the_team_reads_by_whom(scene: Scene) -> None:
    assert agree(scene, scene.customer, task=scene.first.id) == 303
    assert "Agreed by Maria" in scene.row(scene.team, scene.first)
    assert "Agreed by you" in scene.row(scene.customer, scene.first)
    assert "Proposed" in scene.row(scene.team, scene.second)
    page = words(scene.team.get(scene.path(scene.first)).text)
    assert "confirmed" in page
    assert "Agree too" in page
    assert agree(scene, scene.team, task=scene.first.id) == 303
    assert "by Maria and you" in words(scene.team.get(scene.path(scene.first)).text)


def test_a_phase_is_agreed_to_in_one_act_but_for_what_is_internal_or_over(scene: Scene) -> None:
    change_tasks(scene.workspace, ChangeTask(scene.second.id, "status", "done"))
    page = scene.customer.get(f"/w/{scene.workspace.id}/plan").text
    assert page.count("Agree to this phase") == 3
    assert agree(scene, scene.customer, phase=scene.first.phase_id) == 303
    assert states(scene) == [1, 0, 0, 0, 0, 0]
    again = scene.customer.post(f"/w/{scene.workspace.id}/plan/agree", data={"phase": scene.first.phase_id})
    assert "nothing left to agree" in words(scene.customer.get(again.location).text)


def test_a_changed_date_is_said_on_the_row_and_in_the_details_with_what_was_agreed(scene: Scene) -> None:
    change_tasks(scene.workspace, AgreeToTask(scene.first.id), by=scene.maria)
    later = scene.first.due_on + timedelta(days=9)
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "due", later), by=scene.tom)
    row = scene.row(scene.customer, scene.first)
    assert "Changed since agreed by Tom" in row
    with scene.customer.application.test_request_context():
        assert short_day(scene.first.due_on) in row
    detail = words(scene.customer.get(scene.path(scene.first)).text)
    assert "Agree to the change" in detail
    assert "by Tom" in detail


def test_a_word_is_taken_back(scene: Scene) -> None:
    change_tasks(scene.workspace, AgreeToTask(scene.first.id), by=scene.tom)
    assert "Take back" in words(scene.team.get(scene.path(scene.first)).text)
    assert agree(scene, scene.team, withdraw=scene.first.id) == 303
    assert states(scene)[0] == 0


def test_what_is_not_the_customers_or_not_there_answers_alike(scene: Scene) -> None:
    for task in (scene.internal.id, "A" * 22, "", "../x"):
        assert agree(scene, scene.customer, task=task) == 404
        assert agree(scene, scene.customer, withdraw=task) == 404
        assert agree(scene, scene.customer, phase=task) == 404
    assert agree(scene, scene.team, task=scene.internal.id) == 422


def test_the_wire_carries_of_the_terms_only_what_changed(scene: Scene) -> None:
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "description", "A long text " * 50))
    change_tasks(scene.workspace, AgreeToTask(scene.first.id), by=scene.maria)
    told = scene.told(Side.CUSTOMER)[-1]["v"]
    assert (told["words"][0][0], told["was"]) == (scene.maria.id, {})
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "description", ""), by=scene.tom)
    told = scene.told(Side.CUSTOMER)[-1]["v"]
    assert (told["changed"], told["was"]) == ([["description", scene.tom.id]], {})
    title = scene.first.title
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "title", "Another"), by=scene.tom)
    assert scene.told(Side.CUSTOMER)[-1]["v"]["was"] == {"title": title}


def test_the_history_says_who_agreed_and_not_each_change_twice(scene: Scene) -> None:
    change_tasks(scene.workspace, AgreeToTask(scene.first.id), by=scene.maria)
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "status", "doing"), by=scene.tom)
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "due", None), by=scene.tom)
    history = words(scene.customer.get(f"/w/{scene.workspace.id}/plan/history?task={scene.first.id}").text)
    assert f"Agreed to {scene.first.title}" in history
    assert history.count("Tom Adeyemi,") == 2


def test_agreed_for_somebody_is_their_sides_word_and_both_sides_read_who_pressed_it(scene: Scene) -> None:
    assert agree(scene, scene.team, task=scene.first.id, said=scene.maria.id) == 303
    for browser, pressed in ((scene.team, "by Maria (typed by you)"), (scene.customer, "by you (typed by Tom)")):
        assert pressed in words(browser.get(scene.path(scene.first)).text)
        history = words(browser.get(f"/w/{scene.workspace.id}/plan/history?task={scene.first.id}").text)
        assert "typed by Tom Adeyemi, said by Maria Lindholm" in history
    assert [op["v"]["words"][0][1] for op in scene.told(Side.CUSTOMER)] == ["customer"]


def test_what_another_typed_is_proposed_and_changed_by_who_said_it_and_the_details_name_the_typist(
    scene: Scene,
) -> None:
    plan = f"/w/{scene.workspace.id}/plan"
    scene.team.post(f"{plan}/tasks", data={"phase": scene.first.phase_id, "title": "New step", "said": scene.maria.id})
    new = next(task for task in load_plan(scene.workspace.id, Side.TEAM).tasks_in_order() if task.title == "New step")
    assert "Proposed by Maria" in words(scene.team.get(plan).text)
    assert "Proposed by you (typed by Tom)" in words(scene.customer.get(f"{plan}/tasks/{new.id}").text)
    change_tasks(scene.workspace, AgreeToTask(scene.first.id), by=scene.tom)
    scene.team.post(scene.path(scene.first), data={"title": "Renamed", "said": scene.maria.id})
    assert "Changed since agreed by Maria" in scene.row(scene.team, scene.first)
    assert "by Maria (typed by you)" in words(scene.team.get(scene.path(scene.first)).text)
    assert scene.told(Side.CUSTOMER)[-1]["v"]["changed"] == [["title", scene.maria.id, scene.tom.id]]


def test_who_reads_a_word_in_their_name_confirms_it_or_takes_it_back(scene: Scene) -> None:
    agree(scene, scene.team, task=scene.first.id, said=scene.maria.id)
    page = words(scene.customer.get(scene.path(scene.first)).text)
    assert ("Confirm" in page, "Take back" in page) == (True, True)
    assert agree(scene, scene.customer, task=scene.first.id) == 303
    page = words(scene.customer.get(scene.path(scene.first)).text)
    assert ("typed by" in page, "Confirm" in page, "Take back" in page) == (False, False, True)


def test_a_whole_phase_is_agreed_to_for_somebody_on_the_phases_page(scene: Scene) -> None:
    phase = scene.first.phase_id
    page = scene.team.get(f"/w/{scene.workspace.id}/plan/phases/{phase}").text
    assert "2 tasks are not agreed yet. Who says it I do Maria Lindholm Agree" in words(page)
    sent = scene.team.post(f"/w/{scene.workspace.id}/plan/agree", data={"phase": phase, "said": scene.maria.id})
    assert "Maria Lindholm agreed to 2 tasks." in words(scene.team.get(sent.location).text)
    given = [task.agreement.words for task in load_plan(scene.workspace.id, Side.TEAM).tasks_in(phase)]
    assert [(word.by, word.side, word.typed) for task in given for word in task] == [
        (scene.maria.id, "customer", scene.tom.id)
    ] * 2
    assert "not agreed yet" not in scene.team.get(f"/w/{scene.workspace.id}/plan/phases/{phase}").text


def test_a_customer_gives_no_word_for_the_team(scene: Scene) -> None:
    page = scene.customer.get(f"/w/{scene.workspace.id}/plan/phases/{scene.first.phase_id}")
    assert "Tom Adeyemi" not in page.text.split('name="said"')[1].split("</select>")[0]
    assert agree(scene, scene.customer, phase=scene.first.phase_id, said=scene.tom.id) == 422
    assert agree(scene, scene.customer, task=scene.first.id, said=scene.tom.id) == 422
    assert states(scene)[0] == 0
