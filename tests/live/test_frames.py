"""What a plain TCP client can send to a socket, and what the others feel of it."""

import json
import struct
import time
from contextlib import suppress

import pytest
from flask import Flask

from portal import database, green
from portal.access import links
from portal.access.models import Link
from portal.live.connections import connections
from portal.serve import behind_proxies
from tests import browsing, factories
from tests.live.wires import BINARY, CONTINUATION, ORIGIN, Room, Wire
from tests.sockets import connect, cookie_of, serving, wait_until

pytestmark = pytest.mark.sockets


@pytest.mark.parametrize("event", ["disconnect", "connect"])
def test_nobody_can_play_the_engine_and_hear_on_unnoticed(room: Room, event: str) -> None:
    wire = room.joined_wire()
    assert room.followers() == 1
    wire.say("42" + json.dumps([event, {"HTTP_COOKIE": room.cookie, "HTTP_ORIGIN": ORIGIN}]))
    wire.wait_until_closed()
    wait_until(lambda: room.followers() == 0, "the socket is still followed")
    assert connections(room.app).sockets == {}
    assert sum(connections(room.app).of_session.values()) == 0


@pytest.mark.parametrize(
    "text",
    [
        '451-["op",{"_placeholder":true,"num":0}]',
        "42[]",
        "42{}",
        "42[{}]",
        "42[null]",
        '42["fly"]',
        "42" + "[" * 20_000,
        "4",
        "4x",
        "x",
        "9",
        "42" + "1" * 5_000 + '["join",{}]',
    ],
)
def test_what_is_no_message_ends_its_sender_and_nobody_else(room: Room, text: str) -> None:
    viewer = room.viewer()
    wire = room.joined_wire()
    wire.say(text)
    room.rename(viewer, "Still served")
    assert viewer.changes(until_seq=1)[0]["v"] == "Still served"


def test_a_binary_message_is_refused(room: Room) -> None:
    wire = room.joined_wire()
    wire.frame(b'2["join",{}]', opcode=BINARY)
    wire.wait_until_closed()
    wait_until(lambda: room.followers() == 0, "the socket is still followed")


def test_a_message_in_fragments_is_held_to_the_size_of_one(room: Room) -> None:
    wire = room.joined_wire()
    with suppress(ConnectionError):
        wire.frame(b"42", is_last=False)
        for _ in range(5):
            wire.frame(b"x" * 30_000, opcode=CONTINUATION, is_last=False)
    wire.wait_until_closed()
    wait_until(lambda: room.followers() == 0, "the socket is still followed")


def test_a_large_message_is_counted_once_however_often_the_process_was_patched(room: Room) -> None:
    green.patch()
    wire = room.joined_wire()
    wire.frame(f"427{json.dumps(['since', {'topic': room.topic, 'seq': 0, 'more': 'x' * 60_000}])}".encode())
    assert json.loads(wire.hear("437").removeprefix("437")) == [{"ok": True, "seq": 0, "ops": []}]


def test_a_small_message_in_fragments_is_read(room: Room) -> None:
    wire = room.joined_wire()
    text = "427" + json.dumps(["since", {"topic": room.topic, "seq": 0}])
    wire.frame(text[:9].encode(), is_last=False)
    wire.frame(text[9:].encode(), opcode=CONTINUATION)
    assert json.loads(wire.hear("437").removeprefix("437")) == [{"ok": True, "seq": 0, "ops": []}]


def test_compression_is_not_agreed_to(room: Room) -> None:
    wire = room.wire(headers="Sec-WebSocket-Extensions: permessage-deflate\r\n")
    assert wire.head.startswith("HTTP/1.1 101")
    assert "deflate" not in wire.head.lower()


@pytest.mark.parametrize(
    "path", ["/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4", "/socket.io/?EIO=3&transport=websocket"]
)
def test_only_websockets_of_this_protocol_are_spoken(room: Room, path: str) -> None:
    assert room.wire(path=path).head.startswith("HTTP/1.1 400")


def test_a_namespace_that_is_not_ours_lets_nobody_in(room: Room) -> None:
    wire = room.wire()
    wire.say("40/admin,")
    assert wire.hear("44").startswith("44/admin,")
    wire.say("42/admin," + json.dumps(["join", {"topic": room.topic, "seq": 0}]))
    assert room.followers() == 0


def test_before_the_greeting_nothing_is_heard(room: Room) -> None:
    wire = room.wire()
    wire.say("420" + json.dumps(["join", {"topic": room.topic, "seq": 0}]))
    room.rename(room.viewer(), "Served")
    assert room.followers() == 1


def test_joining_again_and_again_counts_once(room: Room) -> None:
    wire = room.joined_wire()
    for number in range(15):
        wire.say(f"42{number + 1}" + json.dumps(["join", {"topic": room.topic, "seq": 0}]))
    wire.hear("4315")
    assert room.followers() == 1
    assert connections(room.app).of_link[room.link.id] == 1


