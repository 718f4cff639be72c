"""Several people in one description, over real sockets: what they see, what stays, who may, and what it becomes."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from pycrdt import Doc, Text
from sqlalchemy import select, text

from portal import database, green
from portal.access import links
from portal.access.models import Link
from portal.extensions import db
from portal.plan.answers import Answer
from portal.plan.core.commands import ChangeTask, RemoveTask, RestoreTask
from portal.plan.editor import Author, edit
from portal.plan.models import EventRow, TaskRow
from portal.plan.texts import room, store
from portal.plan.texts.models import TextRow, TextUpdateRow
from portal.plan.texts.sockets import settle_left_texts
from tests import browsing, databases, factories
from tests.sockets import Viewer, connect, cookie_of, serving, wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.db]

START = "Say hello"


class Call:
    """Anna of the team, Maria of the customer, and two who may only look or comment, at one task."""

    def __init__(self, app: Flask, port: int, stack: ExitStack) -> None:
        self.workspace = factories.make_workspace()
        self.plan = factories.plan_of(self.workspace).id
        self.task = factories.make_task(self.workspace, description=START).id
        self.internal = factories.make_task(self.workspace, description=START, visibility="internal").id
        self.port, self.stack = port, stack
        self.people = {name: factories.make_contact(self.workspace, name) for name in ("Maria", "David", "Carl")}
        self.link = factories.make_link(self.workspace, contact=self.people["Maria"])
        self.cookies = {
            "maria": cookie_of(browsing.open_link(app.test_client(), self.link)),
            "david": self._cookie(app, "view", "David"),
            "carl": self._cookie(app, "comment", "Carl"),
        }
        team = browsing.sign_in(app.test_client(), factories.make_member("Anna"))
        team.get(f"/w/{self.workspace.id}/")
        self.cookies["anna"] = cookie_of(team)

    def _cookie(self, app: Flask, rights: str, name: str) -> str:
        link = factories.make_link(self.workspace, rights, self.people[name])
        return cookie_of(browsing.open_link(app.test_client(), link))

    def socket(self, name: str) -> Viewer:
        return self.stack.enter_context(connect(self.port, self.cookies[name]))

    def enter(self, name: str) -> "Page":
        return Page(self.socket(name), f"text:{self.task}")

    def edit(self, *commands: Any) -> Any:
        return edit(self.plan, list(commands), Author(None, self.workspace.id), database.new_id())

    @property
    def description(self) -> str:
        db.session.rollback()
        return db.session.scalars(select(TaskRow.description).where(TaskRow.id == self.task)).one()

    def changes(self) -> list[EventRow]:
        db.session.rollback()
        return list(
            db.session.scalars(select(EventRow).where(EventRow.subject_id == self.task).order_by(EventRow.revision))
        )


class Page:
    """One open page's copy of the text, as the script holds it."""

    def __init__(self, viewer: Viewer, topic: str) -> None:
        self.viewer, self.topic, self.seq = viewer, topic, -1
        self._start_over()
        joined = viewer.join(topic, -1)
        assert joined["ok"] is True, joined
        self._take(joined["ops"])
        if not joined["ops"]:
            assert viewer.op(topic, [{"k": "open"}])["ok"] is True
        viewer.send("pres", {"topic": topic, "caret": "0"})
        self.until(lambda: self.epoch is not None)

    def _start_over(self) -> None:
        self.doc: Doc = Doc()
        self.shared = self.doc.get("text", type=Text)
        self.epoch: str | None = None

    def _take(self, ops: list[dict[str, Any]]) -> None:
        for op in ops:
            if op["seq"] <= self.seq:
                continue
            if op["epoch"] != self.epoch:
                self._start_over()
                self.epoch = op["epoch"]
            self.doc.apply_update(b64decode(op["u"]))
            self.seq = op["seq"]

    def until(self, is_so: Any) -> None:
        def look() -> bool:
            for news in self.viewer.received("ops"):
                if news["topic"] == self.topic:
                    self._take(news["ops"])
            return bool(is_so())

        wait_until(look, f"it did not come: {self.shared!s}")

    def type(self, words: str, at: int | None = None, said: str | None = None) -> dict[str, Any]:
        return self.send(self.typed(words, at), said)

    def typed(self, words: str, at: int | None = None) -> str:
        before = self.doc.get_state()
        self.shared.insert(len(self.shared) if at is None else at, words)
        return b64encode(self.doc.get_update(before)).decode()

    def send(self, update: str, said: str | None = None) -> dict[str, Any]:
        ops = [{"k": "type", "epoch": self.epoch, "u": update}]
        return self.viewer.ask("op", {"topic": self.topic, "ops": ops, **({"said": said} if said else {})})

    def leave(self) -> None:
        assert self.viewer.ask("leave", {"topic": self.topic}) == {"ok": True}

    @property
    def text(self) -> str:
        return str(self.shared)


