"""The checklist of a task by plain forms, and what each side reads of it."""

import re

import pytest
from flask import Flask

from portal.people.models import Side
from portal.plan.core.parts import Item
from portal.plan.queries import load_plan
from tests.dashboard.pages import words
from tests.plan.parts.test_block_pages import Scene
from tests.testclient import Browser

pytestmark = pytest.mark.db


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def send(scene: Scene, browser: Browser, **sent: str) -> int:
    return browser.post(scene.path(scene.first, "/checklist"), data=sent).status_code


def items(scene: Scene) -> tuple[Item, ...]:
    return load_plan(scene.workspace.id, Side.TEAM).tasks[scene.first.id].checklist


def test_a_checklist_waits_behind_one_quiet_line_until_it_is_wanted(scene: Scene) -> None:
    section = r'data-section="checklist"[^>]* hidden'
    assert re.search(section, scene.customer.get(scene.path(scene.first)).text)
    assert not re.search(section, scene.customer.get(scene.path(scene.first, "?with=checklist")).text)


def test_items_are_added_ticked_moved_renamed_and_removed_without_scripts(scene: Scene) -> None:
    for text in ("Ask for the export", "Check the columns"):
        assert send(scene, scene.customer, act="add", text=text) == 303
    one, two = items(scene)
    send(scene, scene.customer, act="tick", item=one.id)
    assert "Checklist 1/2" in scene.row(scene.team, scene.first)
    assert "Maria," in words(scene.team.get(scene.path(scene.first)).text)
    send(scene, scene.team, act="up", item=two.id)
    send(scene, scene.team, act="text", item=two.id, text="Check every column")
    assert [item.text for item in items(scene)] == ["Check every column", "Ask for the export"]
    send(scene, scene.team, act="untick", item=one.id)
    send(scene, scene.team, act="remove", item=two.id)
    assert [(item.text, item.is_done) for item in items(scene)] == [("Ask for the export", False)]


def test_a_refusal_keeps_what_was_typed_and_what_is_gone_is_missing(scene: Scene) -> None:
    answer = scene.customer.post(scene.path(scene.first, "/checklist"), data={"act": "add", "text": "x" * 201})
    assert answer.status_code == 422
    assert "Use at most 200 characters." in words(answer.text)
    assert "x" * 201 in answer.text
    assert send(scene, scene.customer, act="tick", item="A" * 22) == 404
    assert scene.customer.post(scene.path(scene.internal, "/checklist"), data={"text": "x"}).status_code == 404
    assert items(scene) == ()
