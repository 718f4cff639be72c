"""Not one byte of an internal task reaches a customer, whatever was done with it and wherever they look."""

import re

import pytest
from flask import Flask

from portal import database
from portal.extensions import db
from portal.people.models import Participant
from tests import browsing, factories
from tests.testclient import Browser

CANARY = "Canary-7391"


class Secret:
    """A workspace whose team worked on an internal task in every way there is, after Maria's first visit."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.address = f"/w/{self.workspace.id}"
        self.task = next(task for task in factories.tasks_of(self.workspace) if task.visibility == "internal")
        self.shared = factories.tasks_of(self.workspace)[0]
        self.topic = f"plan:{factories.plan_of(self.workspace).id}"
        self.team = browsing.sign_in(app.test_client(), factories.make_member("Anna", is_admin=True))
        contact = factories.make_contact(self.workspace, "Maria")
        self.guest = browsing.open_link(app.test_client(), factories.make_link(self.workspace, contact=contact))
        self.reader = browsing.sign_in(app.test_client(), factories.make_member("Bo"))
        for browser in (self.team, self.reader, self.guest):
            browser.get(f"{self.address}/")
        with database.write() as session:
            for person in session.scalars(db.select(Participant)):
                person.last_seen_at = person.previous_seen_at = contact.created_at.replace(year=2020)
        self.ids = {self.task.id}
        self._work()

    def _work(self) -> None:
        task, phase, added = self.task.id, self.task.phase_id, database.new_id()
        self.ids.add(added)
        self.op({"k": "set", "t": self.shared.id, "f": "title", "v": "Seen by both"})
        for name, value in (("title", CANARY), ("description", CANARY), ("due", "2026-12-24"), ("status", "done")):
            self.op({"k": "set", "t": task, "f": name, "v": value})
        self.op({"k": "add", "t": added, "phase": phase, "after": None, "title": CANARY, "visibility": "internal"})
        self.op({"k": "move", "t": added, "phase": phase, "after": task})
        self.op({"k": "move", "t": self.shared.id, "phase": phase, "after": added})
        self.op({"k": "remove", "t": added})
        self.op({"k": "restore", "t": added})
        self.op({"k": "remove", "p": phase})
        self.op({"k": "restore", "p": phase})
        self.op({"k": "remove", "t": added})

    def op(self, op: dict[str, object]) -> None:
        message = {"topic": self.topic, "cid": f"{database.new_id()}.1", "ops": [op]}
        answer = self.team.post(f"{self.address}/plan/op", json=message)
        assert answer.json is not None
        assert answer.json["ok"] is True, answer.json

    def holds(self, browser: Browser, path: str) -> bool:
        """Whether the answer at `path` holds any word or id of the internal tasks."""
        text = browser.get(path, headers={"Accept-Encoding": "identity"}).text.replace(path, "")
        return CANARY in text or any(an_id in text for an_id in self.ids)


@pytest.fixture
def secret(app: Flask) -> Secret:
    return Secret(app)


def test_no_address_tells_a_customer_what_the_team_reads_there(app: Flask, secret: Secret) -> None:
    ids = {"workspace_id": secret.workspace.id, "task_id": secret.task.id, "phase_id": secret.task.phase_id}
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    paths = [re.sub(r"<(\w+)>", lambda found: ids.get(found[1], "0" * 22), rule) for rule in rules]
    removed = [f"{secret.address}/plan?removed={an_id}" for an_id in secret.ids]
    asked = [
        *paths,
        *removed,
        f"{secret.address}/plan/since?seq=0",
        f"{secret.address}/plan/tasks/{secret.task.id}?part=detail",
    ]
    told = {path for path in asked if secret.holds(secret.reader, path)}
    assert told >= {
        f"{secret.address}/",
        f"{secret.address}/plan",
        f"{secret.address}/plan/since?seq=0",
        f"{secret.address}/plan/snapshot",
        *(f"{secret.address}/plan/{view}" for view in ("timeline", "board", "calendar", "mine")),
        f"{secret.address}/plan/tasks/{secret.task.id}",
        *removed,
    }
    assert [path for path in asked if secret.holds(secret.guest, path)] == []


def test_the_customers_sequence_counts_only_what_they_see(secret: Secret) -> None:
    answer = secret.guest.get(f"{secret.address}/plan/since?seq=0").json
    assert answer is not None
    assert [(op["seq"], op["k"]) for op in answer["ops"]] == [(1, "set"), (2, "move"), (3, "remove"), (4, "restore")]
    team = secret.team.get(f"{secret.address}/plan/since?seq=0").json
    assert team is not None
    assert team["seq"] > answer["seq"] == 4
    restored = answer["ops"][3]
    assert {task["visibility"] for task in restored["tasks"]} == {"shared"}


@pytest.mark.parametrize(
    "op",
    [
        {"k": "set", "t": "{id}", "f": "title", "v": "x"},
        {"k": "set", "t": "{id}", "f": "title", "v": "x", "base": "y"},
        {"k": "set", "t": "{id}", "f": "visibility", "v": "shared"},
        {"k": "move", "t": "{id}", "phase": "{phase}", "after": None},
        {"k": "move", "t": "{shared}", "phase": "{phase}", "after": "{id}"},
        {"k": "add", "t": "{new}", "phase": "{phase}", "after": "{id}", "title": "x"},
        {"k": "remove", "t": "{id}"},
        {"k": "restore", "t": "{id}"},
    ],
)
def test_an_internal_task_answers_a_customers_operation_like_one_that_never_was(
    secret: Secret, op: dict[str, object]
) -> None:
    answers = []
    for an_id in (*secret.ids, database.new_id()):
        known = {"{id}": an_id, "{phase}": secret.task.phase_id, "{shared}": secret.shared.id, "{new}": "n" * 22}
        filled = {name: known.get(str(value), value) for name, value in op.items()}
        message = {"topic": secret.topic, "cid": f"{database.new_id()}.1", "ops": [filled]}
        answer = secret.guest.post(f"{secret.address}/plan/op", json=message)
        answers.append((answer.status_code, answer.json))
    assert answers == [answers[-1]] * 3
    assert answers[-1][0] == 404


def test_an_internal_task_answers_a_customers_form_like_one_that_never_was(secret: Secret) -> None:
    for rest in ("", "/move", "/remove", "/restore"):
        answers = {
            secret.guest.post(f"{secret.address}/plan/tasks/{an_id}{rest}", data={"title": "x", "to": "up"}).status_code
            for an_id in (*secret.ids, database.new_id())
        }
        assert answers == {404}
    checks = [
        secret.guest.post(f"{secret.address}/plan/check", data={"task": an_id}).status_code
        for an_id in (*secret.ids, database.new_id())
    ]
    assert checks == [404] * 3
