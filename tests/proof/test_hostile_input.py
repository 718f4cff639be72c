"""Whatever is sent to whatever route: an answer in words, never a crash."""

import json
import random
import re
from typing import Any

import pytest
from flask import Flask

from portal import database
from portal.access import links
from tests import browsing, factories
from tests.testclient import Browser

FIELDS_AS_TEXT = """
    after ask_about audience base-due base-milestone base-name base-owner base-start base-status base-title
    base-visibility body code colour contacts-0-email contacts-0-name contacts-0-role csm_id customer_id
    customer_name description drop_logo due due_on email embed expires_on file evidence footer go_live_on
    implementation_id is_admin kickoff_on label language lesson link look member milestone minutes name
    new_owner next owner part participant people person phase phone playbook rights role signed_on start status
    reached_on summary task timezone title to track trainer_id visibility welcome words
"""
FIELDS = FIELDS_AS_TEXT.split()
TEXTS = [
    "",
    " ",
    "x",
    "\0",
    "a\0b",
    "x" * 300,
    "ü" * 30_000,
    "<script>alert(1)</script>",
    "%s%(name)s{0}{name}",
    "\u202egnp.exe\u200b",
    "line\r\nBcc: somebody@example.com",
    "\ufffe\U0010ffff",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-12-09",
    "-1",
    "1e999",
    "NaN",
    "9" * 5_000,
    "../../etc/passwd",
    "todo",
    "done",
    "edit",
    "de",
    "UTC",
    "Europe/Berlin",
    "anna@example.com",
    "new",
    "everyone",
    "call",
    "up",
    "#1c5c9e",
    "true",
]
JSON_BODIES = [
    b"",
    b"null",
    b"NaN",
    b"[]",
    b'"x"',
    b"{",
    b"1e999",
    b'{"name": "\\ud800"}',
    b'{"name": "\\u0000"}',
    b'{"name": {"a": []}}',
    b'{"name": 3}',
    b'{"name": true}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"9" * 5_000,
    b'{"topic": 1e400, "cid": -0.0, "ops": {}}',
    b"\xff\xfe",
    b"\x80",
]


