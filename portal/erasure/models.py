"""Who was erased: enough to do it again on an older database, and nothing that says who it was."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id


class ErasureRow(Base):
    """One erasure. `marks` recognise the words that are taken out (see marks.py), `instead` is what stands there since.

    For a contact `customer_id` says whose workspaces are searched; a member is searched for everywhere.
    """

    __tablename__ = "erasures"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(String(22))
    customer_id: Mapped[str | None] = mapped_column(String(22))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    instead: Mapped[str] = mapped_column(String(60))
    salt: Mapped[str] = mapped_column(String(22))
    marks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    done_at: Mapped[datetime | None]
