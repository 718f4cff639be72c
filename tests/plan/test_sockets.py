from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import socketio
from flask import Flask
from sqlalchemy import update

from portal import database
from portal.access import links
from portal.access.models import Link
from portal.plan import memory
from portal.plan.models import TaskRow
from tests import browsing, factories
from tests.sockets import Viewer, connect, cookie_of, serving

pytestmark = [pytest.mark.sockets, pytest.mark.db]


class Call:
    """A kickoff call: Anna of the team, Maria of the customer, and David who may only look."""

    def __init__(self, app: Flask, port: int, stack: ExitStack) -> None:
        self.workspace = factories.make_workspace()
        self.plan = factories.plan_of(self.workspace).id
        self.topic = f"plan:{self.plan}"
        self.first, self.second, self.internal = (task.id for task in factories.tasks_of(self.workspace)[:3])
        self.phase = factories.tasks_of(self.workspace)[0].phase_id
        self.maria_is = factories.make_contact(self.workspace, "Maria")
        self.david_is = factories.make_contact(self.workspace, "David")
        self.link = factories.make_link(self.workspace, contact=self.maria_is)
        self.port, self.stack = port, stack
        team = browsing.sign_in(app.test_client(), factories.make_member("Anna"))
        team.get(f"/w/{self.workspace.id}/")
        self.cookies = {
            "anna": cookie_of(team),
            "maria": cookie_of(browsing.open_link(app.test_client(), self.link)),
            "david": cookie_of(
                browsing.open_link(app.test_client(), factories.make_link(self.workspace, "view", self.david_is))
            ),
        }

    def enter(self, name: str, seq: int = 0) -> Viewer:
        viewer = self.stack.enter_context(connect(self.port, self.cookies[name]))
        assert viewer.join(self.topic, seq)["ok"] is True
        return viewer


@pytest.fixture
def call(app: Flask) -> Iterator[Call]:
    with ExitStack() as stack:
        yield Call(app, stack.enter_context(serving(app)), stack)


def test_an_edit_is_acknowledged_and_reaches_both_sides_with_its_author(call: Call) -> None:
    anna, maria, david = call.enter("anna"), call.enter("maria"), call.enter("david")
    answer = maria.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": "Say hello"}])
    assert answer == {"ok": True, "seq": 1}
    for viewer in (anna, maria, david):
        news = viewer.wait_for("ops")
        (op,) = news["ops"]
        assert (news["topic"], news["from"], news["to"]) == (call.topic, 1, 1)
        assert (op["seq"], op["by"], op["side"], op["via"]) == (1, call.maria_is.id, "customer", "person")
        assert (op["k"], op["t"], op["f"], op["v"]) == ("set", call.first, "title", "Say hello")


