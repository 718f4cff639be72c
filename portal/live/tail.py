"""Tailing the log: after a ring, each audience is sent what its own sequence has gained, in one frame a viewer.

A change goes out at once. Only where changes keep coming into a large room does the topic rest between frames, so that
many edits share one, and the longer the more people are there: a room of a hundred pays for some twelve frames a
second, not for every edit.
"""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal import green, signs
from portal.live.connections import connections
from portal.live.topics import AUDIENCES, find

REST_SECONDS, MORE_REST_A_VIEWER, LONGEST_REST = 0.04, 0.0004, 0.1
LARGE_ROOM = 20
AGAIN_SECONDS = 1.0
# A room is busy when this many frames went out within these seconds, rests not counted: ten edits a second that come
# at random moments seldom make it so.
BUSY_FRAMES, BUSY_SECONDS = 20, 1.0
SECONDS_BETWEEN_QUEUE_CHECKS = 1.0
# So few may wait for a viewer on a slow line, whatever their size.
FEW_PACKETS = 16

log = structlog.get_logger()


@dataclass
class Tail:
    """How far each audience of one topic has been told."""

    told: dict[str, int] = field(default_factory=dict)
    revision: int | None = None
    is_sending: bool = False
    is_due: bool = False
    sent_at: deque[float] = field(default_factory=lambda: deque([0.0] * BUSY_FRAMES, maxlen=BUSY_FRAMES))
    rested: float = 0.0
    queues_checked_at: float = 0.0

    def rest_seconds(self, viewers: int, now: float) -> float:
        """How long to rest after a frame sent at the monotonic time `now`."""
        self.sent_at.append(now - self.rested)
        is_busy = self.sent_at[-1] - self.sent_at[0] < BUSY_SECONDS
        if not is_busy or viewers < LARGE_ROOM:
            return 0.0
        rest = min(LONGEST_REST, REST_SECONDS + MORE_REST_A_VIEWER * viewers)
        self.rested += rest
        return rest


def tails(app: Flask) -> dict[str, Tail]:
    """The tails of this process, by topic."""
    found: dict[str, Tail] = app.extensions.setdefault("onward.tails", {})
    return found


def start_tail(app: Flask, topic: str, audience: str, seq: int) -> None:
    """Tell this audience of `topic` everything after `seq`, unless it is being told already."""
    tail = tails(app).setdefault(topic, Tail())
    if audience not in tail.told:
        tail.told[audience] = seq
        # Whatever was committed while `seq` was being read rang before anybody listened.
        hear_ring(app, {"topic": topic, "revision": 0})


def hear_ring(app: Flask, message: dict[str, Any]) -> None:
    """A topic moved on: send the news soon, in the background."""
    tail = tails(app).get(message["topic"])
    if tail is None:
        return
    # Where no revision is named only the log knows how far it is: memory may be behind what was rung unheard.
    tail.revision = max(tail.revision or 0, message["revision"]) if message["revision"] else None
    tail.is_due = True
    if not tail.is_sending:
        tail.is_sending = True
        green.spawn(_send_until_quiet, app, message["topic"], tail)


def _send_until_quiet(app: Flask, topic: str, tail: Tail) -> None:
    try:
        while tail.is_due:
            tail.is_due = False
            with app.app_context():
                send_news(app, topic, tail)
            viewers = len(connections(app).followers.get(topic, ()))
            green.sleep(tail.rest_seconds(viewers, time.monotonic()))
    except SQLAlchemyError as error:
        # The database is away for a moment, and nobody may ring again.
        log.warning("news_not_read", topic=topic, error=type(error).__name__)
        green.spawn_after(AGAIN_SECONDS, hear_ring, app, {"topic": topic, "revision": 0})
    except Exception:
        # Whatever went wrong, the next head lets every viewer notice and ask.
        log.exception("news_not_sent", topic=topic)
    finally:
        tail.is_sending = False
    if tail.is_due:
        # Rung by another thread between the last look and the line above.
        hear_ring(app, {"topic": topic, "revision": tail.revision or 0})


def send_news(app: Flask, topic: str, tail: Tail) -> None:
    """Send each audience what it has not been told, and remember how far that was."""
    found = find(topic)
    if found is None:
        return
    kind, topic_id = found
    live = connections(app)
    for audience in AUDIENCES:
        seq = tail.told.get(audience)
        if seq is None:
            continue
        behind = kind.read(topic_id, audience, seq, tail.revision)
        # A round may have told it while this was read, and more.
        if behind.seq <= tail.told[audience]:
            continue
        tail.told[audience] = behind.seq
        if behind.operations is None:
            live.tell(topic, audience, "head", {"topic": topic, "seq": behind.seq})
        else:
            news = {"topic": topic, "from": seq + 1, "to": behind.seq, "ops": behind.operations}
            live.tell(topic, audience, "ops", news)
            signs.news.inc()
    if time.monotonic() - tail.queues_checked_at > SECONDS_BETWEEN_QUEUE_CHECKS:
        tail.queues_checked_at = time.monotonic()
        _drop_slow(app, topic)


def _drop_slow(app: Flask, topic: str) -> None:
    """Hang up on viewers who do not read: their queue would grow without end."""
    limit = app.extensions["onward.settings"].send_queue_bytes
    live = connections(app)
    for socket in list(live.followers.get(topic, {}).values()):
        if _queued_bytes(live.server, socket.sid, limit) > limit:
            hang_up(app, socket.sid, "slow")


def _queued_bytes(server: Any, sid: str, limit: int) -> int:
    engine = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
    if engine is None or engine.queue.qsize() < FEW_PACKETS:
        return 0
    return sum(len(packet.data or "") for packet in list(engine.queue.queue) if packet is not None)


def hang_up(app: Flask, sid: str, reason: str, jitter_ms: int = 0) -> None:
    """Say goodbye with the reason and close the socket, in the background: a stuck client must hold nobody up."""
    server = connections(app).server
    eio_sid = server.manager.eio_sid_from_sid(sid, "/")
    if eio_sid is not None:
        signs.hang_ups.labels(reason).inc()
        if reason == "slow":
            _forget_queue(server, eio_sid)
        server.emit("bye", {"reason": reason, "jitter_ms": jitter_ms}, to=sid)
        green.spawn(close, server, eio_sid)


def _forget_queue(server: Any, eio_sid: str) -> None:
    """Drop what a viewer did not read, so that it is not held until their line is given up."""
    engine = server.eio.sockets.get(eio_sid)
    while engine is not None and not engine.queue.empty():
        engine.queue.get(block=False)
        engine.queue.task_done()


def close(server: Any, eio_sid: str) -> None:
    """Close one line now; what is still queued for it is sent if it is read."""
    # Not by the engine's own disconnect: it waits until the queue is read, and some never read.
    engine = server.eio.sockets.pop(eio_sid, None)
    try:
        if engine is not None:
            engine.close(wait=False, reason=server.eio.reason.SERVER_DISCONNECT)
    except Exception:
        log.warning("socket_close_failed", exc_info=True)
