"""Whatever a request says the host is called: no page, redirect or mail names it."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import time_machine
from flask import request
from werkzeug.test import TestResponse

from portal.config import Settings
from tests import databases, factories
from tests.conftest import MONDAY_MORNING
from tests.mailbox import Mailbox
from tests.policy_table import ROUTES
from tests.running import fresh_settings, running_app
from tests.test_policy_table import SPENDING
from tests.world import KINDS, MAY, World

EVIL = "evil.example"
SAID = {
    "HTTP_HOST": EVIL,
    "HTTP_X_FORWARDED_HOST": EVIL,
    "HTTP_X_FORWARDED_SERVER": EVIL,
    "HTTP_X_FORWARDED_PREFIX": f"//{EVIL}",
    "HTTP_FORWARDED": f"host={EVIL}",
    "HTTP_X_ORIGINAL_URL": f"//{EVIL}/",
    "HTTP_X_REWRITE_URL": f"//{EVIL}/",
}


@pytest.fixture(scope="module")
def settings_here(
    template_database: databases.Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    with fresh_settings(template_database, tmp_path_factory.mktemp("host")) as settings:
        yield settings


@pytest.fixture(scope="module")
def world(settings_here: Settings) -> Iterator[World]:
    with time_machine.travel(MONDAY_MORNING, tick=False), running_app(settings_here) as app:
        made = World(app)
        honest = app.wsgi_app

        def lying(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            return honest({**environ, **SAID}, start_response)

        app.wsgi_app = lying  # type: ignore[method-assign]
        yield made


@pytest.mark.parametrize("key", [key for key in ROUTES if key not in SPENDING])
def test_no_answer_names_the_host_that_was_said(world: World, key: str) -> None:
    kind = next(kind for kind in reversed(KINDS) if kind in MAY[ROUTES[key].who])
    assert EVIL not in told(world.ask(kind, key))


def test_no_mail_does(world: World, settings_here: Settings) -> None:
    contact = factories.make_contact(world.workspace, "Maria", email="maria@customer.example")
    world.app.test_client().post("/sign-in", data={"email": world.admin.email})
    world.clients["member"].post(f"/w/{world.workspace.id}/reached/first_value", data={"reached_on": "2026-11-23"})
    world.clients["member"].post(f"/w/{world.workspace.id}/reached/first_value/ask", data={"person": contact.id})
    letters = list(Mailbox(settings_here.instance_dir / "mail"))
    assert len(letters) == 2
    assert [letter.subject for letter in letters if EVIL in letter.text + letter.html + str(letter.message)] == []
    assert ["http://127.0.0.1:8000/" in letter.text for letter in letters] == [True, True]


def told(answer: TestResponse) -> str:
    return f"{answer.headers}\n{answer.data.decode(errors='replace')}"


def test_a_page_that_named_it_would_be_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.view_functions, "watching.show_health", lambda: request.host_url)
    assert EVIL in told(world.ask("admin", "GET /healthz"))
