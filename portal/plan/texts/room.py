"""Typing: what a message asks of a task's text, checked, kept, and only then acknowledged."""

import binascii
from base64 import b64decode
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import database
from portal.access.actor import Actor, actor_of_session
from portal.access.policy import Act, may
from portal.database import new_id
from portal.live import doorbell
from portal.people.models import Participant, Side
from portal.plan.answers import accepted, refused
from portal.plan.core.commands import Limits, Rejected, SettleText, Writer
from portal.plan.core.values import clean_value
from portal.plan.editor import Author, edit
from portal.plan.models import PhaseRow, PlanRow, TaskRow
from portal.plan.shapes import Id
from portal.plan.texts import document
from portal.plan.texts.settle import topic_of
from portal.plan.texts.store import OpenText, Typist, add_update, begin_text, open_texts

# Each is put into the text for itself; a page sends one at a time.
UPDATES_PER_MESSAGE = 4
ANYONE = Writer(True, frozenset())


class OpenOp(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    k: Literal["open"]


class TypeOp(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    k: Literal["type"]
    epoch: Id
    u: Annotated[str, Field(max_length=60_000)]


AnyOp = Annotated[OpenOp | TypeOp, Field(discriminator="k")]


class OpMessage(BaseModel):
    """`said` is who says what is typed; a message speaks in one voice."""

    ops: Annotated[list[AnyOp], Field(min_length=1, max_length=UPDATES_PER_MESSAGE)]
    said: Id | None = None


class VoiceChanged(Rejected):
    """What the author typed before was said by somebody else, and is not in the plan yet."""

    def __init__(self, plan_id: str) -> None:
        super().__init__("internal", "not_saved")
        self.plan_id = plan_id


def answer_op(task_id: str, workspace_id: str, session_id: str, message: Any) -> dict[str, Any]:
    """Do what an `op` message asks of a text, in the name of a browser session; the acknowledgement."""
    try:
        read = _read(message)
        try:
            number, side = _keep(task_id, workspace_id, session_id, read)
        except VoiceChanged as changed:
            _settle(task_id, workspace_id, changed.plan_id)
            number, side = _keep(task_id, workspace_id, session_id, read)
    except Rejected as rejection:
        return refused(rejection).to_wire()
    return accepted(number, number, side).to_wire()


def _settle(task_id: str, workspace_id: str, plan_id: str) -> None:
    """What was typed in one voice becomes a change of its own, before the next is heard."""
    answer = edit(plan_id, [SettleText(task_id, is_left=False)], Author(None, workspace_id), f"text:{new_id()}")
    if answer.rejection:
        raise answer.rejection


def _keep(task_id: str, workspace_id: str, session_id: str, read: OpMessage) -> tuple[int, str]:
    with database.write() as session:
        task, (by, side, said) = _enter(session, task_id, workspace_id, (session_id, read.said))
        number = 0
        for op in read.ops:
            number = _open(session, task) if isinstance(op, OpenOp) else _type(session, task, (by, side, said), op)
        database.after_commit(session, lambda: doorbell.ring_topic(topic_of(task_id), number))
    return number, side


def _read(message: Any) -> OpMessage:
    try:
        return OpMessage.model_validate(message)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        raise Rejected("invalid", "malformed", field=str(where[-1]) if where else "ops") from None


def _enter(session: Session, task_id: str, workspace_id: str, author: tuple[str, str | None]) -> tuple[TaskRow, Typist]:
    """The task, if it stands and may be written in; rights are those of this moment."""
    session_id, said = author
    actor = actor_of_session(session, session_id, workspace_id)
    if actor is None:
        raise Rejected("revoked", "no_longer_in")
    task = session.scalar(
        select(TaskRow)
        .join(PhaseRow, PhaseRow.id == TaskRow.phase_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(TaskRow.id == task_id, TaskRow.removed_at.is_(None), PhaseRow.removed_at.is_(None))
        .where(PlanRow.workspace_id == workspace_id)
    )
    if task is None or not (actor.side is Side.TEAM or task.visibility == "shared"):
        raise Rejected("gone", "task_gone")
    if not may(actor, Act.EDIT):
        raise Rejected("forbidden", "may_not_edit")
    if said == actor.participant_id:
        said = None
    # Who came by a link puts no words into the team's mouth.
    if said and not _is_participant(session, said, workspace_id, actor):
        raise Rejected("invalid", "not_a_participant", field="said")
    return task, (actor.participant_id, actor.side.value, said)


def _is_participant(session: Session, said: str, workspace_id: str, actor: Actor) -> bool:
    found = session.scalar(
        select(Participant).where(
            Participant.id == said, Participant.workspace_id == workspace_id, Participant.removed_at.is_(None)
        )
    )
    return found is not None and (actor.side is Side.TEAM or found.contact_id is not None)


def _open(session: Session, task: TaskRow) -> int:
    opened = open_texts(session, [task.id]).get(task.id)
    return opened.number if opened else begin_text(session, task.id, task.plan_id, _settled_text(session, task))


def _settled_text(session: Session, task: TaskRow) -> str:
    """The description as it stands once the plan is ours: a change that came between would be taken back unseen."""
    session.execute(select(PlanRow.id).where(PlanRow.id == task.plan_id).with_for_update())
    return session.scalars(select(TaskRow.description).where(TaskRow.id == task.id)).one()


def _type(session: Session, task: TaskRow, typist: Typist, op: TypeOp) -> int:
    opened = open_texts(session, [task.id]).get(task.id)
    if opened is None or opened.epoch != op.epoch:
        raise Rejected("conflict", "changed_meanwhile", field="epoch")
    if any(by == typist[0] and said != typist[2] for by, _, said in opened.typists):
        raise VoiceChanged(opened.plan_id)
    body = _checked(opened, op.u)
    return add_update(session, opened, body, typist)


def _checked(opened: OpenText, sent: str) -> bytes:
    """The update that was sent, once the text it leads to is one that may stand in a description."""
    try:
        body = b64decode(sent, validate=True)
        text = document.text_with(opened.updates, body)
    except (binascii.Error, document.Unreadable):
        raise Rejected("invalid", "malformed", field="u") from None
    if clean_value("description", text, ANYONE, Limits()) != text:
        raise Rejected("invalid", "odd_characters", field="description")
    return body
