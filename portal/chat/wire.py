"""The conversation's part of the wire: what a message is answered, over the socket and over plain requests alike."""

from typing import Any

from portal.chat.actions import carry_out
from portal.chat.operations import read_message
from portal.chat.queries import topic_of
from portal.chat.refusals import GONE, Refused
from portal.plan.editor import Author


def answer_op(workspace_id: str, session_id: str, message: Any) -> dict[str, Any]:
    """Do what an `op` message asks, in the name of a browser session."""
    try:
        asked = read_message(message)
        if asked.topic != topic_of(workspace_id):
            raise Refused("gone", GONE)
        return carry_out(Author(session_id, workspace_id), asked.operations).to_wire()
    except Refused as refused:
        return refused.to_wire()
