"""Saying, changing and removing: once, by who may, and all or nothing."""

import pytest
from flask import Flask

from portal import database
from portal.access.links import revoke_link
from portal.access.models import Link
from portal.chat.models import ChatRow, MessageRow, MessageVersion
from portal.extensions import db
from portal.people.models import Workspace
from tests import factories
from tests.chat.scene import Scene, saying

pytestmark = pytest.mark.db


def bodies(scene: Scene) -> list[str]:
    query = db.select(MessageRow.body).filter_by(workspace_id=scene.workspace.id).order_by(MessageRow.number)
    return list(db.session.scalars(query))


def counters(scene: Scene) -> tuple[int, int]:
    db.session.rollback()
    row = db.session.get(ChatRow, scene.workspace.id)
    return (row.revision, row.shared_revision) if row else (0, 0)


def test_a_message_is_said_with_its_author_and_its_side(scene: Scene) -> None:
    row = scene.row(scene.say("maria", "  Hello,\r\nall  "))
    assert (row.body, row.by_id, row.side, row.room) == ("Hello,\nall", scene.maria.id, "customer", "shared")
    assert (row.number, row.revision, row.shared_revision) == (1, 1, 1)


def test_the_customers_numbers_count_only_what_they_see(scene: Scene) -> None:
    scene.say("maria", "One")
    for _ in range(3):
        scene.say("anna", "Between us", "internal")
    row = scene.row(scene.say("anna", "Two"))
    assert (row.revision, row.shared_revision) == (5, 2)
    assert counters(scene) == (5, 2)
    assert [op["seq"] for op in scene.since("maria")["ops"]] == [1, 2]
    assert [op["seq"] for op in scene.since("anna")["ops"]] == [1, 2, 3, 4, 5]


def test_a_message_under_a_used_id_in_other_words_is_refused_and_not_dropped_in_silence(scene: Scene) -> None:
    said = saying("First")
    assert scene.op("maria", said).json["ok"] is True
    answer = scene.op("maria", {**said, "body": "Second"}).json
    assert (answer["err"], answer["field"]) == ("invalid", "body")
    assert bodies(scene) == ["First"]


def test_the_same_message_sent_twice_is_said_once(scene: Scene) -> None:
    said = saying("Only once")
    first, again = scene.op("maria", said), scene.op("maria", said)
    assert (first.json, again.json) == ({"ok": True, "seq": 1}, {"ok": True, "seq": 1, "dup": True})
    assert bodies(scene) == ["Only once"]
    assert counters(scene) == (1, 1)


def test_a_used_id_of_somebody_else_answers_like_a_missing_message(scene: Scene) -> None:
    said = saying("Mine")
    scene.op("anna", said)
    taken = scene.op("maria", {**said, "body": "Theirs"})
    missing = scene.op("maria", {"k": "remove", "m": database.new_id()})
    assert (taken.status_code, taken.json) == (missing.status_code, missing.json) == (404, missing.json)
    assert bodies(scene) == ["Mine"]


def test_operations_that_come_together_happen_together_or_not_at_all(scene: Scene) -> None:
    refused = scene.op("maria", saying("First"), {"k": "remove", "m": database.new_id()})
    assert refused.status_code == 404
    assert bodies(scene) == []
    assert scene.op("maria", saying("First"), saying("Second")).json == {"ok": True, "seq": 2}
    assert bodies(scene) == ["First", "Second"]


