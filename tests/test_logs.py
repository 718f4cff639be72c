"""What is logged, and what never is."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask
from sqlalchemy import text

from portal import database, logs
from portal.access import exchange, joining, links
from portal.jobs import loop, queue
from portal.people.models import Member
from portal.plan import editor
from tests import browsing, factories
from tests.mailbox import Mailbox
from tests.testclient import Browser

pytestmark = pytest.mark.db


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged, as an operator's file gets it."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    before = structlog.get_config()
    handlers = logging.getLogger().handlers[:]
    logs.set_up_logs()
    yield stream
    structlog.configure(**before)
    logging.getLogger().handlers[:] = handlers


def lines(logged: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def test_tokens_codes_and_addresses_never_stand_in_logs() -> None:
    said = (
        "Exception on /l/sh.abc-DEF_1.2 [GET] for anna@vendor.example, /sign-in/si.xyz?next=/a, /j/ABCD and /w/1/plan"
    )
    assert logs.without_secrets(said) == (
        "Exception on /l/(token) [GET] for (address), /sign-in/(token)?next=/a, /j/(token) and /w/1/plan"
    )
    row = (
        'duplicate key "uq"\nDETAIL:  Key (code)=(ABCD2345) already exists.\nDETAIL:  Failing row contains (1, Maria).'
    )
    assert [word for word in ("ABCD2345", "Maria") if word in logs.without_secrets(row)] == []


def test_nothing_a_customer_holds_or_wrote_is_logged_when_everything_fails(
    app: Flask, client: Browser, mails: Mailbox, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing, app.extensions["onward.settings"].log_requests = False, True
    workspace = factories.make_workspace()
    maria = factories.make_contact(workspace, "Maria", email="maria@customer.example")
    link = factories.make_link(workspace, contact=maria)
    anna = factories.make_member("Anna", email="anna@vendor.example")
    client.post("/sign-in", data={"email": "anna@vendor.example"})
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", mails[-1].text)
    assert code is not None
    with database.write() as session:
        short = joining.make_code(session, workspace.id, None, anna.id).code
    browsing.open_link(client, link)
    secrets = [links.token_of(link), mails[-1].paths[0].rpartition("/")[2], code.group(), short]
    monkeypatch.setattr(exchange, "read_token", lambda _session, token: fail(f"{token} of {anna.email}, {maria.id}"))
    for path in (links.path_of(link), mails[-1].paths[0], f"/j/{short}"):
        client.post(path)
    queue.bind(app, "break", lambda payload: fail(str(payload)))
    with database.write() as session:
        queue.enqueue(session, "break", {"to": "maria@customer.example", "token": links.path_of(link)})
    loop.run_due(app)
    monkeypatch.setattr(editor.Batch, "run", lambda batch: refused_by_the_database(batch.session))
    add = {"phase": factories.phases_of(workspace)[0].id, "title": "The merger is secret"}
    assert client.post(f"/w/{workspace.id}/plan/tasks", data=add).status_code == 500
    said = logged.getvalue()
    events = {str(line["event"]) for line in lines(logged)}
    assert {"request", "job failed", "plan_not_saved", "Exception on /l/(token) [POST]"} <= events
    held = [*secrets, "maria@customer.example", "anna@vendor.example", "The merger is secret"]
    assert [secret for secret in held if secret in said] == []


def fail(words: str) -> None:
    raise RuntimeError(words)


def refused_by_the_database(session: database.Session) -> None:
    row = {"id": "x", "name": "The merger is secret", "email": "maria@customer.example"}
    session.execute(Member.__table__.insert(), [row, row])
    session.execute(text("SELECT 1"))


def test_each_line_of_a_request_carries_the_id_that_its_answer_tells(
    app: Flask, client: Browser, logged: io.StringIO
) -> None:
    app.extensions["onward.settings"].log_requests = True
    ids = [client.get(path).headers["X-Request-Id"] for path in ("/sign-in", "/nowhere")]
    told = [(line["request"], line["route"], line["status"]) for line in lines(logged) if line["event"] == "request"]
    assert told == [(ids[0], "/sign-in", 200), (ids[1], "(none)", 404)]
