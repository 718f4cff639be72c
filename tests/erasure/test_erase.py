"""Erasing somebody: nothing says any more who it was, all else stands, and no older backup brings it back.

Maria is named in every way there is. Before she is erased each place is looked up, so that a search that finds nothing
afterwards means something.
"""

import base64
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from portal import cli, database
from portal.access import links
from portal.access.models import BrowserSession, Grant
from portal.audit import trail
from portal.audit.models import Recorded
from portal.backups import archive, restoring
from portal.backups.checking import check_plans
from portal.chat.models import MessageRow
from portal.config import Settings
from portal.database import Base, new_id
from portal.erasure import register
from portal.erasure.actions import erase, words_of
from portal.erasure.models import ErasureRow
from portal.erasure.replaying import replay
from portal.extensions import db
from portal.intake.models import FormRow
from portal.mail import outbox
from portal.mail.outbox import Letter
from portal.people import team
from portal.people.models import Contact, Member, Participant, Side
from portal.people.naming import Refused
from portal.people.queries import faces
from portal.plan import erasing
from portal.plan.answers import Answer
from portal.plan.core.commands import (
    AddItem,
    AddTask,
    AttachFile,
    BlockTask,
    ChangeTask,
    RemoveTask,
    RenamePhase,
    SettleText,
)
from portal.plan.core.work import File
from portal.plan.editor import Author, edit
from portal.plan.models import PlanRow
from portal.plan.queries import load_plan
from portal.plan.texts.document import edit_to
from portal.plan.texts.store import add_update, begin_text, open_texts, text_being_written
from portal.plan.wire import read_since
from tests import databases, factories
from tests.browsing import sign_in
from tests.intake import forms
from tests.mailbox import Mailbox
from tests.running import SECRET_KEY, running_app

pytestmark = pytest.mark.db

NAME, ADDRESS, PHONE, NICKNAME = "Mariela Sjöholm-O'Dea", "mariela.s@harbor.example", "+46 8 555-0199", "Lelle"
CANARIES = re.compile(r"mariela|sjöholm|sj\\u00f6holm|lelle|555-0199", re.IGNORECASE)


