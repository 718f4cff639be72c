"""Frames written straight to real sockets: nothing overtakes, nobody waits for a slow viewer, and it can stay off."""

import itertools
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import pytest
import socketio
import websocket
from engineio.packet import PING, Packet
from flask import Flask

from portal import green
from portal.config import Settings
from portal.live import straight
from portal.live.connections import connections
from tests import browsing, factories
from tests.sockets import DEADLINE_SECONDS, Message, connect, cookie_of, serving, wait_until

pytestmark = pytest.mark.sockets

# More than the kernel takes at once for a reader whose window is small.
LARGE = "x" * 60_000


class Line:
    """One websocket that reads only when it is told to, with a small window."""

    def __init__(self, port: int, cookie: str = "") -> None:
        origin = Settings.model_fields["public_url"].default
        self.websocket = websocket.create_connection(
            f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket",
            timeout=DEADLINE_SECONDS,
            sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 8_000),),
            header=[f"Cookie: {cookie}"],
            origin=origin,
        )
        self.websocket.recv()
        self.websocket.send("40")
        # A ping may come first.
        self.sid = json.loads(self.read()[2:])["sid"]

    def ask(self, event: str, message: Any) -> None:
        """Send an event that wants an acknowledgement, without reading it."""
        self.websocket.send("421" + json.dumps([event, message]))

    def read(self) -> str:
        """The next message; pings are answered and left out."""
        message = self.websocket.recv()
        while message == "2":
            self.websocket.send("3")
            message = self.websocket.recv()
        return str(message)


class Bare:
    """A Socket.IO server with nothing behind it, and lines to it."""

    def __init__(self, server: socketio.Server, port: int, stack: ExitStack) -> None:
        self.server, self.port, self.stack = server, port, stack
        self.queued: list[str] = []

    def line(self) -> Line:
        """A line whose packets that take the ordinary way are noted in `queued`."""
        line = Line(self.port)
        self.stack.callback(line.websocket.shutdown)
        queue = self.engine_of(line).queue
        put = queue.put

        def note(packet: Any) -> None:
            self.queued.append(str(packet and packet.data))
            put(packet)

        queue.put = note
        return line

    def give_small_buffer(self, line: Line) -> None:
        """Have the kernel keep little for this line, so that it is full soon."""
        self.engine_of(line).send.__self__.websocket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 20_000)

    def engine_of(self, line: Line) -> Any:
        return self.server.eio.sockets[self.server.manager.eio_sid_from_sid(line.sid, "/")]


@contextmanager
def bare(**options: Any) -> Iterator[Bare]:
    server = socketio.Server(
        async_mode=green.mode(), async_handlers=False, transports=["websocket"], cors_allowed_origins="*", **options
    )
    straight.write_straight(server)
    with ExitStack() as stack:
        port = stack.enter_context(serving(socketio.WSGIApp(server)))  # type: ignore[arg-type]
        yield Bare(server, port, stack)


def is_head(number: int, head: Message) -> bool:
    return bool(head["seq"] == number)


def news(number: int, text: str = "") -> str:
    return "42" + json.dumps(["news", [number, text]], separators=(",", ":"))


only_green = pytest.mark.skipif(not green.is_green(), reason="plain threads always take the ordinary way")


@only_green
def test_what_fits_goes_out_without_waiting_in_the_queue() -> None:
    with bare() as there:
        line = there.line()
        for number in range(50):
            there.server.emit("news", [number, ""], to=line.sid)
        assert [line.read() for _ in range(50)] == [news(number) for number in range(50)]
        assert there.queued == []


@only_green
def test_order_is_kept_while_a_slow_reader_makes_frames_queue() -> None:
    with bare() as there:
        line = there.line()
        there.give_small_buffer(line)
        read: list[str] = []
        for number in range(120):
            there.server.emit("news", [number, LARGE if number % 3 else ""], to=line.sid)
            if number >= 60:
                read.append(line.read())
        read += [line.read() for _ in range(120 - len(read))]
        for number in range(120, 170):
            there.server.emit("news", [number, ""], to=line.sid)
            read.append(line.read())
        assert read == [news(number, LARGE if number < 120 and number % 3 else "") for number in range(170)]
        assert 0 < len(there.queued) < 170


