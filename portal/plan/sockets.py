"""The plan as a live topic."""

from functools import partial
from typing import Any

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from portal.access.sockets import visitors_of
from portal.extensions import db
from portal.live import doorbell
from portal.live.topics import Answering, Asker, Kind, Visitor, register_kind
from portal.plan import memory
from portal.plan.answers import Answer
from portal.plan.models import TaskRow
from portal.plan.queries import workspace_of
from portal.plan.wire import read_since, take_op


def register(app: Flask) -> None:
    """Let plans be followed and edited over sockets."""
    register_kind(app, "plan", Kind(_enter, read_since, _snapshot, _do, _hidden))
    doorbell.listen(app, "rewritten", partial(_forget, app))


def _forget(app: Flask, message: dict[str, Any]) -> None:
    name, _, plan_id = message["topic"].partition(":")
    if name == "plan":
        memory.forget(app, plan_id)


def _enter(plan_id: str, session_ids: set[str]) -> dict[str, Visitor]:
    workspace_id = workspace_of(plan_id)
    if workspace_id is None:
        return {}
    return visitors_of(workspace_id, session_ids)


def _snapshot(workspace_id: str) -> str:
    return f"/w/{workspace_id}/plan/snapshot"


def _do(plan_id: str, visitor: Visitor, asker: Asker, message: Any, answer: Answering) -> None:
    take_op(plan_id, visitor.workspace_id, asker.session_id, message, partial(_tell, asker, answer))


def _tell(asker: Asker, tell: Answering, answer: Answer) -> None:
    if answer.is_accepted:
        tell(answer.to_wire())
    else:
        with force_locale(asker.language):
            tell(answer.to_wire())


def _hidden(plan_id: str, rows: set[str]) -> set[str]:
    # Asked of the database: what this process remembers may be older than what another one has hidden.
    shared = select(TaskRow.id).where(TaskRow.plan_id == plan_id, TaskRow.id.in_(rows), TaskRow.visibility == "shared")
    return rows - set(db.session.scalars(shared))
