"""Descriptions that people are typing into: while one is open its updates lie here, safe before they are told on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Ref


class TextRow(Base):
    """One description as people type into it.

    `number` only ever grows, also from one opening to the next. `epoch` names what the updates build on: who holds
    another one starts over. `typists` are [participant, side, who says what they type], the latest last.
    """

    __tablename__ = "texts"

    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plans.id"))
    epoch: Mapped[str] = mapped_column(String(22))
    number: Mapped[int] = mapped_column(default=0)
    is_open: Mapped[bool] = mapped_column(index=True)
    typists: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)


class TextUpdateRow(Base):
    """One update of an open text, in base64; the first of an epoch is the whole."""

    __tablename__ = "text_updates"

    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(22))
    body: Mapped[str]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    side: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=clock.now)