@only_green
def test_nothing_overtakes_a_frame_that_waits_for_its_turn() -> None:
    with bare() as there:
        line = there.line()
        there.engine_of(line).send(Packet(PING))
        there.server.emit("news", [0, ""], to=line.sid)
        assert [line.websocket.recv(), line.read()] == ["2", news(0)]
        lock = there.engine_of(line).send.__self__.websocket._sendlock
        lock.acquire()
        there.server.emit("news", [1, ""], to=line.sid)
        wait_until(lambda: bool(lock._waiters), "the ordinary writer did not come to the lock")
        lock.release()
        there.server.emit("news", [2, ""], to=line.sid)
        assert [line.read(), line.read()] == [news(1), news(2)]


def test_news_acknowledgements_and_goodbye_arrive_as_they_were_sent() -> None:
    with bare() as there:
        line = there.line()

        @there.server.on("ask")
        def answer(sid: str, number: int) -> int:
            there.server.emit("news", [number, ""], to=sid)
            return number

        for number in range(20):
            line.ask("ask", number)
        expected = [message for number in range(20) for message in (news(number), f"431[{number}]")]
        assert [line.read() for _ in expected] == expected
        there.server.emit("bye", {"reason": "restart"}, to=line.sid)
        there.server.disconnect(line.sid)
        assert [line.read(), line.read()] == ['42["bye",{"reason":"restart"}]', "41"]


def test_a_line_that_is_only_written_to_straight_stays_open() -> None:
    # So long a process may stand still on a busy machine.
    with bare(ping_interval=0.1, ping_timeout=2) as there:
        line = there.line()
        patience = 1.5 * (there.server.eio.ping_interval + there.server.eio.ping_timeout)
        ends_at, number = time.monotonic() + patience, 0
        while time.monotonic() < ends_at:
            there.server.emit("news", [number, ""], to=line.sid)
            assert line.read() == news(number)
            number += 1
            green.sleep(0.01)
        assert there.engine_of(line).closed is False


def test_who_never_reads_delays_nobody_and_is_hung_up(app: Flask) -> None:
    workspace = factories.make_workspace()
    topic = f"plan:{factories.plan_of(workspace).id}"
    team = browsing.sign_in(app.test_client(), factories.make_member("Anna"))
    team.get(f"/w/{workspace.id}/")
    cookie = cookie_of(team)
    with serving(app) as port, connect(port, cookie) as anna:
        deaf = Line(port, cookie)
        assert anna.join(topic)["ok"] is True
        deaf.ask("join", {"topic": topic, "seq": 0})
        live = connections(app)
        wait_until(lambda: len(live.followers[topic]) == 2, "the deaf one did not join")
        for number in range(80):
            live.tell(topic, "team", "head", {"topic": topic, "seq": number, "pad": LARGE})
            anna.wait_for("head", partial(is_head, number))
        first, titles = factories.tasks_of(workspace)[0].id, map(str, itertools.count())

        def is_gone_while_anna_goes_on() -> bool:
            assert anna.op(topic, [{"k": "set", "t": first, "f": "title", "v": next(titles)}])["ok"] is True
            return deaf.sid not in live.sockets

        wait_until(is_gone_while_anna_goes_on, "the deaf one was not hung up")
        assert anna.is_open
        deaf.websocket.shutdown()


@pytest.mark.parametrize("package", list(straight.READ_AND_TESTED))
def test_with_other_versions_everything_takes_the_ordinary_way(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(straight.READ_AND_TESTED, package, ("0.0.1",))
    server = socketio.Server(async_mode=green.mode())
    before = server.eio._async["websocket"]
    assert straight.write_straight(server) is False
    assert server.eio._async["websocket"] is before


def test_with_the_versions_it_was_tested_with_it_is_on_unless_threads_are_plain() -> None:
    assert straight.write_straight(socketio.Server(async_mode=green.mode())) is green.is_green()


@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 125, 1_003])
@pytest.mark.parametrize("offset", [0, 1, 6])
def test_a_mask_comes_off_as_the_protocol_says(size: int, offset: int) -> None:
    data, mask = bytes(index * 7 % 256 for index in range(size)), (3, 250, 0, 77)
    bare_bytes = bytes(byte ^ mask[(offset + index) % 4] for index, byte in enumerate(data))
    assert straight.without_mask(data, mask, size, offset) == bare_bytes
