"""A plain TCP client of the sockets, which says whatever it is told to, and the room it comes into."""

import base64
import json
import os
import socket
import struct
from contextlib import ExitStack, suppress
from typing import Any

from flask import Flask

from portal.config import Settings
from portal.live.connections import connections
from tests import browsing, factories
from tests.sockets import DEADLINE_SECONDS, Viewer, connect, cookie_of

ORIGIN = Settings.model_fields["public_url"].default
PATH = "/socket.io/?EIO=4&transport=websocket"
TEXT, BINARY, CONTINUATION = 1, 2, 0


class Wire:
    """One TCP connection to the server, speaking only what it is told to."""

    def __init__(self, port: int, cookie: str, *, path: str = PATH, headers: str = "") -> None:
        self.tcp = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_SECONDS)
        key = base64.b64encode(os.urandom(16)).decode()
        self.tcp.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: {ORIGIN}\r\nCookie: {cookie}\r\n"
            f"{headers}\r\n".encode()
        )
        self.buffer = b""
        self.head = self._until(b"\r\n\r\n").decode()

    def _until(self, end: bytes) -> bytes:
        while end not in self.buffer:
            got = self.tcp.recv(65536)
            if not got:
                break
            self.buffer += got
        head, _, self.buffer = self.buffer.partition(end)
        return head

    def frame(self, payload: bytes, opcode: int = TEXT, is_last: bool = True) -> None:
        """One masked frame; the mask is zero, so that the payload travels as it is."""
        length = len(payload)
        size = struct.pack("!B", 128 | length) if length < 126 else struct.pack("!BH", 128 | 126, length)
        if length > 65535:
            size = struct.pack("!BQ", 128 | 127, length)
        self.tcp.sendall(struct.pack("!B", opcode | (128 if is_last else 0)) + size + b"\0\0\0\0" + payload)

    def say(self, text: str) -> None:
        self.frame(text.encode())

    def enter(self) -> "Wire":
        """Become a connected socket that nobody has joined to anything."""
        self.say("40")
        self.hear("40")
        return self

    def hear(self, beginning: str) -> str:
        """The first text that begins so, from here on."""
        while True:
            text = self._text()
            assert text is not None, f"the server hung up before it said {beginning}"
            if text.startswith(beginning):
                return text

    def _text(self) -> str | None:
        head = self._take(2)
        if len(head) < 2 or head[0] & 15 == 8:
            return None
        length = head[1] & 127
        if length == 126:
            (length,) = struct.unpack("!H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._take(8))
        return self._take(length).decode()

    def _take(self, count: int) -> bytes:
        while len(self.buffer) < count:
            got = self.tcp.recv(65536)
            if not got:
                return b""
            self.buffer += got
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def wait_until_closed(self) -> None:
        with suppress(ConnectionError):
            while self._text() is not None:
                pass


class Room:
    """A workspace with Maria, who may edit, and her cookie."""

    def __init__(self, app: Flask, port: int, stack: ExitStack) -> None:
        self.app, self.port, self.stack = app, port, stack
        self.workspace = factories.make_workspace()
        self.topic = f"plan:{factories.plan_of(self.workspace).id}"
        self.first = factories.tasks_of(self.workspace)[0].id
        self.link = factories.make_link(self.workspace, contact=factories.make_contact(self.workspace, "Maria"))
        self.client = browsing.open_link(app.test_client(), self.link)
        self.cookie = cookie_of(self.client)

    def wire(self, **options: Any) -> Wire:
        wire = Wire(self.port, self.cookie, **options)
        self.stack.callback(wire.tcp.close)
        return wire

    def viewer(self) -> Viewer:
        viewer = self.stack.enter_context(connect(self.port, self.cookie))
        assert viewer.join(self.topic)["ok"] is True
        return viewer

    def joined_wire(self) -> Wire:
        wire = self.wire().enter()
        wire.say("420" + json.dumps(["join", {"topic": self.topic, "seq": 0}]))
        wire.hear("430")
        return wire

    def rename(self, viewer: Viewer, title: str) -> None:
        assert viewer.op(self.topic, [{"k": "set", "t": self.first, "f": "title", "v": title}])["ok"] is True

    def followers(self) -> int:
        return len(connections(self.app).followers.get(self.topic, {}))
