"""Stored files: what was uploaded, under a random id; the bytes lie in the store."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id


class StoredFile(Base):
    """`workspace_id` says whose it is; none for logos and the library, which belong to the whole installation.

    `grant_id` is the browser it came from, by what its link opened: whoever shares a link can say any name.
    """

    __tablename__ = "files"

    id: Mapped[Id]
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspaces.id"), index=True)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    grant_id: Mapped[str | None] = mapped_column(String(22))
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
