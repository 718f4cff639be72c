"""Links, sign-ins, browser sessions and their grants. Tokens and cookies are never stored, only their hashes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.database import Base, Id, Ref
from portal.people.models import Member, Participant, Workspace


class Rights(StrEnum):
    VIEW = "view"
    COMMENT = "comment"
    EDIT = "edit"


class Link(Base):
    """A signed URL that opens a workspace: shared, or personal when it names a participant."""

    __tablename__ = "links"

    id: Mapped[Id]
    workspace_id: Mapped[Ref] = mapped_column(ForeignKey("workspaces.id"))
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"), index=True)
    label: Mapped[str] = mapped_column(default="")
    rights: Mapped[Rights]
    generation: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    created_by_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    workspace: Mapped[Workspace] = relationship()
    participant: Mapped[Participant | None] = relationship()

    @property
    def is_personal(self) -> bool:
        return self.participant_id is not None


class SignIn(Base):
    """One mailed sign-in link, or one made by `onward admin link` (which needs no pending cookie)."""

    __tablename__ = "sign_ins"

    id: Mapped[Id]
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id"))
    by_command: Mapped[bool] = mapped_column(default=False)
    pending_hash: Mapped[str | None] = mapped_column(index=True)
    code_hash: Mapped[str | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    member: Mapped[Member] = relationship()


class BrowserSession(Base):
    """One browser: perhaps a signed-in member, and the grants of every link it opened."""

    __tablename__ = "sessions"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"), index=True)
    member_since: Mapped[datetime | None]
    member_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)

    member: Mapped[Member | None] = relationship()
    grants: Mapped[list["Grant"]] = relationship(back_populates="session")


class Grant(Base):
    """What one link opened in one browser. Without a participant the person only looks around."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("session_id", "workspace_id", name="uq_grants_session_workspace"),)

    id: Mapped[Id]
    session_id: Mapped[Ref] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    workspace_id: Mapped[Ref] = mapped_column(ForeignKey("workspaces.id"))
    link_id: Mapped[Ref] = mapped_column(ForeignKey("links.id"))
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"), index=True)
    verified: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    session: Mapped[BrowserSession] = relationship(back_populates="grants")
    link: Mapped[Link] = relationship()
    participant: Mapped[Participant | None] = relationship()


class JoinCode(Base):
    """A short code on a shared screen that stands for a shared link for a few hours."""

    __tablename__ = "join_codes"

    code: Mapped[str] = mapped_column(primary_key=True)
    link_id: Mapped[Ref] = mapped_column(ForeignKey("links.id"))
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    link: Mapped[Link] = relationship()
