"""Who is connected to this process: sockets, the topics they follow, and how fast each may speak."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from engineio.exceptions import SocketIsClosedError
from engineio.packet import MESSAGE, Packet
from flask import Flask, current_app

from portal import wire_json
from portal.database import new_id
from portal.live.topics import Asker, Visitor


@dataclass
class Bucket:
    """A token bucket that says how long to wait, so that a flood slows its sender and nobody else."""

    per_second: float
    burst: float
    tokens: float = 0.0
    filled_at: float = 0.0

    def wait_seconds(self, now: float, tokens: float = 1.0) -> float:
        """Take tokens at the monotonic time `now`; the seconds to sleep before going on."""
        if not self.filled_at:
            self.tokens, self.filled_at = self.burst, now
        self.tokens = min(self.burst, self.tokens + (now - self.filled_at) * self.per_second) - tokens
        self.filled_at = now
        return max(0.0, -self.tokens / self.per_second)


@dataclass
class Socket:
    """One open socket. `line` is the Engine.IO socket below it; `tab` is what others may know it by."""

    sid: str
    line: Any
    session_id: str
    language: str
    bucket: Bucket
    tab: str = field(default_factory=lambda: new_id()[:10])
    topics: dict[str, Visitor] = field(default_factory=dict)
    # How many of its operations are being saved.
    unanswered: int = 0

    def send(self, packet: Packet) -> None:
        """Send a packet, unless the line has just closed."""
        with suppress(SocketIsClosedError):
            self.line.send(packet)

    @property
    def asker(self) -> Asker:
        return Asker(self.session_id, self.language)

    @property
    def link_ids(self) -> set[str]:
        """The links by which it follows anything: however many topics, it is one socket of each."""
        return {visitor.link_id for visitor in self.topics.values() if visitor.link_id}

    def matches(self, which: dict[str, str]) -> bool:
        """Whether a hang-up for `which` means this socket."""
        if which.get("session_id") == self.session_id:
            return True
        return any(
            getattr(visitor, name, None) == wanted for visitor in self.topics.values() for name, wanted in which.items()
        )


@dataclass
class Connections:
    """Every socket of this process, and who follows which topic."""

    server: Any = None
    sockets: dict[str, Socket] = field(default_factory=dict)
    # The same by their lines' own ids.
    by_line: dict[str, Socket] = field(default_factory=dict)
    followers: dict[str, dict[str, Socket]] = field(default_factory=dict)
    # Counted as they come and go: walking all sockets at each join would cost the more the fuller the room is.
    of_session: Counter[str] = field(default_factory=Counter)
    of_link: Counter[str] = field(default_factory=Counter)
    strangers_at: Counter[str] = field(default_factory=Counter)
    # How many hang-ups were heard: who was about to follow something meanwhile was not among those that matched.
    hang_ups: int = 0

    def open(self, socket: Socket) -> None:
        """Note a new socket."""
        self.sockets[socket.sid] = self.by_line[socket.line.sid] = socket
        self.of_session[socket.session_id] += 1

    def forget_stranger(self, address: str) -> None:
        """Let one more stranger come from `address`."""
        self.strangers_at[address] -= 1
        if not self.strangers_at[address]:
            del self.strangers_at[address]

    def follow(self, socket: Socket, topic: str, visitor: Visitor) -> None:
        """Note that a socket follows a topic, as who it is there now."""
        before = socket.link_ids
        socket.topics[topic] = visitor
        self.of_link.update(socket.link_ids - before)
        self._leave_links(before - socket.link_ids)
        self.followers.setdefault(topic, {})[socket.sid] = socket

    def _leave_links(self, link_ids: set[str]) -> None:
        for link_id in link_ids:
            self.of_link[link_id] -= 1
            if not self.of_link[link_id]:
                del self.of_link[link_id]

    def forget(self, sid: str) -> Socket | None:
        """Forget a socket that is gone, and give back what it was."""
        socket = self.sockets.pop(sid, None)
        if socket is None:
            return None
        self.by_line.pop(socket.line.sid, None)
        self.of_session[socket.session_id] -= 1
        if not self.of_session[socket.session_id]:
            del self.of_session[socket.session_id]
        self._leave_links(socket.link_ids)
        for topic in socket.topics:
            self._forget_follower(topic, sid)
        return socket

    def tell(self, topic: str, audience: str, event: str, message: dict[str, Any]) -> None:
        """Send one audience of a topic an event: it is written and framed once for all of them."""
        packet = Packet(MESSAGE, f"2{wire_json.dumps([event, message])}")
        for socket in list(self.followers.get(topic, {}).values()):
            if (visitor := socket.topics.get(topic)) and visitor.audience == audience:
                socket.send(packet)

    def unfollow(self, socket: Socket, topic: str) -> None:
        """Note that a socket no longer follows a topic."""
        before = socket.link_ids
        socket.topics.pop(topic, None)
        self._leave_links(before - socket.link_ids)
        self._forget_follower(topic, socket.sid)

    def _forget_follower(self, topic: str, sid: str) -> None:
        followers = self.followers.get(topic, {})
        followers.pop(sid, None)
        if not followers:
            self.followers.pop(topic, None)


def connections(app: Flask | None = None) -> Connections:
    """The connections of this process."""
    found = (app or current_app).extensions["onward.connections"]
    assert isinstance(found, Connections)
    return found