class Scene:
    """An onboarding in which Maria did and was named whatever one can do and be named in."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.workspace = factories.make_workspace()
        self.admin = factories.make_member("Priya Nair", is_admin=True)
        self.tom = factories.make_participant(self.workspace, factories.make_member("Tom Adeyemi"))
        self.maria = factories.make_contact(self.workspace, NAME, role="Aunt of Lelle", email=ADDRESS)
        self.contact_id = self.maria.contact_id
        with database.write() as session:
            session.get_one(Contact, self.contact_id).phone = PHONE
            session.get_one(Participant, self.maria.id).ask_about = f"{NAME}'s own questions"
        self.plan_id = factories.plan_of(self.workspace).id
        self.first, self.second, *_ = factories.tasks_of(self.workspace)
        self.link = factories.make_link(self.workspace, contact=self.maria, label=f"For {NAME}")
        self.browser = app.test_client()
        self.browser.post(links.path_of(self.link))
        self._plan()
        self._words()

    def _plan(self) -> None:
        gone = new_id()
        phase = factories.phases_of(self.workspace)[0].id
        for number, command in enumerate(
            [
                ChangeTask(self.first.id, "owner", self.maria.id),
                ChangeTask(self.first.id, "title", f"Call {NAME}"),
                ChangeTask(self.first.id, "description", f"Ask *{NICKNAME}* or write to <{ADDRESS}>."),
                AddItem(self.first.id, new_id(), f"Ring {PHONE}"),
                AttachFile(self.first.id, File(new_id(), f"{NAME}.pdf", 3, self.maria.id)),
                BlockTask(self.second.id, "other", f"{NAME} is on leave", self.maria.id),
                ChangeTask(self.second.id, "title", f"{NICKNAME} decides"),
                ChangeTask(self.second.id, "title", "Somebody decides"),
                AddTask(gone, phase, f"Lunch with {NAME}"),
                RemoveTask(gone),
                RenamePhase(phase, f"{NAME}'s weeks"),
            ]
        ):
            answer = edit(self.plan_id, [command], self._by(), f"{new_id()}.{number}")
            assert answer.rejection is None, answer.rejection
        with database.write() as session:
            begin_text(session, self.second.id, self.plan_id, "")
            opened = open_texts(session, [self.second.id])[self.second.id]
            add_update(session, opened, edit_to(opened.updates, f"Typed by {NAME}"), (self.maria.id, "customer", None))

    def _by(self) -> Author:
        return Author(None, self.workspace.id, "person", self.maria.id, "customer", said=self.maria.id)

    def _words(self) -> None:
        factories.make_message(self.workspace, f"I am {NAME.upper()}, say {NICKNAME}", by=self.maria)
        factories.make_message(self.workspace, f"_{NICKNAME}_ never answers", "internal", by=self.tom)
        form = forms.make_form(self.workspace)
        forms.give(form, self.maria, name=f"{NAME}'s list", mail=ADDRESS)
        forms.put_file(form, self.maria, f"{NICKNAME}.pdf")
        forms.hand_in(form, self.maria)
        factories.make_link(self.workspace, label=f"{NAME} sends it on")
        told = {"member_name": NAME, "url": "https://x.example", "code": "AB", "minutes": 15}
        letter = Letter(f"Hello {NAME}", "sign_in", told)
        with database.write() as session:
            outbox.send(session, ADDRESS, letter, self.workspace.id)
            trail.record(session, Recorded.MEMBER_ADDED, member=NAME, address=ADDRESS)

    def erase(self) -> str:
        with database.write() as session:
            person = session.get_one(Contact, self.contact_id)
            return erase(session, person, [*words_of(session, person), NICKNAME])


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def found_in_database() -> set[str]:
    """Every column in which a word of Maria's stands, whatever table: also those that nobody thought of."""
    found = set()
    with db.engine.connect() as connection:
        schema = sa.MetaData()
        schema.reflect(connection)
        for table in schema.tables.values():
            for row in connection.execute(sa.select(table)):
                said = (name for name, value in row._mapping.items() if _says(table.name, name, value))
                found |= {f"{table.name}.{name}" for name in said}
    return found


def _says(table: str, name: str, value: object) -> bool:
    if (table, name) == ("text_updates", "body"):
        value = base64.b64decode(str(value)).decode("utf-8", "replace")
    return value is not None and CANARIES.search(str(value)) is not None


SAID_BEFORE = {
    *("contacts.name", "contacts.email", "contacts.phone", "participants.role", "participants.ask_about"),
    *("links.label", "mails.recipient", "mails.subject", "mails.text", "mails.html", "audit.payload"),
    *("phases.name", "tasks.title", "tasks.description", "tasks.checklist", "tasks.files", "tasks.blocked"),
    *("events.body", "events.op", "events.shared_op", "text_updates.body", "messages.body"),
    *("form_answers.value", "form_submissions.answers", "files.name"),
}


def test_nothing_in_the_database_says_who_it_was(scene: Scene, settings: Settings) -> None:
    assert found_in_database() == SAID_BEFORE
    assert mail_files_that_say_it(settings) == 1
    scene.erase()
    assert found_in_database() == set()
    assert mail_files_that_say_it(settings) == 0
    assert [row.done_at is not None for row in db.session.scalars(sa.select(ErasureRow))] == [True]


def mail_files_that_say_it(settings: Settings) -> int:
    mails = Mailbox(settings.instance_dir / "mail")
    return sum(CANARIES.search(f"{mail.to} {mail.subject} {mail.text} {mail.html}") is not None for mail in mails)


def test_what_others_wrote_stands_with_a_neutral_word_in_it(scene: Scene) -> None:
    scene.erase()
    plan = load_plan(scene.workspace.id, Side.TEAM)
    assert plan.tasks[scene.first.id].title == "Call Former person"
    assert plan.tasks[scene.first.id].description == "Ask *Former person* or write to <Former person>."
    assert plan.tasks[scene.first.id].owner == scene.maria.id
    assert text_being_written(scene.second.id) == "Typed by Former person"
    face = faces(scene.workspace.id)[scene.maria.id]
    assert (face.name, face.first_name, face.removed, face.listed) == ("Former person", "Former person", True, False)
    bodies = db.session.scalars(sa.select(MessageRow.body).order_by(MessageRow.number)).all()
    assert bodies == ["I am Former person, say Former person", "_Former person_ never answers"]


