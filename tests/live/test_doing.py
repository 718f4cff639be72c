"""Operations over a line: many under way at once, each answered when it is saved, in the order in which they came."""

import json
from typing import Any

import pytest

from portal.live import straight
from portal.live.connections import connections
from portal.plan import editor
from tests.live.wires import Room, Wire
from tests.sockets import wait_until

pytestmark = pytest.mark.sockets


def op(room: Room, number: int, title: str, spaced: bool = False) -> str:
    message = {
        "topic": room.topic,
        "cid": f"tab.{number}",
        "ops": [{"k": "set", "t": room.first, "f": "title", "v": title}],
    }
    return f"42{number}" + json.dumps(["op", message], separators=None if spaced else (",", ":"))


def answer(wire: Wire, number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(wire.hear(f"43{number}[")[len(f"43{number}") :])[0]
    return found


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many edits each commit held."""
    sizes: list[int] = []
    commit = editor._commit_all

    def note(plan_id: str, batch: list[editor.Request]) -> None:
        sizes.append(len(batch))
        commit(plan_id, batch)

    monkeypatch.setattr(editor, "_commit_all", note)
    return sizes


def test_what_one_line_sends_in_a_row_is_saved_together_and_answered_in_its_order(
    room: Room, batches: list[int]
) -> None:
    wire = room.joined_wire()
    socket = next(iter(connections(room.app).sockets.values()))
    socket.bucket.per_second = socket.bucket.burst = 1_000
    for number in range(1, 41):
        wire.say(op(room, number, f"Title {number}"))
    assert [answer(wire, number)["seq"] for number in range(1, 41)] == list(range(1, 41))
    assert sum(batches) == 40
    assert len(batches) < 40
    assert socket.unanswered == 0


def test_a_refused_operation_in_the_middle_holds_nobody_up(room: Room) -> None:
    wire = room.joined_wire()
    wire.say(op(room, 1, "First"))
    wire.say(op(room, 2, ""))
    wire.say(op(room, 3, "Third"))
    told = [answer(wire, number) for number in (1, 2, 3)]
    assert [(one["ok"], one.get("err"), one.get("seq")) for one in told] == [
        (True, None, 1),
        (False, "invalid", None),
        (True, None, 2),
    ]


def test_spaces_in_the_message_change_nothing(room: Room) -> None:
    wire = room.joined_wire()
    wire.say(op(room, 7, "Spaced", spaced=True))
    assert answer(wire, 7)["ok"] is True


def test_an_operation_that_asks_for_no_answer_is_done(room: Room) -> None:
    viewer, wire = room.viewer(), room.joined_wire()
    wire.say("42" + op(room, 0, "Unasked")[3:])
    assert viewer.changes(until_seq=1)[0]["v"] == "Unasked"


@pytest.mark.parametrize(
    "text", ['421["op"]', '421["op",null]', '421["op",[]]', '421["op",{}]', '421["op",{"topic":7}]']
)
def test_an_operation_without_a_message_is_refused_in_words(room: Room, text: str) -> None:
    wire = room.joined_wire()
    wire.say(text)
    told = answer(wire, 1)
    assert (told["ok"], told["err"]) == (False, "gone")
    assert told["say"]


def test_who_has_too_many_under_way_waits_on_the_line_and_loses_none(
    room: Room, batches: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.live.doing.MOST_UNANSWERED", 3)
    wire = room.joined_wire()
    socket = next(iter(connections(room.app).sockets.values()))
    socket.bucket.per_second = socket.bucket.burst = 1_000
    for number in range(1, 21):
        wire.say(op(room, number, f"Title {number}"))
    assert [answer(wire, number)["seq"] for number in range(1, 21)] == list(range(1, 21))
    assert max(batches) <= 3


def test_a_line_that_goes_while_its_edit_is_saved_keeps_nobody_from_theirs(room: Room) -> None:
    viewer, wire = room.viewer(), room.joined_wire()
    wire.say(op(room, 1, "Sent and gone"))
    wire.tcp.close()
    wait_until(lambda: room.followers() == 1, "the line is still followed")
    room.rename(viewer, "Still served")
    titles = [change["v"] for change in viewer.changes(until_seq=2)]
    assert titles == ["Sent and gone", "Still served"]


class Slow:
    """A socket whose bytes come in the given pieces."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces, self.timeout = list(pieces), 40

    def recv(self, _size: int) -> bytes:
        return self.pieces.pop(0)


def test_reading_ahead_gives_out_every_byte_once_and_then_the_end() -> None:
    ahead = straight.Ahead(Slow(b"abcde", b"fg", b""))
    assert [ahead.recv(2), ahead.recv(2), ahead.recv(9), ahead.recv(1), ahead.recv(9), ahead.recv(4)] == [
        b"ab",
        b"cd",
        b"e",
        b"f",
        b"g",
        b"",
    ]
    assert ahead.timeout == 40
