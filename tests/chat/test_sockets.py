"""The rooms over sockets: who hears what, and who is seen where."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from portal import database
from portal.access import links
from portal.access.models import Link
from tests import factories
from tests.chat.scene import Scene, saying
from tests.sockets import Viewer, connect, cookie_of, serving

pytestmark = [pytest.mark.sockets, pytest.mark.db]


class Call:
    def __init__(self, scene: Scene, port: int, stack: ExitStack) -> None:
        self.scene, self.port, self.stack, self.topic = scene, port, stack, scene.topic

    def enter(self, who: str, seq: int = 0) -> Viewer:
        cookie = cookie_of(self.scene.browsers[who])
        viewer = self.stack.enter_context(connect(self.port, cookie))
        assert viewer.join(self.topic, seq)["ok"] is True
        return viewer


@pytest.fixture
def call(app: Flask, scene: Scene) -> Iterator[Call]:
    with ExitStack() as stack:
        yield Call(scene, stack.enter_context(serving(app)), stack)


def test_a_message_is_acknowledged_and_reaches_both_sides_with_its_author(call: Call) -> None:
    anna, maria, david = call.enter("anna"), call.enter("maria"), call.enter("david")
    said = saying("Hello, **all**")
    assert maria.op(call.topic, [said]) == {"ok": True, "seq": 1}
    for viewer in (anna, maria, david):
        news = viewer.wait_for("ops")
        (op,) = news["ops"]
        assert (news["topic"], news["from"], news["to"]) == (call.topic, 1, 1)
        assert (op["k"], op["m"], op["room"], op["by"]) == ("say", said["m"], "shared", call.scene.maria.id)
        assert op["body"] == "Hello, **all**"


def test_no_byte_and_no_beat_of_the_teams_room_reaches_a_customer(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    for number in range(3):
        anna.op(call.topic, [saying(f"Canary {number}", "internal", call.scene.shared)])
    anna.op(call.topic, [saying("For both")])
    assert [op["body"] for op in anna.changes(until_seq=4)] == ["Canary 0", "Canary 1", "Canary 2", "For both"]
    maria.wait_for("ops")
    assert [(news["from"], news["to"]) for news in maria.received("ops")] == [(1, 1)]
    assert "Canary" not in str(maria.received("ops"))
    assert maria.op(call.topic, [saying("x", "internal")])["err"] == "gone"


def test_an_edit_and_a_removal_arrive_as_the_message_now_stands(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    said = saying("One", task_id=call.scene.shared)
    maria.op(call.topic, [said])
    maria.op(call.topic, [{"k": "edit", "m": said["m"], "body": "Two", "base": "One"}])
    maria.op(call.topic, [{"k": "remove", "m": said["m"]}])
    changes = anna.changes(until_seq=3)
    assert (changes[-1]["k"], changes[-1]["body"], changes[-1]["comments"]) == ("remove", "", 0)
    assert changes[0]["comments"] == 1


def test_who_was_away_is_told_what_they_missed(call: Call) -> None:
    anna = call.enter("anna")
    for number in range(4):
        anna.op(call.topic, [saying(f"Line {number}")])
    maria = call.enter("maria", 4)
    answer = maria.ask("since", {"topic": call.topic, "seq": 2})
    assert (answer["seq"], [op["body"] for op in answer["ops"]]) == (4, ["Line 2", "Line 3"])


@pytest.mark.parametrize("seq", [-1, 99, None, "1", True, 2.5])
def test_who_stands_nowhere_known_is_sent_to_the_snapshot(call: Call, seq: object) -> None:
    maria = call.enter("maria")
    answer = maria.ask("since", {"topic": call.topic, "seq": seq})
    assert answer == {"ok": True, "seq": 0, "snapshot": f"{call.scene.path}/snapshot"}


def test_a_foreign_conversation_answers_like_a_missing_one(call: Call) -> None:
    other = factories.make_workspace()
    maria = call.enter("maria")
    foreign = maria.join(f"chat:{other.id}")
    assert foreign == maria.join(f"chat:{database.new_id()}")
    assert foreign["err"] == "gone"
    assert maria.op(f"chat:{other.id}", [saying("x")])["err"] == "gone"


def test_who_may_only_look_is_refused_in_words(call: Call) -> None:
    answer = call.enter("david").op(call.topic, [saying("x")])
    assert answer == {"ok": False, "err": "forbidden", "say": "You can read this conversation, but not write in it."}


def test_every_message_is_answered_whatever_it_is(call: Call) -> None:
    maria = call.enter("maria")
    for message in (None, [], "x", 7, {}, {"topic": call.topic}, {"topic": call.topic, "cid": "a.1", "ops": {}}):
        assert maria.ask("op", message)["ok"] is False


def test_a_revoked_link_hangs_up(call: Call) -> None:
    maria = call.enter("maria")
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, call.scene.link.id))
    assert maria.wait_for("bye")["reason"] == "revoked"
    maria.wait_until_gone()


def test_who_writes_in_the_shared_room_or_on_a_task_is_seen_by_both_sides(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    for row in ("shared", call.scene.shared):
        anna.send("pres", {"topic": call.topic, "row": row, "field": "body", "typing": True})
        told = maria.wait_for("pres", lambda news, row=row: any(who["row"] == row for who in news["who"]))
        assert [who["typing"] for who in told["who"] if who["row"] == row] == [True]


def test_who_writes_a_note_or_on_an_internal_task_is_seen_by_the_team_alone(call: Call) -> None:
    anna, other, maria = call.enter("anna"), call.enter("anna"), call.enter("maria")
    maria.wait_for("pres", lambda news: len(news["who"]) == 3)
    for row in ("internal", call.scene.internal, "no such place"):
        anna.send("pres", {"topic": call.topic, "row": row, "field": "body", "typing": True})
        other.wait_for("pres", lambda news, row=row: any(who["row"] == row for who in news["who"]))
    maria.send("pres", {"topic": call.topic, "row": "shared", "field": "body", "typing": True})
    told = maria.wait_for("pres", lambda news: any(who["row"] == "shared" for who in news["who"]))
    assert [who["typing"] for who in told["who"] if who["person"] == call.scene.anna.id] == [False, False]
    for secret in ("internal", call.scene.internal, "no such place"):
        assert secret not in str(maria.received("pres"))
