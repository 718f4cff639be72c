"""Leaving one topic while the line stays: by oneself, or because one may no longer follow it."""

from collections.abc import Iterable

import structlog
from flask import Flask

from portal import green
from portal.live import presence
from portal.live.connections import Socket, connections
from portal.live.tail import tails
from portal.live.topics import find

# Whoever reloads their page or changes networks is back by then.
GRACE_SECONDS = 3.0

log = structlog.get_logger()


def leave_topic(app: Flask, socket: Socket, topic: str) -> None:
    """Stop telling a socket of a topic that it follows."""
    live = connections(app)
    live.unfollow(socket, topic)
    if topic not in live.followers:
        tails(app).pop(topic, None)
    presence.note_left(app, topic, socket)
    green.spawn(_tell, app, topic)


def send_away(app: Flask, socket: Socket, topic: str) -> None:
    """End a topic for who may no longer follow it; their line and their other topics stay."""
    if topic in socket.topics:
        leave_topic(app, socket, topic)
        connections(app).server.emit("bye", {"topic": topic, "reason": "revoked"}, to=socket.sid)


def tell_left(app: Flask, topics: Iterable[str]) -> None:
    """A line is gone: soon let the topics it followed know."""
    with app.app_context():
        listening = [topic for topic in topics if (found := find(topic)) and found[0].left]
    for topic in listening:
        green.spawn_after(GRACE_SECONDS, _tell, app, topic)


def _tell(app: Flask, topic: str) -> None:
    try:
        with app.app_context():
            found = find(topic)
            if found and found[0].left:
                found[0].left(found[1])
    except Exception:
        log.exception("leaving_not_told", topic=topic)
