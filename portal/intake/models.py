"""Intake forms of a workspace: their schema, the answers as they stand, and what was handed in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id, Ref


class FormStatus(StrEnum):
    """A draft is the team's alone; open and returned are the customer's to fill."""

    DRAFT = "draft"
    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class FormRow(Base):
    """One form. `schema` is what portal/intake/schema.py reads; `revision` counts every change to form and answers."""

    __tablename__ = "forms"

    id: Mapped[Id]
    workspace_id: Mapped[Ref] = mapped_column(ForeignKey("workspaces.id"))
    title: Mapped[str]
    intro: Mapped[str] = mapped_column(default="")
    status: Mapped[FormStatus] = mapped_column(default=FormStatus.DRAFT)
    schema: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_on: Mapped[date | None]
    task_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    return_note: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)
    status_revision: Mapped[int] = mapped_column(default=0)
    status_at: Mapped[datetime] = mapped_column(default=clock.now)
    status_by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]


class AnswerRow(Base):
    """One field's answer as it stands. `revision` is the form's when it was last changed: what a viewer may miss.

    `cids` are the last changes, so that one that is sent twice is made once; `removed_files` can still be brought back.
    """

    __tablename__ = "form_answers"
    __table_args__ = (Index("ix_form_answers_news", "form_id", "revision"),)

    form_id: Mapped[str] = mapped_column(ForeignKey("forms.id"), primary_key=True)
    field_id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    removed_files: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    cids: Mapped[list[str]] = mapped_column(JSON, default=list)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    revision: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Submission(Base):
    """What was handed in, whole, as it stood then; the next one gets the next number."""

    __tablename__ = "form_submissions"
    __table_args__ = (UniqueConstraint("form_id", "number", name="uq_form_submissions_number"),)

    id: Mapped[Id]
    form_id: Mapped[Ref] = mapped_column(ForeignKey("forms.id"))
    number: Mapped[int]
    schema: Mapped[dict[str, Any]] = mapped_column(JSON)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
