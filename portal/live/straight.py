"""Straight to and from the sockets: a packet is framed once for all viewers and handed to the kernel at once.

The ordinary way, a queue and a green thread a socket, costs three times as much a delivery. It stays for every moment
in which a socket cannot take a whole frame: order is kept, because nothing overtakes what waits in the queue or holds
the websocket's send lock, and nobody ever waits for a slow viewer. All of this reaches into python-engineio and
eventlet, so it is switched on only for the versions it was read and tested with.
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from typing import Any

import structlog
from engineio.packet import PING, Packet
from engineio.socket import Socket as EngineSocket

from portal import green

READ_AND_TESTED = {"python-engineio": ("4.15.1",), "eventlet": ("0.41.3",)}
RFC_6455 = 13
READ_BYTES = 8_192

log = structlog.get_logger()


def write_straight(server: Any) -> bool:
    """Let the Socket.IO `server` write straight; whether it does. In threading mode it never does."""
    if not green.is_green():
        return False
    found = {package: version(package) for package in READ_AND_TESTED}
    if any(found[package] not in known for package, known in READ_AND_TESTED.items()):
        log.warning("straight_writing_is_off", because="other versions than those it was tested with", **found)
        return False
    server.eio._async = {**server.eio._async, "websocket": _websocket_that_writes_straight(server)}
    server.eio.start_background_task = partial(_ping_by_timer, server.eio, server.eio.start_background_task)
    return True


def _ping_by_timer(eio: Any, start: Callable[..., Any], task: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Start a task; but a ping is set by a timer: a green thread asleep for it is a fifth of what a viewer weighs."""
    if getattr(task, "__func__", None) is not EngineSocket._send_ping:
        return start(task, *args, **kwargs)
    return green.spawn_after(eio.ping_interval, _ping, task.__self__)  # type: ignore[attr-defined]


def _ping(engine: Any) -> None:
    if not engine.closing and not engine.closed:
        engine.last_ping = time.time()
        engine.send(Packet(PING))


def _websocket_that_writes_straight(server: Any) -> Any:
    ordinary = server.eio._async["websocket"]

    def make(handler: Any, eio: Any) -> Any:
        def handle(websocket: Any) -> Any:
            engine = handler.__self__
            if _can_write_straight(websocket):
                # Set on this one websocket: eventlet's own takes off the mask byte by byte.
                websocket._apply_mask = without_mask
                websocket.socket = Ahead(websocket.socket)
                engine.send = Sender(engine, websocket).send
            try:
                return handler(websocket)
            finally:
                # Else the two would hold each other until the garbage collector comes.
                engine.__dict__.pop("send", None)

        return ordinary(handle, eio)

    return make


def _can_write_straight(websocket: Any) -> bool:
    # Drafts older than RFC 6455 frame otherwise, compressed frames differ from socket to socket, and what lies under a
    # socket with TLS would be written to in the clear.
    is_plain = type(websocket.socket).__name__ == "GreenSocket"
    return is_plain and websocket.version == RFC_6455 and not websocket.extensions


class Sender:
    """How one Engine.IO socket sends, in place of its own `send`."""

    __slots__ = ("engine", "websocket")

    def __init__(self, engine: Any, websocket: Any) -> None:
        self.engine, self.websocket = engine, websocket

    def send(self, packet: Any) -> None:
        """Write the packet now, or put it behind what waits. Raises SocketIsClosedError like the engine's own."""
        engine = self.engine
        if not engine.check_ping_timeout():
            return
        # The ordinary writer hangs up when nothing passes its queue for long: pings keep it there.
        if packet.packet_type == PING or self._is_busy():
            engine.queue.put(packet)
            return
        frame = _frame_of(packet, self.websocket)
        try:
            sent = self.websocket.socket.fd.send(frame)
        except OSError:
            # Full or broken: the ordinary writer waits for the first and notices the second.
            engine.queue.put(packet)
            return
        if sent < len(frame):
            self.websocket._sendlock.acquire()
            green.spawn(self._finish, frame[sent:])

    def _is_busy(self) -> bool:
        lock = self.websocket._sendlock
        return bool(not self.engine.upgraded or self.engine.queue.qsize() or lock.counter <= 0 or lock._waiters)

    def _finish(self, rest: bytes) -> None:
        """Send what the kernel did not take; the lock is held, so everything else queues behind."""
        try:
            self.websocket.socket.sendall(rest)
        except OSError:
            # Half a frame stands on the line: whatever followed would be taken for its end.
            with suppress(OSError):
                self.websocket.socket.shutdown(socket.SHUT_RDWR)
        finally:
            self.websocket._sendlock.release()


class Ahead:
    """A socket that is read ahead: eventlet asks four times for each frame, and only the first asks the kernel."""

    __slots__ = ("held", "socket")

    def __init__(self, socket: Any) -> None:
        self.socket, self.held = socket, b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.socket, name)

    def recv(self, size: int) -> bytes:
        """At most `size` bytes, or none where the line has ended; waits for the first."""
        held = self.held or self.socket.recv(READ_BYTES)
        self.held = held[size:]
        return held[:size]


def _frame_of(packet: Any, websocket: Any) -> bytes:
    frame: bytes | None = packet.__dict__.get("frame")
    if frame is None:
        frame = packet.frame = websocket._pack_message(packet.encode())
    return frame


def without_mask(data: bytes, mask: Any, length: int | None = None, offset: int = 0) -> bytes:
    """`data` of a websocket frame with its mask of four bytes taken off; `data` begins at `offset` of the frame."""
    size, key = len(data) if length is None else length, bytes(mask)
    turned = key[offset % 4 :] + key[: offset % 4]
    key = (turned * (size // 4 + 1))[:size]
    return (int.from_bytes(data[:size], "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
