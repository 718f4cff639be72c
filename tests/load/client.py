"""The load generator: many viewers of one plan in one thread, cheap enough never to be the bottleneck.

A Room holds open Socket.IO websockets on one epoll. Every edit carries a number in its text (`~17~`), which is also its
acknowledgement id: so an arriving frame is searched for numbers and hardly ever parsed. All times are seconds of
time.perf_counter().
"""

import json
import re
import secrets
import select
import socket
import time
from dataclasses import dataclass, field

from tests.load.frames import CLOSE, client_frame, split_frames, upgrade_request

NUMBER = re.compile(rb"~(\d+)~")
READ_BYTES = 1 << 18
OPEN_SECONDS = 30


@dataclass
class Target:
    """A server under load: where it listens, its process, and what viewers need to take part."""

    name: str
    port: int
    pid: int
    topic: str
    tasks: list[str]
    cookies: list[str] = field(default_factory=list)
    seq: int = 0
    workspace: str = ""

    def cookie(self, viewer: int) -> str:
        return self.cookies[viewer % len(self.cookies)] if self.cookies else ""


class Viewer:
    """One browser tab's websocket, open and joined."""

    __slots__ = ("sock", "rest", "backlog", "tab", "is_gone")

    def __init__(self, target: Target, number: int, source: str = "") -> None:
        self.rest, self.backlog, self.tab, self.is_gone = b"", b"", secrets.token_urlsafe(16), False
        address = ("127.0.0.1", target.port)
        self.sock = socket.create_connection(address, OPEN_SECONDS, (source, 0) if source else None)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.sendall(upgrade_request(target.port, target.cookie(number)))
        self._upgrade()
        self._await(b"0{")
        self.sock.sendall(client_frame(b"40"))
        self._await(b"40")
        join = json.dumps(["join", {"topic": target.topic, "seq": target.seq}], separators=(",", ":"))
        self.sock.sendall(client_frame(b"420" + join.encode()))
        answer = json.loads(self._await(b"430[")[3:])[0]
        if not answer.get("ok"):
            raise RuntimeError(f"join was refused: {answer}")
        self.sock.setblocking(False)

    def _upgrade(self) -> None:
        while b"\r\n\r\n" not in self.rest:
            self._receive()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"no websocket: {head.splitlines()[0].decode()}")

    def _await(self, start: bytes) -> bytes:
        """The next packet that starts with `start`; others are read past."""
        while True:
            frames, self.rest = split_frames(self.rest)
            for at, (opcode, payload) in enumerate(frames):
                if opcode == CLOSE or payload.startswith(b"44"):
                    raise RuntimeError(f"the server hung up: {payload!r}")
                if payload.startswith(start):
                    self.rest = b"".join(_unsplit(frame) for frame in frames[at + 1 :]) + self.rest
                    return payload
            self._receive()

    def _receive(self) -> None:
        more = self.sock.recv(READ_BYTES)
        if not more:
            raise RuntimeError("the server hung up while a viewer joined")
        self.rest += more

    def send(self, payload: bytes) -> None:
        """Hand a packet to the kernel; what does not fit waits for the next send."""
        self.backlog += client_frame(payload)
        self.flush()

    def flush(self) -> None:
        try:
            self.backlog = self.backlog[self.sock.send(self.backlog) :]
        except BlockingIOError:
            pass
        except OSError:
            self.is_gone = True


def _unsplit(frame: tuple[int, bytes]) -> bytes:
    """A server's frame as it came, for packets that arrive on the heels of the awaited one."""
    opcode, payload = frame
    size = len(payload)
    length = bytes((size,)) if size < 126 else b"\x7f" + size.to_bytes(8)
    return bytes((128 | opcode,)) + length + payload


