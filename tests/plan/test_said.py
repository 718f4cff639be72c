"""Typing for somebody who says it: who may be named, what both sides read of it, and whose it counts as."""

import pytest
from flask import Flask

from portal.extensions import db
from portal.people.models import Side
from portal.people.queries import faces
from portal.plan.core.ownership import Share
from portal.plan.history.ownership import ownership_of
from portal.plan.models import EventRow
from portal.plan.queries import load_plan
from tests import factories
from tests.dashboard.pages import words
from tests.plan.parts.test_block_pages import Scene
from tests.testclient import Browser

pytestmark = pytest.mark.db


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def send(scene: Scene, said: str | None, by: Browser | None = None, **fields: object) -> dict:
    op = {"k": "set", "t": scene.first.id, **fields}
    body = {"topic": f"plan:{scene.plan_id}", "cid": f"tab.{len(scene.told(Side.TEAM))}", "ops": [op], "said": said}
    by = by or scene.team
    token = by.get(f"/w/{scene.workspace.id}/plan").text.split('data-csrf="')[1].split('"')[0]
    return by.post(f"/w/{scene.workspace.id}/plan/op", json=body, headers={"X-CSRFToken": token}).json


def test_what_somebody_says_is_told_and_kept_beside_who_typed_it(scene: Scene) -> None:
    assert send(scene, scene.maria.id, f="title", v="Say hello")["ok"] is True
    for side in Side:
        (op,) = scene.told(side)
        assert (op["by"], op["side"], op["said"]) == (scene.tom.id, "team", scene.maria.id)
    assert db.session.scalars(db.select(EventRow.said_id)).all() == [scene.maria.id]
    for browser in (scene.team, scene.customer):
        page = words(browser.get(f"/w/{scene.workspace.id}/plan/history").text)
        assert "typed by Tom Adeyemi, said by Maria Lindholm" in page


def test_only_who_takes_part_here_can_say_something(scene: Scene) -> None:
    stranger = factories.make_contact(factories.make_workspace(), "Stranger")
    answer = send(scene, stranger.id, f="title", v="Say hello")
    assert (answer["err"], answer["field"], scene.told(Side.TEAM)) == ("invalid", "said", [])


def test_a_customer_types_for_their_own_side_alone(scene: Scene) -> None:
    nils = factories.make_contact(scene.workspace, "Nils Berg")
    for who, is_kept in ((nils, True), (scene.tom, False)):
        answer = send(scene, who.id, by=scene.customer, f="title", v=f"Said by {who.id}")
        assert (answer["ok"], answer.get("field")) == (is_kept, None if is_kept else "said")
    form = scene.customer.get(scene.path(scene.first)).text.split('name="said"')[1].split("</select>")[0]
    assert (nils.id in form, scene.tom.id in form) == (True, False)
    scene.customer.post(scene.path(scene.first), data={"title": "Put into his mouth", "said": scene.tom.id})
    assert [op["said"] for op in scene.told(Side.TEAM)] == [nils.id]


def test_who_types_their_own_words_says_nothing_for_others(scene: Scene) -> None:
    assert send(scene, scene.tom.id, f="title", v="Say hello")["ok"] is True
    assert "said" not in scene.told(Side.TEAM)[0]


def test_the_form_without_scripts_names_who_says_it(scene: Scene) -> None:
    assert "Who says it" in words(scene.team.get(scene.path(scene.first)).text)
    scene.team.post(scene.path(scene.first), data={"title": "Say hello", "said": scene.maria.id})
    assert [op["said"] for op in scene.told(Side.CUSTOMER)] == [scene.maria.id]


def test_a_task_that_is_added_without_scripts_is_proposed_by_who_says_it(scene: Scene) -> None:
    plan = f"/w/{scene.workspace.id}/plan"
    page = scene.team.get(f"{plan}/phases/{scene.first.phase_id}").text
    form = page.split(f'action="{plan}/tasks"')[1].split("</form>")[0]
    assert f'<option value="{scene.maria.id}">' in form
    scene.team.post(f"{plan}/tasks", data={"phase": scene.first.phase_id, "title": "Say hello", "said": scene.maria.id})
    assert [(op["k"], op["said"]) for op in scene.told(Side.CUSTOMER)] == [("add", scene.maria.id)]


def test_the_share_of_the_customer_counts_what_they_set_and_what_they_said(scene: Scene) -> None:
    before = ownership_of(load_plan(scene.workspace.id, Side.TEAM), faces(scene.workspace.id))
    assert (before["owners"].customer, before["dates"].customer) == (0, 0)
    send(scene, scene.maria.id, f="owner", v=scene.tom.id)
    scene.customer.post(scene.path(scene.second), data={"due": "2027-03-01"})
    scene.team.post(scene.path(scene.second), data={"title": "Renamed by the team"})
    found = ownership_of(load_plan(scene.workspace.id, Side.TEAM), faces(scene.workspace.id))
    assert (found["owners"].customer, found["dates"].customer, found["texts"].customer) == (1, 1, 0)
    assert isinstance(found["dates"], Share)
    home = f"/w/{scene.workspace.id}/"
    assert "Whose plan it is: " in words(scene.team.get(home).text)
    assert "Whose plan it is" not in scene.customer.get(home).text
