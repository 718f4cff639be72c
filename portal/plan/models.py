"""The plan's tables: rows as they stand now, and the event log that says how they came to be so."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id, Rank, Ref
from portal.people.models import Side


class PlanRow(Base):
    """One plan a workspace. Two counters: all changes, and those that customers may see."""

    __tablename__ = "plans"

    id: Mapped[Id]
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), unique=True)
    revision: Mapped[int] = mapped_column(default=0)
    shared_revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class PhaseRow(Base):
    __tablename__ = "phases"

    id: Mapped[Id]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plans.id"))
    name: Mapped[str] = mapped_column(String(200))
    rank: Mapped[Rank]
    removed_at: Mapped[datetime | None]


class TaskRow(Base):
    __tablename__ = "tasks"

    id: Mapped[Id]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plans.id"))
    phase_id: Mapped[Ref] = mapped_column(ForeignKey("phases.id"))
    rank: Mapped[Rank]
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"), index=True)
    start_on: Mapped[date | None]
    due_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default="todo")
    visibility: Mapped[str] = mapped_column(String(20), default="shared")
    is_milestone: Mapped[bool] = mapped_column(default=False)
    is_pinned: Mapped[bool] = mapped_column(default=False)
    is_fixed: Mapped[bool] = mapped_column(default=False, server_default=false())
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    role: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    links: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    waits: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    blocked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    agreement: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    checklist: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    effort_hours: Mapped[float | None] = mapped_column(Float)
    files: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    roles: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    promise: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    behind: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    removed_at: Mapped[datetime | None]


_IS_SAID = text("said_id IS NOT NULL")


class EventRow(Base):
    """One change. `op` is what the team's wire carries, `shared_op` what the customer's does (none if internal)."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_shared", "plan_id", "shared_revision"),
        Index("ix_events_subject", "plan_id", "subject_id"),
        # Of whoever did little in a long history.
        Index("ix_events_by", "plan_id", "by_id", "revision"),
        Index("ix_events_said", "plan_id", "said_id", "revision", sqlite_where=_IS_SAID, postgresql_where=_IS_SAID),
    )

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)
    subject_id: Mapped[str] = mapped_column(String(22))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    op: Mapped[dict[str, Any]] = mapped_column(JSON)
    shared_revision: Mapped[int | None]
    shared_op: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    # Who said it, where somebody else typed.
    said_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    side: Mapped[str] = mapped_column(String(20))
    via: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class Receipt(Base):
    """The answer given to one client operation, so that the same one sent again is answered, not applied, again."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("plan_id", "cid", name="uq_receipts_plan_cid"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"))
    cid: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[str | None] = mapped_column(String(22))
    revision: Mapped[int]
    shared_revision: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)


class PlanSnapshot(Base):
    """The whole plan at a revision, every thousand events, so that no history is ever replayed from its start."""

    __tablename__ = "plan_snapshots"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class PlanReading(Base):
    """What something made of a plan's log up to a revision, so that it reads on from there.

    `made_from` stands for all else that it depends on: of anything else it is made anew.
    """

    __tablename__ = "plan_readings"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    made_from: Mapped[str] = mapped_column(String(64), default="")
    revision: Mapped[int]
    body: Mapped[Any] = mapped_column(JSON)


class AgreedRow(Base):
    """The plan as both sides agreed on it: a revision with a name and a day."""

    __tablename__ = "agreed_plans"

    id: Mapped[Id]
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plans.id"))
    name: Mapped[str] = mapped_column(String(100))
    agreed_on: Mapped[date]
    revision: Mapped[int]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]


class GoLiveProposal(Base):
    """One side's wish for another committed go-live, with its reason, and the other side's answer (none yet: open).

    `answer` is agreed, declined, or withdrawn by its own side. Both words tell whether we know whose they are.
    """

    __tablename__ = "go_live_proposals"

    id: Mapped[Id]
    workspace_id: Mapped[Ref] = mapped_column(ForeignKey("workspaces.id"), index=True)
    before_on: Mapped[date]
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    side: Mapped[Side]
    is_verified: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str | None] = mapped_column(String(20))
    answer_reason: Mapped[str] = mapped_column(String(500), default="")
    answered_by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    answer_is_verified: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]


class SlipCause(Base):
    """Why the change that `revision` is part of moved the go-live, and on whose side the cause lies.

    The slip itself, its days and its author, stands in the log.
    """

    __tablename__ = "slip_causes"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    side: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
