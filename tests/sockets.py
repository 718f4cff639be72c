"""A real server in this process and real sockets to it, for tests of what travels live.

with serving(app) as port, connect(port, cookie_of(client)) as anna:
    answer = anna.op("plan:…", [{"k": "set", …}])
    news = anna.wait_for("ops")
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import socketio
from flask import Flask
from flask.testing import FlaskClient

from portal import green
from portal.config import Settings
from portal.database import new_id
from portal.serve import open_port

DEADLINE_SECONDS = 60.0
GRACE_SECONDS = 1.0

Message = dict[str, Any]


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """Serve `app` on a free port of this machine, by green or plain threads as the mode says."""
    stopping = threading.Event()
    stopped = threading.Event()
    listener = open_port("127.0.0.1", 0)

    def serve() -> None:
        try:
            green.serve_http(listener, app, stopping.is_set, lambda: None, GRACE_SECONDS)
        finally:
            stopped.set()

    green.spawn(serve)
    yield listener.getsockname()[1]
    stopping.set()
    stopped.wait(DEADLINE_SECONDS)


def cookie_of(client: FlaskClient) -> str:
    """The Cookie header that `client` would send: hand it to connect()."""
    name = "onward"
    cookie = client.get_cookie(name)
    assert cookie is not None, "the client holds no session; sign in or open a link first"
    return f"{name}={cookie.value}"


class Viewer:
    """One socket, as one open page has it. Every wait has a deadline and fails with what did arrive."""

    def __init__(self) -> None:
        self._client = socketio.Client(reconnection=False)
        self._news = threading.Condition()
        self._received: list[tuple[str, Message]] = []
        self._tab = new_id()
        self._sent = 0
        self._client.on("*", self._note)

    def _note(self, event: str, message: Message | None = None) -> None:
        with self._news:
            self._received.append((event, message or {}))
            self._news.notify_all()

    def open(self, port: int, headers: dict[str, str], origin: str | None) -> None:
        options: dict[str, Any] = {"origin": origin} if origin else {"suppress_origin": True}
        self._client.eio.websocket_extra_options = {**options, "timeout": DEADLINE_SECONDS}
        self._client.connect(f"http://127.0.0.1:{port}", headers=headers, transports=["websocket"])
        engine = self._client.eio
        self._line, self._reader, self._outbox = engine.ws, engine.read_loop_task, engine.queue

    def ask(self, event: str, message: Any) -> Message:
        """Send `message` and wait for its acknowledgement."""
        answer = self._client.call(event, message, timeout=DEADLINE_SECONDS)
        assert isinstance(answer, dict), answer
        return answer

    def op(self, topic: str, ops: list[Message], cid: str | None = None) -> Message:
        """Send `ops` as one change, under a fresh client id unless `cid` names one, and wait for the answer."""
        self._sent += 1
        return self.ask("op", {"topic": topic, "cid": cid or f"{self._tab}.{self._sent}", "ops": ops})

    def join(self, topic: str, seq: int = 0) -> Message:
        return self.ask("join", {"topic": topic, "seq": seq})

    def send(self, event: str, message: Any) -> None:
        """Send without waiting for anything."""
        self._client.emit(event, message)

    def send_then(self, event: str, message: Any, then: Callable[[Message], None]) -> None:
        """Send without waiting; `then` is called with the acknowledgement, if ever it comes."""
        self._client.emit(event, message, callback=then)

    def received(self, event: str) -> list[Message]:
        """What has arrived so far under `event`."""
        with self._news:
            return [message for name, message in self._received if name == event]

    def wait_for(self, event: str, is_it: Callable[[Message], bool] = lambda message: True) -> Message:
        """The first message under `event` that `is_it`, waiting for it if it is not here yet."""
        with self._news:
            self._news.wait_for(lambda: self._first(event, is_it) is not None, DEADLINE_SECONDS)
            found = self._first(event, is_it)
            assert found is not None, f"no such {event} among {self._received}"
            return found

    def _first(self, event: str, is_it: Callable[[Message], bool]) -> Message | None:
        return next((message for name, message in self._received if name == event and is_it(message)), None)

    def changes(self, until_seq: int) -> list[Message]:
        """Every op that arrived, in order, once the one numbered `until_seq` is here."""
        self.wait_for("ops", lambda news: news["to"] >= until_seq)
        return [op for news in self.received("ops") for op in news["ops"]]

    @property
    def is_open(self) -> bool:
        return bool(self._client.connected)

    def wait_until_gone(self) -> None:
        """Wait until the server has hung up."""
        wait_until(lambda: not self.is_open, "the server did not hang up")

    def close(self) -> None:
        # Where the server has hung up, the reader waits for the writer, and that one for something to write.
        self._outbox.put(None)
        # The reader sees the end of the line and ends by itself: asking the client to disconnect would wait seconds for
        # an answer, and closing under its reader would leave that one waiting on a number that others get next.
        with suppress(Exception):
            self._line.sock.shutdown(socket.SHUT_RDWR)
        with suppress(Exception):
            self._reader.join(timeout=DEADLINE_SECONDS)
        with suppress(Exception):
            self._line.shutdown()


@contextmanager
def connect(
    port: int, cookie: str = "", origin: str | None = Settings.model_fields["public_url"].default
) -> Iterator[Viewer]:
    """A socket with the browser session of `cookie`. `origin` None sends no Origin header at all.

    Raises socketio.exceptions.ConnectionError when the server refuses.
    """
    viewer = Viewer()
    viewer.open(port, {"Cookie": cookie} if cookie else {}, origin)
    try:
        yield viewer
    finally:
        viewer.close()


def wait_until(is_so: Callable[[], bool], else_say: str) -> None:
    """Let others run until `is_so`, within the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, else_say
        green.sleep(0.01)
