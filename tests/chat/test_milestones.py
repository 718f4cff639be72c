"""A milestone that both sides see earns one line in the shared room, whatever dies in between."""

from typing import Any

import pytest
from flask import Flask

from portal import database
from portal.chat.actions import tell_milestone
from portal.chat.models import MessageRow
from portal.extensions import db
from portal.jobs import loop, queue
from portal.jobs.models import Job
from portal.plan.milestones import MILESTONE_REACHED
from tests.chat.scene import Scene

pytestmark = pytest.mark.db


def lines(scene: Scene) -> list[tuple[str, str]]:
    db.session.rollback()
    query = db.select(MessageRow).filter_by(workspace_id=scene.workspace.id, kind="milestone")
    return [(row.body, row.room) for row in db.session.scalars(query)]


def waiting() -> list[dict[str, Any]]:
    db.session.rollback()
    jobs = db.session.scalars(db.select(Job).where(Job.kind == MILESTONE_REACHED, Job.done_at.is_(None)))
    return [dict(job.payload) for job in jobs]


def test_a_reached_milestone_is_told_once_in_the_shared_room(scene: Scene) -> None:
    scene.change_task(scene.milestone, "status", "done")
    assert lines(scene) == [("Set-up step 3", "shared")]
    for who in ("anna", "maria"):
        assert "Milestone reached: <b>Set-up step 3</b>" in scene.get(who)
    assert [op["kind"] for op in scene.since("maria")["ops"]] == ["milestone"]


def test_an_ordinary_task_and_an_internal_milestone_are_not_told(scene: Scene) -> None:
    scene.change_task(scene.shared, "status", "done")
    scene.change_task(scene.internal, "milestone", True)
    scene.change_task(scene.internal, "status", "done")
    assert (lines(scene), waiting()) == ([], [])


def test_killed_between_the_edit_and_the_line_it_is_told_late_and_once(app: Flask, scene: Scene) -> None:
    queue.on_enqueued(app, lambda: None)
    scene.change_task(scene.milestone, "status", "done")
    (payload,) = waiting()
    assert lines(scene) == []
    loop.run_due(app)
    assert lines(scene) == [("Set-up step 3", "shared")]
    tell_milestone(payload)
    assert len(lines(scene)) == 1
    assert scene.since("maria")["seq"] == 1


@pytest.mark.parametrize(("field", "value"), [("status", "todo"), ("visibility", "internal"), ("milestone", False)])
def test_what_changed_before_it_could_be_told_is_not_told(app: Flask, scene: Scene, field: str, value: Any) -> None:
    queue.on_enqueued(app, lambda: None)
    scene.change_task(scene.milestone, "status", "done")
    scene.change_task(scene.milestone, field, value)
    loop.run_due(app)
    assert (lines(scene), waiting()) == ([], [])


def test_the_line_goes_with_its_task(scene: Scene) -> None:
    scene.change_task(scene.milestone, "status", "done")
    assert "Milestone reached" in scene.get("maria")
    scene.change_task(scene.milestone, "visibility", "internal")
    assert "Milestone reached" not in scene.get("maria")
    assert "Milestone reached" in scene.get("anna")


def test_a_line_of_the_product_is_nobodys_to_change_and_the_teams_to_remove(scene: Scene) -> None:
    scene.change_task(scene.milestone, "status", "done")
    line = scene.since("anna")["ops"][0]["m"]
    edit = {"k": "edit", "m": line, "body": "x", "base": "Set-up step 3"}
    answers = [scene.op(who, op).status_code for who, op in (("anna", edit), ("maria", {"k": "remove", "m": line}))]
    assert answers == [403, 403]
    assert scene.op("anna", {"k": "remove", "m": line}).status_code == 200
    with database.write() as session:
        assert session.get_one(MessageRow, line).body == ""
