"""What is asked to be done: `op` messages, taken off the line and handed to their topic.

They are most of what comes in. They do not pass the engine's own way to a handler, which costs more than an edit, and
while they are saved the line is read on: what somebody sends in a row is saved together.
"""

import json
import re
import time
from dataclasses import dataclass
from typing import Any

import structlog
from engineio.packet import MESSAGE, Packet
from flask import Flask
from flask_babel import force_locale, gettext

from portal import green, signs, wire_json
from portal.live.connections import Socket, connections
from portal.live.topics import find
from portal.logs import edit_id

EVENT = "op"
# A Socket.IO event packet: its kind, the number its answer is to carry, and the event's name.
OP = re.compile(rf'2(\d{{0,10}})(?=\s*\[\s*"{EVENT}"\s*[,\]])')
OPERATIONS_A_TOKEN = 10
# So many of one line may be under way; more wait on the line itself.
MOST_UNANSWERED = 200
LOOK_AGAIN_SECONDS = 0.002

log = structlog.get_logger()


@dataclass(slots=True)
class Answer:
    """The way back of one operation's answer."""

    socket: Socket
    number: str

    def __call__(self, answer: dict[str, Any]) -> None:
        """Send it to who asked."""
        self.socket.unanswered -= 1
        signs.socket_events.labels(EVENT, "ok" if answer["ok"] else answer["err"]).inc()
        if self.number:
            self.socket.send(Packet(MESSAGE, f"3{self.number}[{wire_json.dumps(answer)}]"))


def take_op(app: Flask, line: str, data: Any) -> bool:
    """Do what `data` asks if it is an `op` from a greeted line; whether it was.

    Raises ValueError or RecursionError for what is no JSON.
    """
    asked = OP.match(data) if isinstance(data, str) else None
    socket = connections(app).by_line.get(line)
    if asked is None or socket is None:
        return False
    sent = json.loads(data[asked.end() :])
    message = sent[1] if len(sent) > 1 and isinstance(sent[1], dict) else {}
    _wait_for_turn(app, socket, message)
    if is_here(app, socket):
        socket.unanswered += 1
        _do(app, socket, message, Answer(socket, asked[1]))
    return True


def _wait_for_turn(app: Flask, socket: Socket, message: dict[str, Any]) -> None:
    seconds = socket.bucket.wait_seconds(time.monotonic(), _cost_of(message))
    if seconds:
        green.sleep(seconds)
    while socket.unanswered >= MOST_UNANSWERED and is_here(app, socket):
        green.sleep(LOOK_AGAIN_SECONDS)


def _cost_of(message: dict[str, Any]) -> float:
    """In messages: one that asks for many operations counts as several."""
    operations = message.get("ops")
    return 1 + len(operations) // OPERATIONS_A_TOKEN if isinstance(operations, list) else 1


def _do(app: Flask, socket: Socket, message: dict[str, Any], answer: Answer) -> None:
    """Who may follow may send; what they may change is read anew inside the edit."""
    with app.app_context():
        try:
            topic = message.get("topic")
            found = find(topic)
            visitor = socket.topics.get(topic) if isinstance(topic, str) else None
            if found and visitor is None:
                visitor = found[0].enter(found[1], {socket.session_id}).get(socket.session_id)
            if found is None or visitor is None:
                answer(refused(socket))
                return
            kind, topic_id = found
            kind.do(topic_id, visitor, socket.asker, message, answer)
        except Exception:
            log.exception("op_failed", topic=str(message.get("topic"))[:64], edit=edit_id(message.get("cid")))
            answer(failed(socket))


def is_here(app: Flask, socket: Socket) -> bool:
    """Whether the socket is still open: it may have gone while its event waited."""
    return connections(app).sockets.get(socket.sid) is socket


def refused(socket: Socket) -> dict[str, Any]:
    """The answer to who may not, or no longer."""
    with force_locale(socket.language):
        return {"ok": False, "err": "gone", "say": gettext("This is no longer there, or no longer open to you.")}


def failed(socket: Socket) -> dict[str, Any]:
    """The answer when the server itself went wrong."""
    with force_locale(socket.language):
        return {"ok": False, "err": "internal", "say": gettext("Not saved. Try again in a moment.")}
