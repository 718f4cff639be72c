"""The plan's part of the wire: what a message is answered, over the socket and over plain requests alike."""

from collections.abc import Callable
from typing import Any

from portal.access.actor import Actor
from portal.live.topics import Behind
from portal.plan import memory, queries
from portal.plan.answers import Answer, refused
from portal.plan.core.commands import Rejected
from portal.plan.editor import Author, Request, edit, queue_edit
from portal.plan.messages import Operation, read_message


def topic_of(plan_id: str) -> str:
    """The plan's name on the wire."""
    return f"plan:{plan_id}"


def answer_op(plan_id: str, workspace_id: str, session_id: str, message: Any) -> Answer:
    """Do what an `op` message asks, in the name of a browser session, and answer when it is saved."""
    try:
        operation = _read_op(plan_id, message)
    except Rejected as rejection:
        return refused(rejection)
    return edit(plan_id, operation.commands, Author(session_id, workspace_id, said=operation.said), operation.cid)


def take_op(plan_id: str, workspace_id: str, session_id: str, message: Any, answered: Callable[[Answer], None]) -> None:
    """The same without waiting: `answered` hears when it is saved."""
    try:
        operation = _read_op(plan_id, message)
    except Rejected as rejection:
        answered(refused(rejection))
        return
    author = Author(session_id, workspace_id, said=operation.said)
    queue_edit(plan_id, Request(operation.commands, author, operation.cid, answered))


def _read_op(plan_id: str, message: Any) -> Operation:
    operation = read_message(message)
    if operation.topic != topic_of(plan_id):
        raise Rejected("gone", "plan_gone")
    return operation


def answer_since(plan_id: str, actor: Actor, seq: int) -> dict[str, Any]:
    """The operations after `seq` that the actor's side may see, or where to find the whole plan."""
    behind = read_since(plan_id, actor.side.value, seq)
    if behind.operations is None:
        return {"ok": True, "seq": behind.seq, "snapshot": f"/w/{actor.workspace_id}/plan/snapshot"}
    return {"ok": True, "seq": behind.seq, "ops": behind.operations}


def read_since(plan_id: str, side: str, seq: int, revision: int | None = None) -> Behind:
    """What a viewer who stands at `seq` (nowhere, if negative) has missed.

    Read from memory alone where that reaches the plan's `revision`.
    """
    known = memory.remembered(plan_id)
    if revision is not None and known and known.plan.revision >= revision:
        head = known.plan.revision if side == "team" else known.plan.shared_revision
    else:
        head = queries.head_of(plan_id, side)
    if seq < 0 or not 0 <= head - seq <= queries.FAR_BEHIND:
        return Behind(head, None)
    operations = queries.operations_since(plan_id, side, seq, head) if head > seq else []
    return Behind(head, operations)