class Room:
    """Viewers of one target, and what became of every edit they sent.

    `sent`, `acked` and `whole` (the moment the last viewer had it) are times by edit number; `idle` is the CPU time
    spent watching silent sockets. With `acks_at_once` the kernel acknowledges segments as they are read, so that a
    server without TCP_NODELAY is not slowed by delayed acknowledgements.
    """

    def __init__(self, target: Target, acks_at_once: bool = False) -> None:
        self.target, self.acks_at_once = target, acks_at_once
        self.idle = 0.0
        # Without it a later room would set what an earlier one had set: no change, so nothing to send.
        self.mark = secrets.token_urlsafe(12)
        self.viewers: list[Viewer] = []
        self.sent: list[float] = []
        self.seen: list[int] = []
        self.acked: dict[int, float] = {}
        self.answers: dict[int, dict] = {}
        self.whole: dict[int, float] = {}
        self.deliveries = 0
        self.refused: list[dict] = []
        self.fresh_acks: list[int] = []
        self._poll = select.epoll()
        self._by_fd: dict[int, Viewer] = {}

    def open(self, count: int) -> None:
        """Open viewers until there are `count`."""
        while len(self.viewers) < count:
            viewer = Viewer(self.target, len(self.viewers))
            self.viewers.append(viewer)
            self._by_fd[viewer.sock.fileno()] = viewer
            self._poll.register(viewer.sock, select.EPOLLIN)
            self.pump(0)

    def close(self) -> None:
        for viewer in self.viewers:
            viewer.sock.close()
        self._poll.close()
        self.viewers = []

    def edit(self, writer: int, task: str) -> int:
        """Send one edit of about 200 bytes from viewer `writer`; returns its number."""
        number, viewer = len(self.sent), self.viewers[writer]
        packet = (
            f'42{number}["op",{{"topic":"{self.target.topic}","cid":"{viewer.tab}.{number}","ops":'
            f'[{{"k":"set","t":"{task}","f":"title","v":"~{number}~ Agree who signs ({self.mark})"}}]}}]'
        )
        self.seen.append(0)
        self.sent.append(time.perf_counter())
        viewer.send(packet.encode())
        return number

    def pump(self, timeout: float) -> None:
        """Wait up to `timeout` s for the servers' frames, stamp all that came, then read what they say."""
        arrived = []
        for fd, _ in self._watch(timeout):
            viewer = self._by_fd[fd]
            try:
                arrived.append((viewer, viewer.sock.recv(READ_BYTES), time.perf_counter()))
                if self.acks_at_once:
                    viewer.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            except BlockingIOError:
                continue
            except OSError:
                arrived.append((viewer, b"", 0.0))
        for viewer, stream, at in arrived:
            if stream:
                self._read(viewer, stream, at)
            elif not viewer.is_gone:
                viewer.is_gone = True
                self._poll.unregister(viewer.sock)

    def _watch(self, timeout: float) -> list[tuple[int, int]]:
        """The sockets with news. While edits are under way it watches without sleeping: waking a sleeping core for
        every frame would be charged to the server, which with viewers elsewhere never pays for that."""
        start, until = time.process_time(), time.perf_counter() + timeout
        while not (ready := self._poll.poll(0)):
            left = until - time.perf_counter()
            if left <= 0:
                break
            if len(self.whole) == len(self.sent):
                self.idle += time.process_time() - start
                return self._poll.poll(left)
        self.idle += time.process_time() - start
        return ready

    def _read(self, viewer: Viewer, stream: bytes, at: float) -> None:
        frames, viewer.rest = split_frames(viewer.rest + stream if viewer.rest else stream)
        for _, payload in frames:
            if payload.startswith(b'42["ops"'):
                self._count(payload, at)
            elif payload.startswith(b"43"):
                self._take_answer(payload, at)
            elif payload == b"2":
                viewer.send(b"3")
        if viewer.backlog:
            viewer.flush()

    def _count(self, payload: bytes, at: float) -> None:
        seen, everyone = self.seen, len(self.viewers)
        numbers = NUMBER.findall(payload)
        self.deliveries += len(numbers)
        for text in numbers:
            number = int(text)
            if number < len(seen):
                seen[number] += 1
                if seen[number] == everyone:
                    self.whole[number] = at

    def _take_answer(self, payload: bytes, at: float) -> None:
        start = payload.index(b"[")
        answer, number = json.loads(payload[start:])[0], int(payload[2:start])
        self.fresh_acks.append(number)
        if answer.get("ok"):
            self.acked[number] = at
            self.answers[number] = answer
        else:
            self.refused.append(answer)

    @property
    def gone(self) -> int:
        return sum(viewer.is_gone for viewer in self.viewers)
