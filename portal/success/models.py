"""What done means in a workspace: who signed which words, and the three dated events it leads to."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id, Ref
from portal.people.models import Side


class Meaning(StrEnum):
    """The three words that both sides agree on; what each means here stands in the workspace's own row."""

    FIRST_VALUE = "first_value"
    LIVE = "live"
    SUCCESS = "success"


class LandmarkKind(StrEnum):
    FIRST_VALUE = "first_value"
    GO_LIVE = "go_live"
    COMPLETE = "complete"


class Definition(Base):
    """How far the news of a workspace's definition of done have come: one counter, the same for both sides."""

    __tablename__ = "definitions"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)


class Signature(Base):
    """One person's word for one meaning as it stood: it holds only while the meaning says the same.

    `is_verified` tells a member, or who came by a personal link, from a name that was said on a shared one.
    """

    __tablename__ = "signatures"
    __table_args__ = (Index("ix_signatures_workspace", "workspace_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[Ref] = mapped_column(ForeignKey("workspaces.id"))
    meaning: Mapped[Meaning]
    words: Mapped[str]
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    side: Mapped[Side]
    is_verified: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]


class Landmark(Base):
    """That first value, go-live or the end was reached, on which day, and who says so.

    A first value without `confirmed_by_id` was recorded by the team: it counts apart until the customer confirms it.
    `is_verified` tells a confirmation by somebody's own link from a name that was said on a shared one.
    """

    __tablename__ = "landmarks"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    kind: Mapped[LandmarkKind] = mapped_column(primary_key=True)
    reached_on: Mapped[date]
    evidence: Mapped[str] = mapped_column(default="")
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    side: Mapped[Side]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    confirmed_at: Mapped[datetime | None]
    is_verified: Mapped[bool] = mapped_column(default=False)


class ConfirmationAsk(Base):
    """That a contact was asked by mail whether the first value is there."""

    __tablename__ = "confirmation_asks"

    id: Mapped[Id]
    workspace_id: Mapped[Ref] = mapped_column(ForeignKey("workspaces.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    by_id: Mapped[str | None] = mapped_column(String(22))
    at: Mapped[datetime] = mapped_column(default=clock.now)
