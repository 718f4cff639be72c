"""The audit log: who let whom in, and who changed what customers may. Edits of plans have a history of their own."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base


class Recorded(StrEnum):
    """What is recorded; the words are those of the column."""

    SIGNED_IN = "signed in"
    ADMIN_LINK = "admin link made"
    LINK_MADE = "link made"
    LINK_REVOKED = "link revoked"
    LINK_OPENED = "link opened"
    MEMBER_ADDED = "member added"
    MEMBER_RENAMED = "member renamed"
    MEMBER_REMOVED = "member removed"
    MEMBER_RESTORED = "member restored"
    ADMIN_MADE = "admin made"
    ADMIN_UNMADE = "admin unmade"
    PERSON_REMOVED = "person removed"
    PERSON_ERASED = "person erased"
    SETTINGS_CHANGED = "settings changed"
    BRAND_CHANGED = "brand changed"
    EXPORTED = "exported"


class AuditRow(Base):
    """One act. `mac` chains it to the one before; `payload` may be erased, its hash stays.

    Nothing here points at other tables: an act stays when what it was about is gone.
    """

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(40), index=True)
    by_id: Mapped[str | None] = mapped_column(String(22), index=True)
    workspace_id: Mapped[str | None] = mapped_column(String(22), index=True)
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    payload_hash: Mapped[str] = mapped_column(String(64))
    key_name: Mapped[str] = mapped_column(String(32))
    mac: Mapped[str] = mapped_column(String(64))