def test_pages_and_exports_name_nobody(scene: Scene) -> None:
    browser = sign_in(scene.app.test_client(), scene.admin)
    form_id = db.session.scalars(sa.select(FormRow.id)).one()
    here = f"/w/{scene.workspace.id}"
    pages = [f"{here}/{name}" for name in ("plan", "people", "chat", "plan/history", "people.json", "plan/snapshot")]
    pages += [f"{here}/plan/tasks/{scene.first.id}", f"{here}/forms/{form_id}", "/team/audit", "/team/audit.csv"]
    assert [page for page in pages if not says_it(browser, page)] == []
    scene.erase()
    assert [page for page in pages if says_it(browser, page)] == []


def says_it(browser: FlaskClient, page: str) -> bool:
    answer = browser.get(page)
    assert answer.status_code == 200, page
    return CANARIES.search(answer.text) is not None


def test_the_plan_is_what_its_history_makes_of_it_and_the_audit_log_is_whole(scene: Scene, settings: Settings) -> None:
    events = db.session.scalar(sa.select(PlanRow.revision))
    scene.erase()
    assert check_plans(settings) == (1, db.session.scalar(sa.select(PlanRow.revision)))
    assert db.session.scalar(sa.select(PlanRow.revision)) > events
    verified = trail.verify(db.session(), [SECRET_KEY])
    assert (verified.broken, verified.erased > 0) == (None, True)


def test_who_comes_back_after_a_while_is_told_nothing_of_before(scene: Scene) -> None:
    assert CANARIES.search(str(read_since(scene.plan_id, "customer", 0).operations))
    scene.erase()
    told = read_since(scene.plan_id, "customer", 0)
    assert told.operations is not None and told.operations[-1]["seq"] == told.seq
    assert CANARIES.search(str(told.operations)) is None


def test_a_text_that_is_left_while_the_words_are_taken_out_brings_none_of_them_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = []

    def edit_then_leave(*asked: Any) -> Answer:
        answer = edit(*asked)
        if not left:
            left.append(edit(scene.plan_id, [SettleText(scene.second.id)], Author(None, scene.workspace.id), new_id()))
        return answer

    monkeypatch.setattr(erasing, "edit", edit_then_leave)
    scene.erase()
    db.session.rollback()
    assert [answer.rejection for answer in left] == [None]
    assert load_plan(scene.workspace.id, Side.TEAM).tasks[scene.second.id].description == "Typed by Former person"
    assert found_in_database() == set()


def test_links_and_sessions_end_at_once(scene: Scene) -> None:
    assert scene.browser.get(f"/w/{scene.workspace.id}/plan").status_code == 200
    scene.erase()
    assert scene.browser.get(f"/w/{scene.workspace.id}/plan").status_code == 404
    assert scene.browser.post(links.path_of(scene.link)).status_code == 410
    assert (count(Grant), count(BrowserSession)) == (0, 0)