@pytest.fixture
def call(app: Flask) -> Iterator[Call]:
    with ExitStack() as stack:
        yield Call(app, stack.enter_context(serving(app)), stack)


def test_two_who_type_at_once_keep_every_letter_and_it_becomes_one_change_by_both(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    assert anna.text == maria.text == START
    for number in range(5):
        assert anna.type(f"a{number}", at=0)["ok"] is True
        assert maria.type(f"m{number}")["ok"] is True
    whole = f"a4a3a2a1a0{START}m0m1m2m3m4"
    anna.until(lambda: anna.text == whole)
    maria.until(lambda: maria.text == whole)
    assert call.description == START
    anna.leave()
    assert call.changes() == []
    maria.leave()
    wait_until(lambda: call.description == whole, "it was not settled")
    (change,) = call.changes()
    assert (change.kind, change.by_id, change.side) == ("TaskChanged", call.people["Maria"].id, "customer")
    (anna_is,) = {op["by"] for news in anna.viewer.received("ops") for op in news["ops"]} - {None, change.by_id}
    assert change.op["with"] == [anna_is]
    assert change.shared_op is not None
    assert change.shared_op["with"] == change.op["with"]
    assert list(db.session.scalars(select(TextUpdateRow))) == []


def test_who_comes_later_gets_what_was_typed_and_never_stored_in_the_task(call: Call) -> None:
    maria = call.enter("maria")
    maria.type(" there")
    assert call.enter("anna").text == f"{START} there"
    assert call.enter("david").text == f"{START} there"


def test_nothing_was_typed_so_nothing_is_told(call: Call) -> None:
    maria = call.enter("maria")
    maria.leave()
    wait_until(lambda: not is_open(call.task), "it was not closed")
    assert call.changes() == []


def is_open(task: str) -> bool:
    db.session.rollback()
    return bool(db.session.scalar(select(TextRow.is_open).where(TextRow.task_id == task)))


def test_a_change_of_the_whole_text_meanwhile_is_typed_in_and_undoes_nothing(call: Call) -> None:
    maria = call.enter("maria")
    maria.type(" there")
    answer = call.edit(ChangeTask(call.task, "description", f"1. {START}", base=START))
    assert answer.is_accepted
    maria.until(lambda: maria.text == f"1. {START} there")
    assert call.description == maria.text
    assert [change.by_id for change in call.changes()] == [call.people["Maria"].id, None]
    maria.type("!")
    maria.leave()
    wait_until(lambda: call.description == f"1. {START} there!", "it was not settled")


def test_a_change_that_clashes_with_what_was_typed_is_refused_with_it(call: Call) -> None:
    maria = call.enter("maria")
    maria.type("!")
    answer = call.edit(ChangeTask(call.task, "description", f"{START}?", base=START))
    assert answer.rejection is not None
    assert (answer.rejection.code, answer.rejection.current) == ("conflict", f"{START}!")
    assert call.changes() == []
    assert maria.type("!")["ok"] is True


def test_who_only_reads_is_given_every_letter_while_it_is_typed(call: Call, app: Flask) -> None:
    maria = call.enter("maria")
    maria.type(" **there**")
    reader = browsing.open_link(app.test_client(), factories.make_link(call.workspace, "view", call.people["David"]))
    answer = reader.get(f"/w/{call.workspace.id}/plan/tasks/{call.task}/text").json
    assert answer["text"] == f"{START} **there**"
    assert "<strong>there</strong>" in answer["html"]
    assert call.description == START
    assert reader.get(f"/w/{call.workspace.id}/plan/tasks/{call.internal}/text").status_code == 404


@pytest.mark.parametrize("name", ["david", "carl"])
def test_who_may_not_edit_sees_every_letter_and_types_none(call: Call, name: str) -> None:
    maria, viewer = call.enter("maria"), call.socket(name)
    assert [op["by"] for op in viewer.join(f"text:{call.task}", -1)["ops"]] == [None]
    maria.type("!")
    assert viewer.wait_for("ops")["ops"][0]["by"] == call.people["Maria"].id
    for op in ({"k": "open"}, {"k": "type", "epoch": maria.epoch, "u": maria.typed("?")}):
        refusal = viewer.op(f"text:{call.task}", [op])
        assert refusal == {"ok": False, "err": "forbidden", "say": "You can read this plan, but not change it."}
    assert call.enter("anna").text == f"{START}!"


def test_an_internal_text_answers_a_customer_like_none(call: Call) -> None:
    anna = Page(call.socket("anna"), f"text:{call.internal}")
    anna.type(" canary")
    maria = call.socket("maria")
    secret, never = f"text:{call.internal}", f"text:{database.new_id()}"
    assert maria.join(secret, -1) == maria.join(never, -1)
    assert maria.op(secret, [{"k": "open"}]) == maria.op(never, [{"k": "open"}])
    assert "canary" not in str(maria.received("ops"))


def test_a_text_that_turns_internal_leaves_its_customers_at_once_and_their_line_stays(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    call.edit(ChangeTask(call.task, "visibility", "internal"))
    anna.type(" canary")
    assert maria.viewer.wait_for("bye") == {"topic": f"text:{call.task}", "reason": "revoked"}
    assert maria.type("!")["err"] == "gone"
    assert "canary" not in str(maria.viewer.received("ops"))
    assert b64encode(b"canary").decode()[:6] not in str(maria.viewer.received("ops"))
    assert maria.viewer.is_open


def test_a_revoked_link_ends_it(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    maria.type("!")
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, call.link.id))
    maria.viewer.wait_until_gone()
    assert anna.type("?")["ok"] is True
    anna.until(lambda: anna.text in (f"{START}!?", f"{START}?!"))


def test_a_text_too_long_is_refused_in_words_and_the_rest_stays(call: Call) -> None:
    maria, anna = call.enter("maria"), call.enter("anna")
    for _ in range(2):
        assert maria.type("x" * 9_900)["ok"] is True
    refusal = maria.type("x" * 500)
    assert refusal["err"] == "invalid"
    assert refusal["field"] == "description"
    assert refusal["say"] == "Use at most 20000 characters."
    anna.until(lambda: len(anna.text) == len(START) + 19_800)
    assert anna.type("y")["ok"] is True


@pytest.mark.parametrize(
    ("op", "field"),
    [
        ({"k": "fly"}, "k"),
        ({"k": "type"}, None),
        ({"k": "type", "epoch": 3, "u": ""}, None),
        ({"k": "type", "epoch": "0" * 22, "u": "x" * 60_001}, None),
        ({"k": "open", "text": "x"}, None),
        ("open", None),
    ],
)
def test_a_malformed_message_is_refused(call: Call, op: object, field: str | None) -> None:
    maria = call.enter("maria")
    answer = maria.viewer.ask("op", {"topic": maria.topic, "ops": [op]})
    assert (answer["ok"], answer["err"]) == (False, "invalid")


def test_nonsense_and_odd_characters_are_refused_and_harm_nothing(call: Call) -> None:
    maria = call.enter("maria")
    good = maria.typed("!")
    for update in ("%%%", b64encode(b"\xff" * 50).decode()):
        assert maria.send(update)["err"] == "invalid"
    assert maria.send(good)["ok"] is True
    assert maria.type("\x00")["say"] == "The text holds characters that cannot be stored. Type it again without them."
    assert call.enter("anna").text == f"{START}!"


def test_who_holds_an_earlier_opening_is_told_to_start_over(call: Call) -> None:
    maria = call.enter("maria")
    maria.leave()
    wait_until(lambda: not is_open(call.task), "it was not closed")
    assert maria.type("!")["err"] == "conflict"
    again = call.enter("maria")
    assert again.seq > maria.seq
    assert again.type("!")["ok"] is True


def test_many_updates_become_one_and_everyone_follows(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_UPDATES", 5)
    anna, maria = call.enter("anna"), call.enter("maria")
    for number in range(12):
        assert maria.type(str(number % 10))["ok"] is True
    whole = f"{START}012345678901"
    anna.until(lambda: anna.text == whole)
    assert len(list(db.session.scalars(select(TextUpdateRow)))) <= 5
    assert call.enter("david").text == whole


def test_too_much_history_starts_over_as_letters_alone(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_UPDATES", 3)
    monkeypatch.setattr(store, "MOST_HISTORY", 10)
    maria = call.enter("maria")
    epoch = maria.epoch
    for letter in "abc":
        assert maria.type(letter)["ok"] is True
    maria.until(lambda: maria.epoch != epoch)
    assert maria.text == f"{START}abc"


def test_what_was_typed_before_a_sudden_end_is_written_at_the_next_start(call: Call) -> None:
    maria = call.enter("maria")
    maria.type(" there")
    maria.viewer.close()
    settle_left_texts()
    wait_until(lambda: call.description == f"{START} there", "it was not recovered")
    assert [change.by_id for change in call.changes()] == [call.people["Maria"].id]
    settle_left_texts()
    assert len(call.changes()) == 1


def test_what_was_typed_into_a_removed_task_is_there_when_it_comes_back(call: Call) -> None:
    maria = call.enter("maria")
    maria.type(" there")
    call.edit(RemoveTask(call.task))
    assert maria.type("!")["err"] == "gone"
    settle_left_texts()
    assert call.description == START
    call.edit(RestoreTask(call.task))
    assert call.enter("anna").text == f"{START} there"


def test_carets_reach_those_in_the_same_text(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    maria.viewer.send("pres", {"topic": maria.topic, "caret": "12.3"})
    roster = anna.viewer.wait_for("pres", lambda told: any(one.get("caret") == "12.3" for one in told["who"]))
    assert [one["person"] for one in roster["who"] if one["caret"] == "12.3"] == [call.people["Maria"].id]
    maria.leave()
    anna.viewer.wait_for("pres", lambda told: told["topic"] == anna.topic and len(told["who"]) == 1)


def test_the_history_names_everyone_who_typed(call: Call, app: Flask) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    anna.type("a")
    maria.type("b")
    anna.leave()
    maria.leave()
    wait_until(lambda: call.description != START, "it was not settled")
    page = browsing.open_link(app.test_client(), call.link).get(f"/w/{call.workspace.id}/plan/history?task={call.task}")
    assert "with Anna" in page.text


def is_somebody_waiting() -> bool:
    db.session.rollback()
    return bool(db.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.skipif(not databases.is_postgres(), reason="on SQLite one comes after the other")
@pytest.mark.parametrize("was_open_before", [False, True])
def test_of_two_who_open_a_text_at_once_the_second_finds_it_open(app: Flask, call: Call, was_open_before: bool) -> None:
    if was_open_before:
        with database.write() as session:
            store.begin_text(session, call.task, call.plan, START)
            store.close_text(session, store.open_texts(session, [call.task])[call.task])
    numbers: list[int] = []

    def open_it_too() -> None:
        with app.app_context(), database.write() as session:
            numbers.append(store.begin_text(session, call.task, call.plan, START))

    with database.write() as session:
        first = store.begin_text(session, call.task, call.plan, START)
        green.spawn(open_it_too)
        wait_until(is_somebody_waiting, "the second did not come")
    wait_until(lambda: bool(numbers), "the second was not let in")
    assert numbers == [first]


@pytest.mark.skipif(not databases.is_postgres(), reason="on SQLite one comes after the other")
def test_a_text_that_is_opened_while_it_is_changed_takes_nothing_back(
    app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Answer] = []
    begin_text = room.begin_text

    def change_it() -> None:
        with app.app_context():
            answers.append(call.edit(ChangeTask(call.task, "description", "Changed meanwhile")))

    def begin_late(*given: Any) -> int:
        green.spawn(change_it)
        wait_until(lambda: bool(answers) or is_somebody_waiting(), "the change did not come")
        return begin_text(*given)

    monkeypatch.setattr(room, "begin_text", begin_late)
    call.enter("anna").leave()
    wait_until(lambda: not is_open(call.task), "it was not settled")
    assert [answer.is_accepted for answer in answers] == [True]
    assert call.description == "Changed meanwhile"
