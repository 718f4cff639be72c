"""What monitors are told: up, ready, and numbers without anybody's name."""

import re

import pytest
from flask import Flask
from sqlalchemy import text

from portal import database, watching
from portal.access import links
from portal.jobs import queue
from portal.plan.core.commands import ChangeTask
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.testclient import Browser

pytestmark = pytest.mark.db


def number(client: Browser, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def test_a_server_is_ready_with_a_database_of_its_own_schema_until_it_drains(app: Flask, client: Browser) -> None:
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json) == (200, {"ok": True})
    app.extensions[watching.DRAINING] = True
    draining = client.get("/readyz")
    assert (draining.status_code, draining.json) == (503, {"ok": False, "missing": "draining"})
    del app.extensions[watching.DRAINING]
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert client.get("/readyz").json == {"ok": False, "missing": "migration"}
    with database.write() as session:
        session.execute(text("DROP TABLE alembic_version"))
    assert (client.get("/readyz").json, client.get("/healthz").json) == (
        {"ok": False, "missing": "database"},
        {"ok": True},
    )


def test_the_numbers_count_what_happens_and_name_nobody(app: Flask, client: Browser) -> None:
    workspace = factories.make_workspace(factories.make_customer("Northwind Logistics"))
    browsing.open_link(client, factories.make_link(workspace, contact=factories.make_contact(workspace, "Maria")))
    before = number(client, 'onward_edits_total{answer="accepted"}')
    change_tasks(workspace, ChangeTask(factories.tasks_of(workspace)[0].id, "title", "Ask Maria"))
    assert number(client, 'onward_edits_total{answer="accepted"}') == before + 1
    queue.on_enqueued(app, lambda: None)
    with database.write() as session:
        queue.enqueue(session, "nothing", {"who": "Maria"})
    assert number(client, 'onward_jobs{state="waiting"}') == 1
    refused = number(client, 'onward_refusals_total{status="404"}')
    client.get("/nowhere")
    assert number(client, 'onward_refusals_total{status="404"}') == refused + 1
    told = client.get("/metrics").text
    assert [name for name in ("Northwind", "Maria", workspace.id, links.PURPOSE + "s/") if name in told] == []


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_the_numbers_are_for_this_machine_alone_or_for_who_knows_the_token(
    app: Flask, client: Browser, name: str
) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    app.extensions["onward.settings"].metrics_token = "a-token-for-the-monitor"
    wrong, right = ({"Authorization": f"Bearer {token}", name: "x"} for token in ("another", "a-token-for-the-monitor"))
    assert [client.get("/metrics", headers=headers).status_code for headers in (wrong, right)] == [404, 200]
