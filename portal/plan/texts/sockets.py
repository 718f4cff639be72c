"""A task's text as a live topic of its own.

Not part of the plan's: its numbers count keystrokes, not changes, and only who has the text open hears of them.
"""

from typing import Any

import structlog
from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy import select

from portal import green
from portal.access.sockets import visitors_of
from portal.database import new_id
from portal.extensions import db
from portal.live.presence import is_someone_writing
from portal.live.rounds import check_rights
from portal.live.topics import Answering, Asker, Behind, Kind, Visitor, register_kind
from portal.plan.core.commands import SettleText
from portal.plan.editor import Author, edit
from portal.plan.models import PhaseRow, PlanRow, TaskRow
from portal.plan.texts.models import TextRow, TextUpdateRow
from portal.plan.texts.room import answer_op
from portal.plan.texts.settle import topic_of

log = structlog.get_logger()


def register(app: Flask) -> None:
    """Let descriptions be typed into by several people at once."""
    register_kind(app, "text", Kind(_enter, _read, _snapshot, _do, _hidden, left=settle_text, ends_alone=True))


def _enter(task_id: str, session_ids: set[str]) -> dict[str, Visitor]:
    task = db.session.execute(
        select(PlanRow.workspace_id, TaskRow.visibility)
        .join(TaskRow, TaskRow.plan_id == PlanRow.id)
        .join(PhaseRow, PhaseRow.id == TaskRow.phase_id)
        .where(TaskRow.id == task_id, TaskRow.removed_at.is_(None), PhaseRow.removed_at.is_(None))
    ).first()
    if task is None:
        return {}
    visitors = visitors_of(task.workspace_id, session_ids)
    sees = ("team", "customer") if task.visibility == "shared" else ("team",)
    return {session_id: visitor for session_id, visitor in visitors.items() if visitor.audience in sees}


def _read(task_id: str, audience: str, seq: int, _revision: int | None) -> Behind:
    """The updates after `seq`. Those of earlier openings are gone, and nobody needs them."""
    if audience == "customer" and _is_internal(task_id):
        green.spawn(_check_rights, current_app._get_current_object(), topic_of(task_id))  # type: ignore[attr-defined]
        return Behind(max(seq, 0), [])
    head = db.session.scalar(select(TextRow.number).where(TextRow.task_id == task_id)) or 0
    rows = db.session.scalars(
        select(TextUpdateRow)
        .where(TextUpdateRow.task_id == task_id, TextUpdateRow.number > seq, TextUpdateRow.number <= head)
        .order_by(TextUpdateRow.number)
    )
    return Behind(head, [_operation(row) for row in rows])


def _operation(row: TextUpdateRow) -> dict[str, Any]:
    return {"seq": row.number, "epoch": row.epoch, "by": row.by_id, "side": row.side, "u": row.body}


def _check_rights(app: Flask, topic: str) -> None:
    with app.app_context():
        check_rights(app, topic)


def _snapshot(workspace_id: str) -> str:
    # Never needed: what is missed is never too much.
    return f"/w/{workspace_id}/plan/snapshot"


def _do(task_id: str, visitor: Visitor, asker: Asker, message: Any, answer: Answering) -> None:
    with force_locale(asker.language):
        answer(answer_op(task_id, visitor.workspace_id, asker.session_id, message))


def _hidden(task_id: str, rows: set[str]) -> set[str]:
    return rows if _is_internal(task_id) else set()


def _is_internal(task_id: str) -> bool:
    return db.session.scalar(select(TaskRow.visibility).where(TaskRow.id == task_id)) != "shared"


def settle_text(task_id: str) -> None:
    """Write what was typed into the task, as one change by those who typed it, once nobody types any more."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if is_someone_writing(app, topic_of(task_id)):
        return
    open_one = select(PlanRow.id, PlanRow.workspace_id).join(TextRow, TextRow.plan_id == PlanRow.id)
    plan = db.session.execute(open_one.where(TextRow.task_id == task_id, TextRow.is_open)).first()
    if plan is None:
        return
    answer = edit(plan.id, [SettleText(task_id)], Author(None, plan.workspace_id), f"text:{new_id()}")
    if answer.rejection:
        # A removed task keeps what was typed; it is there when the task comes back.
        log.info("text_not_settled", task=task_id, reason=answer.rejection.reason)


def settle_left_texts() -> None:
    """Write into the plan what was typed before the server ended, or where settling failed."""
    for task_id in db.session.scalars(select(TextRow.task_id).where(TextRow.is_open)).all():
        settle_text(task_id)
