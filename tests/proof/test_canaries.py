"""No word of one customer is in anything that another receives: pages, frames, files, mails, exports, errors, logs."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from portal import clock, database
from portal.access import links
from portal.config import Settings
from portal.demo.making import make_demo
from portal.extensions import db
from portal.people.models import Workspace
from tests import databases, factories
from tests.browsing import open_link
from tests.conftest import MONDAY_MORNING
from tests.intake import forms
from tests.policy_table import ROUTES
from tests.proof.actors import world_of_all
from tests.proof.canaries import let_loose, seen_in
from tests.proof.records import Records
from tests.running import fresh_settings, running_app
from tests.sockets import connect, cookie_of, serving
from tests.test_policy_table import SPENDING

OTHERS = ("foreign", "looking", "viewer", "commenter", "editor", "personal", "verified", "expired", "revoked")
ASKED = [key for key in ROUTES if "<workspace_id>" in key and key not in SPENDING]


class Aviary:
    """A full workspace whose every word is a canary, and the people of another customer."""

    def __init__(self, app: Flask, marked: set[str]) -> None:
        self.marked = marked
        theirs = fullest()
        self.records = Records(theirs)
        self.world = world_of_all(app)
        self.world.clients["their own"] = app.test_client()
        person = factories.make_contact(theirs, "Their Own")
        open_link(self.world.clients["their own"], factories.make_link(theirs, "edit", contact=person))

    def heard(self, who: str, key: str, most: int) -> set[str]:
        """The canaries in what `who` is told who asks about the full workspace's records."""
        answers = [self.world.ask_with(who, key, ids) for ids in self.records.sets_for(key, most)]
        return {canary for answer in answers for canary in seen_in(told(answer))}


def told(answer: TestResponse) -> str:
    return f"{answer.headers}\n{answer.data.decode(errors='replace')}"


def fullest() -> Workspace:
    """The workspace of the demo that has the most in it."""
    return max(db.session.scalars(db.select(Workspace)), key=lambda one: len(factories.tasks_of(one)))


def fill(settings: Settings) -> set[str]:
    """Make the demo and let the canaries loose, in an app of its own: what it remembers ends with it."""
    with running_app(settings) as app:
        make_demo(app)
        forms.uploaded_file(forms.make_form_with_past(fullest()).id)
        with database.write() as session:
            return let_loose(session)


@pytest.fixture(scope="module")
def aviary(template_database: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aviary]:
    folder = tmp_path_factory.mktemp("canaries")
    with time_machine.travel(MONDAY_MORNING, tick=False), fresh_settings(template_database, folder) as settings:
        marked = fill(settings)
        with running_app(settings) as app:
            yield Aviary(app, marked)


# What was signed is kept to be held beside what stands now; the page shows what stands, and whether it is the same.
ONLY_COMPARED = {"signatures.words"}


def test_there_is_something_to_hear(aviary: Aviary) -> None:
    pages = [key for key in ASKED if key.startswith("GET ")]
    heard = {canary for key in pages for canary in aviary.heard("admin", key, most=40)}
    heard |= {canary for key in pages for canary in aviary.heard("their own", key, most=1)}
    assert heard == aviary.marked - ONLY_COMPARED


@pytest.mark.parametrize("key", ASKED)
def test_nobody_of_another_customer_hears_a_word(aviary: Aviary, caplog: pytest.LogCaptureFixture, key: str) -> None:
    caplog.set_level(logging.DEBUG)
    heard = {who: aviary.heard(who, key, most=2) for who in OTHERS}
    assert heard == dict.fromkeys(OTHERS, set())
    assert seen_in(caplog.text) == set()


def test_no_frame_brings_another_customer_a_word(aviary: Aviary) -> None:
    topics = aviary.records.topics()
    heard = {}
    with serving(aviary.world.app) as port:
        for who in ("their own", "foreign", "editor", "personal"):
            with connect(port, cookie_of(aviary.world.clients[who])) as viewer:
                answers = [viewer.ask("join", {"topic": topic, "seq": 0}) for topic in topics]
                answers += [viewer.ask("since", {"topic": topic, "seq": 0}) for topic in topics]
                heard[who] = bool(
                    seen_in(str([answers, [viewer.received(event) for event in ("ops", "pres", "head")]]))
                )
    assert heard == {"their own": True, "foreign": False, "editor": False, "personal": False}


def test_no_mail_that_all_this_sent_holds_a_word(aviary: Aviary) -> None:
    contact = factories.make_contact(aviary.world.workspace, "Maria", email="maria@customer.example")
    past = factories.make_link(aviary.world.workspace, contact=contact, expires_at=clock.now() - timedelta(days=1))
    aviary.world.clients["nobody"].post(f"{links.path_of(past)}/fresh")
    aviary.world.clients["nobody"].post("/sign-in", data={"email": aviary.world.admin.email})
    sent = list((aviary.world.app.extensions["onward.settings"].instance_dir / "mail").glob("*.eml"))
    assert len(sent) == 2
    assert {path.name for path in sent if seen_in(path.read_text(errors="replace"))} == set()
