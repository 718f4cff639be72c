"""Not one byte of the team's room reaches a customer, nor that there is anything in it."""

from typing import Any

import pytest
from flask import Flask

from portal import database
from tests.chat.scene import Scene, saying

CANARY = "Canary-8823"


@pytest.fixture
def secret(scene: Scene) -> "Secret":
    return Secret(scene)


class Secret:
    """A scene in which the team did everything there is to do in its own room and on a task that turned internal."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        scene.say("maria", "Said by all")
        self.ids = {
            scene.say("anna", f"{CANARY} in the room", "internal"),
            scene.say("anna", f"{CANARY} on a shared step", "internal", scene.shared),
            scene.say("anna", f"{CANARY} on an internal step", "internal", scene.internal),
            scene.say("anna", f"{CANARY} on a step that turned", task_id=scene.milestone),
        }
        self.removed = scene.say("anna", f"{CANARY} removed", "internal")
        self.ids.add(self.removed)
        scene.change_task(scene.milestone, "visibility", "internal")
        scene.op("anna", {"k": "remove", "m": self.removed})
        edited = next(iter(sorted(self.ids - {self.removed})))
        said = scene.row(edited).body
        scene.op("anna", {"k": "edit", "m": edited, "body": f"{said}, edited", "base": said})
        scene.say("anna", "Said last")

    def paths(self, app: Flask) -> list[str]:
        here = self.scene.workspace.id
        rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        paths = [
            rule.replace("<workspace_id>", here) for rule in rules if "<" not in rule.replace("<workspace_id>", "")
        ]
        chat, plan = self.scene.path, f"/w/{here}/plan"
        tasks = (self.scene.shared, self.scene.internal, self.scene.milestone)
        drawn = "&".join(f"m={an_id}" for an_id in self.ids)
        return [
            *paths,
            *(f"{plan}/tasks/{task}{part}" for task in tasks for part in ("", "?part=detail")),
            *(f"{chat}/tasks/{task}{part}" for task in tasks for part in ("", "?part=thread", "?part=messages")),
            *(f"{chat}/messages/{an_id}" for an_id in self.ids),
            *(f"{chat}{room}?before={an_id}" for an_id in self.ids for room in ("", "/internal")),
            *(f"{chat}{room}?q={CANARY}&part=messages" for room in ("", "/internal")),
            f"{chat}/drawn?{drawn}",
            f"{chat}/since?seq=0",
        ]

    def holds(self, who: str, path: str) -> bool:
        text = self.scene.browsers[who].get(path, headers={"Accept-Encoding": "identity"}).text
        # What the reader asked for stands in the page's own address.
        text = text.replace(path, "").replace(path.replace("&", "&amp;"), "").replace(f'value="{CANARY}"', "")
        text = text.replace(f"“{CANARY}”", "")
        return CANARY in text or any(an_id in text for an_id in self.ids)


def test_no_address_tells_a_customer_what_the_team_reads_there(app: Flask, secret: Secret) -> None:
    paths = secret.paths(app)
    chat, plan = secret.scene.path, f"/w/{secret.scene.workspace.id}/plan"
    told = {path for path in paths if secret.holds("anna", path)}
    assert told >= {
        chat,
        f"{chat}/internal",
        f"{chat}/since?seq=0",
        f"{chat}/snapshot",
        f"{chat}/tasks/{secret.scene.shared}",
        f"{chat}/internal?q={CANARY}&part=messages",
        f"{plan}/tasks/{secret.scene.shared}?part=detail",
        *(f"{chat}/messages/{an_id}" for an_id in secret.ids),
    }
    for who in ("maria", "david", "bo"):
        assert [path for path in paths if secret.holds(who, path)] == []


def test_the_customers_sequence_counts_only_what_they_see(secret: Secret) -> None:
    team, customer = secret.scene.since("anna"), secret.scene.since("maria")
    assert team["seq"] > 5
    # What was said on the task while it was shared counted then; what was done to it since does not.
    assert customer["seq"] == 3
    assert [op["body"] for op in customer["ops"]] == ["Said by all", "Said last"]


def test_no_count_tells_a_customer_of_the_teams_words(secret: Secret) -> None:
    scene = secret.scene
    assert (scene.tab_count("maria"), scene.tab_count("david")) == (1, 2)
    row = scene.browsers["maria"].get(f"/w/{scene.workspace.id}/plan").text
    assert "task__said" not in row.partition('<template id="row">')[0]
    team = scene.browsers["anna"].get(f"/w/{scene.workspace.id}/plan").text
    assert team.partition('<template id="row">')[0].count("task__said") == 3
    snapshot = scene.browsers["maria"].get(f"{scene.path}/snapshot").json
    assert snapshot is not None
    assert snapshot["comments"] == {}


@pytest.mark.parametrize(
    "op",
    [
        {"k": "edit", "m": "{id}", "body": "x", "base": "y"},
        {"k": "remove", "m": "{id}"},
        {"k": "say", "m": "{id}", "room": "shared", "body": "x"},
    ],
)
def test_a_hidden_message_answers_a_customers_operation_like_one_that_never_was(
    secret: Secret, op: dict[str, Any]
) -> None:
    missing = secret.scene.op("maria", {"k": "remove", "m": database.new_id()})
    for an_id in secret.ids:
        answer = secret.scene.op("maria", {**op, "m": an_id})
        assert (answer.status_code, answer.json) == (missing.status_code, missing.json) == (404, missing.json)


def test_a_hidden_message_answers_a_customers_form_like_one_that_never_was(secret: Secret) -> None:
    browser, chat = secret.scene.browsers["maria"], secret.scene.path
    for an_id in (*secret.ids, database.new_id()):
        fields = {"body": "x", "base": "y"}
        assert browser.post(f"{chat}/messages/{an_id}", data=fields).status_code == 404
        assert browser.post(f"{chat}/messages/{an_id}/remove").status_code == 404
        assert browser.post(f"{chat}/read", json={"m": an_id}).status_code == 404


def test_a_customer_cannot_write_into_the_teams_room_or_on_its_tasks(secret: Secret) -> None:
    scene = secret.scene
    gone = scene.op("maria", {"k": "remove", "m": database.new_id()})
    assert scene.op("maria", saying("x", "internal")).json == gone.json
    unknown = scene.op("maria", saying("x", task_id=database.new_id()))
    for task_id in (scene.internal, scene.milestone):
        assert scene.op("maria", saying("x", task_id=task_id)).json == unknown.json
    assert scene.op("maria", saying("x", "internal", scene.shared)).json == gone.json


def test_a_task_that_is_shared_again_brings_its_thread_back(secret: Secret) -> None:
    scene = secret.scene
    assert CANARY not in scene.get("maria")
    scene.change_task(scene.milestone, "visibility", "shared")
    assert f"{CANARY} on a step that turned" in scene.get("maria")
