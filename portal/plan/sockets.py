"""The plan as a live topic."""

from typing import Any

from flask import Flask
from flask_babel import force_locale

from portal.access.actor import Actor, actors_of
from portal.access.policy import Act, may
from portal.extensions import db
from portal.live.topics import Asker, Kind, Visitor, register_kind
from portal.plan import memory
from portal.plan.queries import workspace_of
from portal.plan.wire import answer_op, read_since


def register(app: Flask) -> None:
    """Let plans be followed and edited over sockets."""
    register_kind(app, "plan", Kind(_enter, read_since, _snapshot, _do, _is_hidden))


def _enter(plan_id: str, session_ids: set[str]) -> dict[str, Visitor]:
    workspace_id = workspace_of(plan_id)
    if workspace_id is None:
        return {}
    actors = actors_of(db.session(), {(session_id, workspace_id) for session_id in session_ids})
    return {actor.session_id: _visitor(actor) for actor in actors.values() if may(actor, Act.SEE)}


def _visitor(actor: Actor) -> Visitor:
    return Visitor(
        audience=actor.side.value,
        workspace_id=actor.workspace_id,
        participant_id=actor.participant_id,
        link_id=actor.link_id,
        member_id=actor.member_id,
    )


def _snapshot(workspace_id: str) -> str:
    return f"/w/{workspace_id}/plan/snapshot"


def _do(plan_id: str, visitor: Visitor, asker: Asker, message: Any) -> dict[str, Any]:
    answer = answer_op(plan_id, visitor.workspace_id, asker.session_id, message)
    if answer.is_accepted:
        return answer.to_wire()
    with force_locale(asker.language):
        return answer.to_wire()


def _is_hidden(plan_id: str, row: str) -> bool:
    """Whether customers may not know that someone is on this row."""
    known = memory.remembered(plan_id)
    task = known.plan.tasks.get(row) if known else None
    return task is None or not task.is_shared