def count(model: type[Base]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_what_somebody_else_is_called_too_is_left_alone(scene: Scene) -> None:
    other = factories.make_workspace()
    factories.make_contact(other, NAME)
    factories.make_message(other, f"{NICKNAME} is somebody else here")
    person = db.session.get_one(Contact, scene.contact_id)
    assert words_of(db.session(), person) == [ADDRESS, PHONE]
    scene.erase()
    theirs = sa.select(MessageRow.body).where(MessageRow.workspace_id == other.id)
    assert db.session.scalars(theirs).all() == [f"{NICKNAME} is somebody else here"]
    assert found_in_database() >= {"contacts.name", "messages.body"}


def test_a_member_is_erased_everywhere_and_their_address_is_free_again(scene: Scene) -> None:
    tom = db.session.get_one(Member, scene.tom.member_id)
    address, elsewhere = tom.email, factories.make_workspace()
    factories.make_message(elsewhere, "Ask Tom Adeyemi")
    browser = sign_in(scene.app.test_client(), tom)
    with database.write() as session:
        erase(session, session.get_one(Member, tom.id), ["Tom Adeyemi", address])
    assert browser.get("/onboardings").status_code in (303, 403)
    theirs = sa.select(MessageRow.body).where(MessageRow.workspace_id == elsewhere.id)
    assert db.session.scalars(theirs).all() == ["Ask Former person"]
    with scene.app.test_request_context(), database.write() as session:
        assert team.add_member(session, "Tom Adeyemi", address).id != tom.id


def test_the_last_admin_stays_and_nobody_is_erased_twice(scene: Scene) -> None:
    scene.erase()
    with scene.app.test_request_context():
        for person in (scene.admin, db.session.get_one(Contact, scene.contact_id)):
            with pytest.raises(Refused), database.write() as session:
                erase(session, person, [])


def test_an_older_backup_is_erased_again_when_it_is_restored(scene: Scene, settings: Settings, tmp_path: Path) -> None:
    file, empty, kept = tmp_path / "backup.tar.gz", tmp_path / "elsewhere", tmp_path / "erasures.jsonl"
    archive.make_backup(settings, file)
    erasure = scene.erase()
    shutil.copy(register.path_of(settings), kept)
    assert CANARIES.search(kept.read_text()) is None
    empty.mkdir()
    with databases.empty_database(empty) as url:
        elsewhere = Settings(instance_dir=empty, database_url=url, secret_keys=[SECRET_KEY], rate_limits=False)
        assert restoring.restore(elsewhere, file, kept).erased == 1
        assert [line["id"] for line in register.read(register.path_of(elsewhere))] == [erasure]
        with running_app(elsewhere) as app:
            assert found_in_database() == set()
            assert check_plans(elsewhere)[0] == 1
            assert trail.verify(db.session(), [SECRET_KEY]).broken is None
            assert replay(app) == 0


def test_whoever_restores_by_other_means_has_it_erased_again_at_the_next_start(
    scene: Scene, settings: Settings, tmp_path: Path
) -> None:
    file, empty = tmp_path / "backup.tar.gz", tmp_path / "elsewhere"
    archive.make_backup(settings, file)
    scene.erase()
    empty.mkdir()
    with databases.empty_database(empty) as url:
        elsewhere = Settings(instance_dir=empty, database_url=url, secret_keys=[SECRET_KEY], rate_limits=False)
        assert restoring.restore(elsewhere, file).erased == 0
        shutil.copy(register.path_of(settings), register.path_of(elsewhere))
        with running_app(elsewhere) as app:
            assert found_in_database() == SAID_BEFORE
            assert replay(app) == 1
            assert found_in_database() == set()


def test_an_admin_erases_by_a_page_that_asks_before(scene: Scene) -> None:
    browser = sign_in(scene.app.test_client(), scene.admin)
    path = f"/w/{scene.workspace.id}/people/{scene.maria.id}/erase"
    page = unescape(browser.get(path).text)
    assert all(word in page for word in (NAME, ADDRESS, PHONE, "What stays"))
    assert browser.post(path, data={"words": NAME}).status_code == 422
    assert found_in_database() == SAID_BEFORE
    words = "\r\n".join((NAME, ADDRESS, PHONE, NICKNAME))
    assert browser.post(path, data={"words": words, "is_meant": "y"}).status_code == 303
    assert found_in_database() == set()
    assert browser.get(path).status_code == 404


def test_a_command_erases_by_address(scene: Scene, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.erasure_commands.Settings", lambda: settings)
    words = ["erase", ADDRESS.upper(), "--word", NICKNAME]
    refused = CliRunner().invoke(cli.main, words, input="n\n")
    assert (refused.exit_code, found_in_database()) == (1, SAID_BEFORE)
    erased = CliRunner().invoke(cli.main, [*words, "--yes"])
    assert erased.exit_code == 0, erased.output
    assert found_in_database() == set()
    assert CliRunner().invoke(cli.main, words).exit_code == 1
