"""Stored files: what was uploaded, under a random id; the bytes lie in the store."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id


class StoredFile(Base):
    __tablename__ = "files"

    id: Mapped[Id]
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
