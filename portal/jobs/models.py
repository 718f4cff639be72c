"""Work that must happen because something else did: written in the cause's own transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id


class Job(Base):
    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_open", "done_at", "due_at"),)

    id: Mapped[Id]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    error: Mapped[str | None]
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