def test_who_leaves_while_their_messages_wait_leaves_nothing_behind(room: Room) -> None:
    wire = room.wire().enter()
    for number in range(60):
        wire.say(f"42{number}" + json.dumps(["join", {"topic": room.topic, "seq": 0}]))
    wait_until(lambda: room.followers() == 1, "the socket did not join")
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, room.link.id))
    wait_until(lambda: not connections(room.app).sockets, "the server did not hang up")
    green.sleep(0.3)
    assert room.followers() == 0
    assert connections(room.app).of_link == {}
    assert room.app.extensions.get("onward.tails", {}) == {}
    assert room.app.extensions.get("onward.places", {}) == {}


def test_who_never_reads_is_let_go_and_holds_nobody_up(room: Room) -> None:
    room.app.extensions["onward.settings"].send_queue_bytes = 50_000
    room.app.extensions["onward.settings"].events_per_second = 1_000
    room.app.extensions["onward.settings"].events_burst = 1_000
    deaf = room.joined_wire()
    viewer = room.viewer()
    assert room.followers() == 2
    number = 0
    while room.followers() == 2:
        number += 1
        assert number < 2_000, "who never reads is still followed"
        ops = [{"k": "set", "t": room.first, "f": "description", "v": f"{number} " + "x" * 19_000}]
        assert viewer.op(room.topic, ops)["ok"] is True
    assert len(room.app.extensions["onward.connections"].server.eio.sockets) == 1
    room.rename(viewer, "Still here")
    deaf.tcp.close()


def test_who_came_by_one_link_and_stands_on_another_goes_with_the_second(room: Room) -> None:
    second = factories.make_link(room.workspace, contact=factories.make_contact(room.workspace, "David"))
    viewer = room.viewer()
    browsing.open_link(room.client, second)
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, second.id))
    assert viewer.wait_for("bye")["reason"] == "revoked"
    viewer.wait_until_gone()


def test_a_flood_lets_the_others_work(room: Room) -> None:
    viewer, flooder = room.viewer(), room.joined_wire()
    flooding = [True]

    def flood() -> None:
        pong = struct.pack("!BB", 129, 129) + b"\0\0\0\0" + b"3"
        with suppress(OSError):
            while flooding:
                flooder.tcp.sendall(pong * 2_000)

    green.spawn(flood)
    started = time.monotonic()
    for number in range(5):
        room.rename(viewer, f"Title {number}")
    flooding.clear()
    assert time.monotonic() - started < 10


def test_who_never_says_hello_is_let_go(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.live.server.GREETING_SECONDS", 0.2)
    greeted, silent = room.joined_wire(), room.wire()
    silent.wait_until_closed()
    greeted.say("421" + json.dumps(["since", {"topic": room.topic, "seq": 0}]))
    greeted.hear("431")


def test_one_address_opens_only_so_many_lines_without_a_live_session(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.live.server.GREETING_SECONDS", 3)
    room.app.extensions["onward.settings"].strangers_per_address = 3
    heads = []
    for cookie in ("", "onward=made-up", "", "", "onward=made-up"):
        stranger = Wire(room.port, cookie)
        heads.append(stranger.head.split()[1])
        # Coming and going makes no room for more.
        stranger.tcp.close()
    assert heads == ["101", "101", "101", "401", "401"]
    assert room.viewer().is_open
    wait_until(lambda: not connections(room.app).strangers_at, "the strangers are not forgotten")
    again = Wire(room.port, "")
    assert again.head.startswith("HTTP/1.1 101")
    again.wait_until_closed()


def test_strangers_from_another_address_have_an_allowance_of_their_own(app: Flask) -> None:
    app.extensions["onward.settings"].proxy_hops = 1
    app.extensions["onward.settings"].strangers_per_address = 1
    with serving(behind_proxies(app)) as port:
        heads = [
            Wire(port, "", headers=f"X-Forwarded-For: 203.0.113.{number}, {address}\r\n").head.split()[1]
            for number, address in enumerate(["192.0.2.6", "192.0.2.6", "192.0.2.7"])
        ]
    assert heads == ["101", "401", "101"]


def test_customers_feel_nothing_of_where_the_team_goes_inside(room: Room) -> None:
    tasks = factories.tasks_of(room.workspace)
    internal = next(task.id for task in tasks if task.visibility == "internal")
    team = browsing.sign_in(room.app.test_client(), factories.make_member("Anna"))
    team.get(f"/w/{room.workspace.id}/")
    anna = room.stack.enter_context(connect(room.port, cookie_of(team)))
    anna.join(room.topic)
    maria = room.viewer()
    maria.wait_for("pres", lambda told: len(told["who"]) == 2)
    told = len(maria.received("pres"))
    for typing in (True, False):
        anna.send("pres", {"topic": room.topic, "row": internal, "field": "title", "typing": typing})
        anna.wait_for(
            "pres",
            lambda told, typing=typing: any(  # type: ignore[misc]
                who["row"] == internal and who["typing"] is typing for who in told["who"]
            ),
        )
    anna.send("pres", {"topic": room.topic, "row": room.first, "field": "title", "typing": True})
    maria.wait_for("pres", lambda told: any(who["row"] == room.first for who in told["who"]))
    assert len(maria.received("pres")) == told + 1