class Target:
    """A workspace with an id for every name that an address can hold."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace(timezone="Europe/Berlin")
        self.maria = factories.make_contact(self.workspace, "Maria", email="maria@example.com")
        self.link = factories.make_link(self.workspace, contact=self.maria)
        self.member = factories.make_member("Other")
        self.tasks = factories.tasks_of(self.workspace)
        self.topic = f"plan:{factories.plan_of(self.workspace).id}"
        self.ids = {
            "workspace_id": self.workspace.id,
            "participant_id": self.maria.id,
            "member_id": self.member.id,
            "task_id": self.tasks[0].id,
            "phase_id": self.tasks[0].phase_id,
            "link_id": factories.make_link(self.workspace).id,
            "file_id": database.new_id(),
            "meaning": "live",
            "landmark": "go_live",
            "key": "saas",
            "code": "pine-4182",
            "token": links.token_of(self.link),
        }
        self.team = browsing.sign_in(app.test_client(), factories.make_member("Anna", is_admin=True))
        self.guest = browsing.open_link(app.test_client(), self.link)

    def paths(self, rule: str) -> list[str]:
        """The address of `rule` with true ids, and with each of them replaced by something else."""
        names = re.findall(r"<(\w+)>", rule)
        true = _fill(rule, self.ids)
        odd = ("%00", "%ED%A0%80", "x" * 300, "%2e%2e%2f", "a%0d%0ab", "0" * 22)
        return [true, *(_fill(rule, self.ids | {name: text}) for name in names for text in odd)]


def _fill(rule: str, ids: dict[str, str]) -> str:
    for name, value in ids.items():
        rule = rule.replace(f"<{name}>", value)
    return rule


@pytest.fixture
def target(app: Flask) -> Target:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return Target(app)


def _rules(app: Flask, method: str) -> list[str]:
    return sorted(rule.rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()))


def _crashes(browser: Browser, path: str, **sent: Any) -> list[str]:
    response = browser.open(path, **sent)
    return [f"{path[:90]} {str(sent)[:200]}"] if response.status_code >= 500 else []


def test_no_form_crashes_a_route(app: Flask, target: Target) -> None:
    chance = random.Random(7)
    crashes = []
    texts = [*TEXTS, *target.ids.values(), *(task.id for task in target.tasks)]
    for rule in _rules(app, "POST"):
        for path in target.paths(rule):
            crashes += _crashes(target.guest, path, method="POST", data={})
        for _ in range(2):
            form = {name: chance.choice(texts) for name in FIELDS if chance.random() < 0.8}
            for browser in (target.team, target.guest):
                crashes += _crashes(browser, _fill(rule, target.ids), method="POST", data=form)
    assert crashes == []


def test_no_json_crashes_a_route(app: Flask, target: Target) -> None:
    crashes = []
    for rule in _rules(app, "POST"):
        for body in JSON_BODIES:
            sent = {"data": body, "content_type": "application/json"}
            crashes += _crashes(target.guest, _fill(rule, target.ids), method="POST", **sent)
    assert crashes == []


def test_no_question_crashes_a_page(app: Flask, target: Target) -> None:
    crashes, chance = [], random.Random(7)
    names = (
        "seq",
        "page",
        "removed",
        "made",
        "next",
        "task",
        "part",
        "playbook",
        "sort",
        "q",
        "status",
        "csm",
        "health",
    )
    for rule in _rules(app, "GET"):
        for path in target.paths(rule):
            crashes += _crashes(target.guest, path)
        for browser in (target.team, target.guest, app.test_client()):
            for text in chance.sample(TEXTS, 3):
                query = dict.fromkeys(names, text[:5_000])
                crashes += _crashes(browser, _fill(rule, target.ids), query_string=query)
    assert crashes == []


@pytest.mark.parametrize("value", [None, True, 0, -1, 1e308, [], {}, "\0", "\ud800", "x" * 30_000, [[[[]]]], 10**400])
def test_no_value_in_an_operation_crashes_the_plan(target: Target, value: Any) -> None:
    task, phase, new = target.tasks[0].id, target.tasks[0].phase_id, "n" * 22
    ops: list[dict[str, Any]] = [
        *({"k": "set", "t": task, "f": name, "v": value, "base": value} for name in _fields()),
        *({"k": "set", "t": task, "f": name, "v": value} for name in _fields()),
        {"k": "set", "t": task, "f": value, "v": "x"},
        {"k": "set", "t": value, "f": "title", "v": "x"},
        {"k": "set", "p": phase, "f": "name", "v": value, "base": value},
        *({"k": "add", "t": new, "phase": phase, "after": None, "title": "x", name: value} for name in _fields()),
        {"k": "add", "t": new, "phase": value, "after": value, "title": "x"},
        {"k": "add", "p": new, "name": value, "after": value},
        {"k": "move", "t": task, "phase": phase, "after": value},
        {"k": "move", "p": phase, "after": value},
        {"k": value, "t": task},
        {"k": "remove", "p": value, "t": value},
        {"k": "restore", "t": value},
    ]
    for number, op in enumerate(ops):
        message = {"topic": target.topic, "cid": f"tab.{number}", "ops": [op]}
        answer = _send(target, message)
        assert answer.status_code < 500, (op, answer.text)
        assert answer.json is not None
        assert "ok" in answer.json
    for name in ("topic", "cid", "ops"):
        broken = {"topic": target.topic, "cid": "tab.x", "ops": [{"k": "remove", "t": task}], name: value}
        assert _send(target, broken).status_code in (404, 422)


def _fields() -> list[str]:
    return ["title", "description", "owner", "start", "due", "status", "milestone", "visibility", "id", "rank"]


def _send(target: Target, message: dict[str, Any]) -> Any:
    path = f"/w/{target.workspace.id}/plan/op"
    return target.guest.post(path, data=json.dumps(message), content_type="application/json")


@pytest.mark.parametrize("cookie", ["\xff", "é", "x" * 5_000, "a;b", '"', "\\000"])
def test_no_cookie_crashes_a_page(app: Flask, target: Target, cookie: str) -> None:
    for name in ("onward", "onward-pending", "onward-form", "onward-language"):
        browser = app.test_client(use_cookies=False)
        for path in ("/", "/sign-in/code", f"/w/{target.workspace.id}/"):
            response = browser.get(path, headers={"Cookie": f"{name}={cookie}"})
            assert response.status_code < 500
