"""The outbox: every mail we meant to send, and what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id


class MailState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    # What it spoke of, or whom it went to, was taken away before it left.
    WITHDRAWN = "withdrawn"


class Mail(Base):
    """`text` and `html` are emptied once the mail is sent when it carried a secret (a link or a code)."""

    __tablename__ = "mails"

    id: Mapped[Id]
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspaces.id"), index=True)
    sender_name: Mapped[str]
    reply_to: Mapped[str | None]
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    is_secret: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
