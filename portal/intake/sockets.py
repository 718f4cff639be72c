"""Forms as live topics."""

from typing import Any

from flask import Flask
from flask_babel import force_locale

from portal.access.policy import Act
from portal.access.sockets import visitors_of
from portal.extensions import db
from portal.intake.models import FormRow, FormStatus
from portal.intake.wire import answer_op, read_since
from portal.live.topics import Answering, Asker, Kind, Visitor, register_kind


def register(app: Flask) -> None:
    """Let forms be followed and filled in over sockets."""
    register_kind(app, "form", Kind(_enter, read_since, _snapshot, _do, _hidden))


def _enter(form_id: str, session_ids: set[str]) -> dict[str, Visitor]:
    form = db.session.get(FormRow, form_id, populate_existing=True)
    if form is None or form.removed_at is not None:
        return {}
    # Drafts are the team's alone: to customers their topic is not there.
    needed = Act.MANAGE if form.status is FormStatus.DRAFT else Act.SEE
    return visitors_of(form.workspace_id, session_ids, needed)


def _snapshot(workspace_id: str) -> str:
    # Never needed: news are state, so what is missed is never too much. Only a form that has just gone leads here.
    return f"/w/{workspace_id}/forms"


def _do(form_id: str, visitor: Visitor, asker: Asker, message: Any, answer: Answering) -> None:
    with force_locale(asker.language):
        answer(answer_op(form_id, visitor.workspace_id, asker.session_id, message))


def _hidden(_form_id: str, _rows: set[str]) -> set[str]:
    """Whoever may follow a form sees every field of it."""
    return set()
