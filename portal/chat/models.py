"""The conversation of a workspace: one table for both rooms and for every thread on a task."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id, Ref


class Room(StrEnum):
    """Who reads a message: both sides, or the team alone."""

    SHARED = "shared"
    INTERNAL = "internal"


class MessageKind(StrEnum):
    """A milestone line is written by the product when one is reached."""

    MESSAGE = "message"
    MILESTONE = "milestone"


class ChatRow(Base):
    """One conversation a workspace, with two counters: all changes, and those that customers may see."""

    __tablename__ = "chats"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    shared_revision: Mapped[int] = mapped_column(default=0)


class MessageRow(Base):
    """One message. `thread` is what it hangs on ("task:<id>"), none for the room itself.

    `number` orders messages and never changes; `revision` and `shared_revision` move on with each edit or removal, so
    that a viewer who stands at n misses the messages after n, as they are now. What was removed keeps no words here.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_news", "workspace_id", "revision"),
        Index("ix_messages_shared_news", "workspace_id", "shared_revision"),
        Index("ix_messages_room", "workspace_id", "room", "number"),
        Index("ix_messages_thread", "workspace_id", "thread", "number"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    room: Mapped[Room]
    thread: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[MessageKind] = mapped_column(default=MessageKind.MESSAGE)
    body: Mapped[str]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    side: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    revision: Mapped[int]
    shared_revision: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))


class MessageVersion(Base):
    """What a message said before it was edited or removed: its trace, shown to the team and to its author."""

    __tablename__ = "message_versions"

    id: Mapped[Id]
    message_id: Mapped[Ref] = mapped_column(ForeignKey("messages.id"))
    body: Mapped[str]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class ReadMark(Base):
    """How far one person has read one room: the number of the last message they saw."""

    __tablename__ = "read_marks"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), primary_key=True)
    room: Mapped[Room] = mapped_column(primary_key=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)