@pytest.mark.parametrize(
    ("body", "say"),
    [
        ("", "Write a few words first."),
        (" \n ", "Write a few words first."),
        ("x" * 4_001, "Use at most 4000 characters."),
        ("a\x00b", "The text holds characters that cannot be stored. Type it again without them."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_that_name_the_field(scene: Scene, body: str, say: str) -> None:
    answer = scene.op("maria", saying(body))
    assert (answer.status_code, answer.json) == (422, {"ok": False, "err": "invalid", "field": "body", "say": say})
    assert bodies(scene) == []


def test_the_longest_message_is_kept_whole(scene: Scene) -> None:
    assert scene.row(scene.say("maria", "ä" * 4_000)).body == "ä" * 4_000


@pytest.mark.parametrize(
    "op",
    [
        {"k": "shout", "m": "0" * 22, "body": "x"},
        {"k": "say", "m": "short", "room": "shared", "body": "x"},
        {"k": "say", "m": "0" * 22, "room": "lobby", "body": "x"},
        {"k": "say", "m": "0" * 22, "room": "shared", "body": 7},
        {"k": "say", "m": "0" * 22, "room": "shared", "body": "x", "thread": "phase:" + "0" * 22},
        {"k": "say", "m": "0" * 22, "room": "shared", "body": "x", "by_id": "0" * 22},
        {"k": "edit", "m": "0" * 22, "body": "x"},
        "nonsense",
    ],
)
def test_what_is_no_operation_is_refused(scene: Scene, op: object) -> None:
    answer = scene.browsers["maria"].post(f"{scene.path}/op", json={"topic": scene.topic, "cid": "a.1", "ops": [op]})
    assert (answer.status_code, answer.json["err"]) == (422, "invalid")


def test_who_may_only_read_or_only_looks_around_is_refused(scene: Scene) -> None:
    for who in ("david", "bo"):
        answer = scene.op(who, saying("x"))
        assert (answer.status_code, answer.json["err"]) == (403, "forbidden")
    assert bodies(scene) == []


def test_rights_are_read_anew_at_every_message(scene: Scene) -> None:
    scene.say("maria", "Still here")
    with database.write() as session:
        session.get_one(Workspace, scene.workspace.id).status = "archived"
    assert scene.op("maria", saying("x")).json["err"] == "forbidden"
    with database.write() as session:
        revoke_link(session, session.get_one(Link, scene.link.id))
    assert scene.op("maria", saying("x")).status_code == 410
    assert bodies(scene) == ["Still here"]


def test_a_topic_of_another_workspace_is_refused(scene: Scene) -> None:
    other = factories.make_workspace()
    message = {"topic": f"chat:{other.id}", "cid": "a.1", "ops": [saying("x")]}
    answer = scene.browsers["anna"].post(f"{scene.path}/op", json=message)
    assert (answer.status_code, answer.json["err"]) == (404, "gone")


def test_an_edit_keeps_what_was_said_before(scene: Scene) -> None:
    said = scene.say("maria", "On Thrusday")
    edit = {"k": "edit", "m": said, "body": "On Thursday", "base": "On Thrusday"}
    assert scene.op("maria", edit).json == {"ok": True, "seq": 2}
    row = scene.row(said)
    assert (row.body, row.number, row.revision, row.shared_revision) == ("On Thursday", 1, 2, 2)
    assert row.edited_at is not None
    (version,) = db.session.scalars(db.select(MessageVersion))
    assert (version.message_id, version.body, version.by_id, version.at) == (
        said,
        "On Thrusday",
        scene.maria.id,
        row.at,
    )
    assert scene.op("maria", edit).json == {"ok": True, "seq": 2, "dup": True}


def test_only_the_author_changes_a_message(scene: Scene) -> None:
    said = scene.say("maria", "Mine")
    answer = scene.op("anna", {"k": "edit", "m": said, "body": "x", "base": "Mine"})
    assert (answer.status_code, answer.json["err"]) == (403, "forbidden")
    assert scene.row(said).body == "Mine"


def test_an_edit_of_older_words_is_a_conflict_that_shows_the_newer(scene: Scene) -> None:
    said = scene.say("maria", "One")
    scene.op("maria", {"k": "edit", "m": said, "body": "Two", "base": "One"})
    answer = scene.op("maria", {"k": "edit", "m": said, "body": "Three", "base": "One"})
    assert (answer.status_code, answer.json["err"], answer.json["current"]) == (409, "conflict", "Two")


def test_a_removed_message_keeps_no_words_but_its_trace(scene: Scene) -> None:
    said = scene.say("maria", "Too much")
    assert scene.op("maria", {"k": "remove", "m": said}).json == {"ok": True, "seq": 2}
    row = scene.row(said)
    assert (row.body, row.removed_by_id) == ("", scene.maria.id)
    assert row.removed_at is not None
    assert [version.body for version in db.session.scalars(db.select(MessageVersion))] == ["Too much"]
    assert scene.op("maria", {"k": "remove", "m": said}).json["dup"] is True
    assert scene.op("maria", {"k": "edit", "m": said, "body": "x", "base": ""}).json["err"] == "gone"
    (op,) = scene.since("maria")["ops"]
    assert (op["k"], op["body"]) == ("remove", "")


def test_the_team_removes_any_message_and_the_customer_only_their_own(scene: Scene) -> None:
    hers, ours = scene.say("maria", "Hers"), scene.say("anna", "Ours")
    assert scene.op("maria", {"k": "remove", "m": ours}).json["err"] == "forbidden"
    assert scene.op("anna", {"k": "remove", "m": hers}).json["ok"] is True
    assert scene.row(hers).removed_by_id == scene.anna.id
    assert scene.row(ours).body == "Ours"


def test_a_comment_needs_a_task_that_stands(scene: Scene) -> None:
    scene.say("maria", "On a step", task_id=scene.shared)
    with database.write() as session:
        task = factories.tasks_of(scene.workspace)[0]
        session.get_one(type(task), task.id).removed_at = task.due_on and scene.workspace.created_at
    elsewhere = factories.make_task(factories.make_workspace()).id
    for task_id in (scene.shared, elsewhere, database.new_id()):
        answer = scene.op("maria", saying("x", task_id=task_id))
        assert (answer.status_code, answer.json["err"]) == (404, "gone")
    assert bodies(scene) == ["On a step"]


def test_on_an_internal_task_only_notes_of_the_team_are_kept(scene: Scene) -> None:
    refused = scene.op("anna", saying("For both", task_id=scene.internal))
    assert (refused.status_code, refused.json["field"]) == (422, "room")
    scene.say("anna", "For us", "internal", scene.internal)
    assert bodies(scene) == ["For us"]


def test_a_customers_words_count_as_their_activity_and_the_teams_do_not(app: Flask, scene: Scene) -> None:
    def acted_at() -> object:
        db.session.rollback()
        return db.session.get_one(Workspace, scene.workspace.id).customer_acted_at

    scene.say("anna", "Anybody there?")
    assert acted_at() is None
    scene.say("maria", "Yes")
    assert acted_at() is not None
