"""The socket's messages by plain requests, for networks where sockets do not pass, and how far somebody has read."""

from typing import Any, TypeVar

from flask import Response, abort, jsonify, request
from pydantic import BaseModel, ValidationError

from portal.access.entry import enter
from portal.chat import queries
from portal.chat.actions import move_read_mark
from portal.chat.blueprint import blueprint
from portal.chat.refusals import MALFORMED, Refused
from portal.chat.wire import answer_op
from portal.extensions import db
from portal.web.wire import asked_seq, wire_answer

Read = TypeVar("Read", bound=BaseModel)


def read_form(kind: type[Read], **fields: Any) -> Read:
    """An operation from a form's fields. Raises Refused for what can be none."""
    try:
        return kind(**fields)
    except ValidationError:
        raise Refused("invalid", MALFORMED) from None


@blueprint.post("/w/<workspace_id>/chat/op")
def send_op(workspace_id: str) -> tuple[Response, int]:
    entry = enter(workspace_id)
    answer = answer_op(workspace_id, entry.actor.session_id, request.get_json(silent=True))
    return wire_answer(answer)


@blueprint.get("/w/<workspace_id>/chat/since")
def show_since(workspace_id: str) -> Response:
    entry = enter(workspace_id)
    seq = asked_seq()
    behind = queries.read_since(workspace_id, entry.actor.side.value, seq)
    if behind.operations is None:
        return jsonify(ok=True, seq=behind.seq, snapshot=f"/w/{workspace_id}/chat/snapshot")
    return jsonify(ok=True, seq=behind.seq, ops=behind.operations)


@blueprint.get("/w/<workspace_id>/chat/snapshot")
def show_snapshot(workspace_id: str) -> Response:
    entry = enter(workspace_id)
    side = entry.actor.side
    messages = queries.to_wire(queries.newest(side, workspace_id), side, workspace_id)
    counts = queries.comments_by_task(side, workspace_id)
    return jsonify(seq=queries.head_of(workspace_id, side), messages=messages, comments=counts)


@blueprint.post("/w/<workspace_id>/chat/read")
def note_read(workspace_id: str) -> Response:
    """The reader has seen their room up to this message."""
    entry = enter(workspace_id)
    sent = request.get_json(silent=True)
    message_id = sent.get("m") if isinstance(sent, dict) else None
    message = queries.message_seen(db.session(), workspace_id, entry.actor.side, str(message_id)[:22])
    if message is None:
        abort(404)
    if entry.actor.participant_id:
        move_read_mark(entry.actor.participant_id, message.room, message.number)
    return jsonify(ok=True)
