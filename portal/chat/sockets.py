"""The conversation of a workspace as a live topic."""

from typing import Any

from flask import Flask
from flask_babel import force_locale

from portal.access.sockets import visitors_of
from portal.chat.models import Room
from portal.chat.queries import read_since
from portal.chat.wire import answer_op
from portal.extensions import db
from portal.live.topics import Answering, Asker, Kind, Visitor, register_kind
from portal.plan.queries import shared_task_ids


def register(app: Flask) -> None:
    """Let conversations be followed and written in over sockets."""
    register_kind(app, "chat", Kind(visitors_of, read_since, _snapshot, _do, _hidden))


def _snapshot(workspace_id: str) -> str:
    return f"/w/{workspace_id}/chat/snapshot"


def _do(workspace_id: str, _visitor: Visitor, asker: Asker, message: Any, answer: Answering) -> None:
    with force_locale(asker.language):
        answer(answer_op(workspace_id, asker.session_id, message))


def _hidden(workspace_id: str, rows: set[str]) -> set[str]:
    """Only the shared room and their own tasks are places to customers."""
    steps = shared_task_ids(workspace_id).subquery()
    return rows - {Room.SHARED, *db.session.scalars(db.select(steps.c.id).where(steps.c.id.in_(rows)))}