def test_no_byte_of_an_internal_task_reaches_a_customer(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    anna.op(call.topic, [{"k": "set", "t": call.internal, "f": "title", "v": "Canary"}])
    anna.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": "Shared"}])
    assert [op["v"] for op in anna.changes(until_seq=2)] == ["Canary", "Shared"]
    assert [op["v"] for op in maria.changes(until_seq=1)] == ["Shared"]
    assert "Canary" not in str(maria.received("ops"))
    assert call.internal not in str(maria.received("ops"))
    refusal = maria.op(call.topic, [{"k": "set", "t": call.internal, "f": "title", "v": "x"}])
    unknown = maria.op(call.topic, [{"k": "set", "t": database.new_id(), "f": "title", "v": "x"}])
    assert refusal == unknown
    assert refusal["err"] == "gone"


def test_who_was_away_is_told_what_they_missed(call: Call) -> None:
    anna = call.enter("anna")
    for number in range(5):
        anna.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": f"Title {number}"}])
    maria = call.enter("maria")
    answer = maria.ask("since", {"topic": call.topic, "seq": 2})
    assert (answer["ok"], answer["seq"]) == (True, 5)
    assert [op["v"] for op in answer["ops"]] == ["Title 2", "Title 3", "Title 4"]


@pytest.mark.parametrize("seq", [-1, 99, None, "1", True, 2.5])
def test_who_stands_nowhere_known_is_sent_to_the_snapshot(call: Call, seq: object) -> None:
    maria = call.enter("maria")
    answer = maria.ask("since", {"topic": call.topic, "seq": seq})
    assert answer == {"ok": True, "seq": 0, "snapshot": f"/w/{call.workspace.id}/plan/snapshot"}


def test_who_may_only_look_is_refused_in_words(call: Call) -> None:
    david = call.enter("david")
    answer = david.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": "x"}])
    assert answer == {"ok": False, "err": "forbidden", "say": "You can read this plan, but not change it."}


@pytest.mark.parametrize(
    ("ops", "field"),
    [
        ([], "ops"),
        ("nonsense", "ops"),
        ([{"k": "set"}], "t"),
        ([{"k": "fly", "t": "x"}], "0"),
        ([{"k": "set", "t": "short", "f": "title", "v": "x"}], "t"),
        ([{"k": "remove", "t": "0" * 22, "rank": "a"}], "rank"),
        ([{"k": "set", "t": "0" * 22, "f": "title", "v": {"deep": []}}], None),
        ([{"k": "set", "t": "0" * 22, "f": "due", "v": "tomorrow"}], "due"),
    ],
)
def test_a_malformed_edit_names_its_field_and_changes_nothing(call: Call, ops: object, field: str | None) -> None:
    maria = call.enter("maria")
    answer = maria.ask("op", {"topic": call.topic, "cid": "tab.1", "ops": ops})
    assert (answer["ok"], answer["err"]) == (False, "invalid")
    if field is not None:
        assert answer["field"] == field
    assert maria.ask("since", {"topic": call.topic, "seq": 0}) == {"ok": True, "seq": 0, "ops": []}


def test_every_message_is_answered_whatever_it_is(call: Call) -> None:
    maria = call.enter("maria")
    for event in ("op", "join", "since"):
        for message in (None, [], "x", 7, {}, {"topic": 3}, {"topic": "plan:"}, {"topic": "moon:1"}):
            assert maria.ask(event, message)["ok"] is False


def test_an_edit_sent_before_joining_counts_and_a_foreign_one_does_not(call: Call) -> None:
    other = factories.make_workspace()
    theirs = factories.tasks_of(other)[0].id
    maria = call.stack.enter_context(connect(call.port, call.cookies["maria"]))
    assert maria.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": "Early"}]) == {"ok": True, "seq": 1}
    foreign = maria.op(f"plan:{factories.plan_of(other).id}", [{"k": "set", "t": theirs, "f": "title", "v": "x"}])
    missing = maria.op(f"plan:{database.new_id()}", [{"k": "set", "t": theirs, "f": "title", "v": "x"}])
    assert foreign == missing
    assert foreign["err"] == "gone"


def test_a_foreign_topic_answers_like_a_missing_one(call: Call) -> None:
    other = factories.plan_of(factories.make_workspace()).id
    maria = call.enter("maria")
    foreign = maria.join(f"plan:{other}")
    assert foreign == maria.join(f"plan:{database.new_id()}")
    assert foreign["err"] == "gone"


def test_without_a_session_or_from_a_foreign_page_no_socket_opens(call: Call) -> None:
    for cookie, origin in (
        ("", "http://127.0.0.1:8000"),
        ("onward=forged", "http://127.0.0.1:8000"),
        (call.cookies["maria"], "http://evil.example"),
        (call.cookies["maria"], None),
    ):
        with pytest.raises(socketio.exceptions.ConnectionError), connect(call.port, cookie, origin=origin):
            pass


def test_a_revoked_link_hangs_up_and_leaves_the_others_alone(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, call.link.id))
    assert maria.wait_for("bye")["reason"] == "revoked"
    maria.wait_until_gone()
    assert anna.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": "Still here"}])["ok"] is True


def test_everyone_sees_who_is_here_and_on_which_row(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    maria.send("pres", {"topic": call.topic, "row": call.first, "field": "title", "typing": True})
    roster = anna.wait_for("pres", lambda told: any(who["row"] == call.first for who in told["who"]))
    (her,) = [who for who in roster["who"] if who["person"] == call.maria_is.id]
    assert (her["row"], her["field"], her["typing"]) == (call.first, "title", True)
    assert len(roster["who"]) == 2


def test_rows_are_told_also_by_a_process_that_has_just_begun(app: Flask, call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    memory.forget(app, call.plan)
    anna.send("pres", {"topic": call.topic, "row": call.first, "field": "title", "typing": True})
    maria.wait_for("pres", lambda told: any(who["row"] == call.first for who in told["who"]))


def test_a_row_that_another_process_made_internal_is_the_teams_alone_at_once(call: Call) -> None:
    anna, other, maria = call.enter("anna"), call.enter("anna"), call.enter("maria")
    anna.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": "Loaded"}])
    with database.write() as session:
        session.execute(update(TaskRow).where(TaskRow.id == call.first).values(visibility="internal"))
    anna.send("pres", {"topic": call.topic, "row": call.first, "field": "title", "typing": True})
    other.wait_for("pres", lambda told: any(who["row"] == call.first for who in told["who"]))
    maria.send("pres", {"topic": call.topic, "row": call.second})
    maria.wait_for("pres", lambda told: any(who["row"] == call.second for who in told["who"]))
    assert call.first not in str(maria.received("pres"))


def test_presence_on_an_internal_row_is_the_teams_alone(call: Call) -> None:
    anna, other, maria = call.enter("anna"), call.enter("anna"), call.enter("maria")
    anna.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": "Loaded"}])
    anna.send("pres", {"topic": call.topic, "row": call.internal, "field": "title", "typing": True})
    other.wait_for("pres", lambda told: any(who["row"] == call.internal for who in told["who"]))
    maria.wait_for("pres", lambda told: len(told["who"]) == 3)
    assert call.internal not in str(maria.received("pres"))
