"""The outbox: a mail is written in the transaction of what it speaks about, and delivered by a job after it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from portal.config import settings
from portal.jobs import queue
from portal.mail.compose import compose
from portal.mail.models import Mail, MailState

DELIVER = "mail.deliver"
NOT_GONE = (MailState.WAITING, MailState.FAILED)
TAKEN_AWAY = "The link in it was revoked, or its reader removed, before it left."
LONGEST_ADDRESS = 254
ADDRESS = re.compile(r"""[^\s,;:<>()\[\]\\"@]+@[^\s,;:<>()\[\]\\"@]+""")

# Control characters, lone surrogates, and the separators that some readers take for a new line.
UNWRITABLE = ("Cc", "Cs", "Zl", "Zp")


class BadHeader(ValueError):
    """An address, name or subject that could break out of its header."""


@dataclass(frozen=True)
class Sender:
    """Who a mail comes from, as people read it; the address is the one in the settings."""

    name: str
    reply_to: str | None = None


@dataclass(frozen=True)
class Letter:
    """What a mail says, in the reader's language: the caller sets the locale.

    `template` names templates/mail/<template>.html and .txt. `is_secret` says that it carries a link or a code: its
    words are erased from the outbox once it is sent. Without a sender it comes from the vendor.
    """

    subject: str
    template: str
    context: dict[str, Any]
    sender: Sender | None = None
    is_secret: bool = False


def send(session: Session, to: str, letter: Letter, workspace_id: str | None = None) -> Mail:
    """Write `letter` to `to` and the job that delivers it, in the caller's transaction.

    Raises BadHeader for an address, name or subject with control characters, or an address that is none.
    """
    sender = letter.sender or Sender(settings().vendor_name)
    _refuse_bad_headers(to, letter.subject, sender)
    body = compose(letter.template, {"subject": letter.subject, "sender": sender, **letter.context})
    mail = Mail(
        workspace_id=workspace_id,
        sender_name=sender.name,
        reply_to=sender.reply_to,
        recipient=to,
        subject=letter.subject,
        text=body.text,
        html=body.html,
        is_secret=letter.is_secret,
    )
    session.add(mail)
    session.flush()
    queue.enqueue(session, DELIVER, {"mail_id": mail.id})
    return mail


def withdraw_from(session: Session, address: str, workspace_id: str | None = None) -> None:
    """What waits for `address` is not sent: mails of the workspace, or with None those of no workspace."""
    _withdraw(session, Mail.recipient == address, Mail.workspace_id == workspace_id)


def withdraw_link(session: Session, path: str, workspace_id: str) -> None:
    """What waits with the link of this path in it is not sent, whoever it is for."""
    _withdraw(session, Mail.text.contains(path, autoescape=True), Mail.workspace_id == workspace_id)


def _withdraw(session: Session, *which: ColumnElement[bool]) -> None:
    """A mail that is going out at this moment goes."""
    waiting = update(Mail).where(Mail.state.in_(NOT_GONE), *which)
    session.execute(waiting.values(state=MailState.WITHDRAWN, text="", html="", error=TAKEN_AWAY))


def _refuse_bad_headers(to: str, subject: str, sender: Sender) -> None:
    for text in (to, subject, sender.name, sender.reply_to or ""):
        if any(unicodedata.category(character) in UNWRITABLE for character in text):
            raise BadHeader("A header of a mail holds a control character.")
    for address in filter(None, (to, sender.reply_to)):
        if not is_address(address):
            raise BadHeader("A mail needs an address of the form name@host.")


def is_address(text: str) -> bool:
    """Whether `text` is one plain address: no spaces, brackets, lists or comments."""
    return len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) is not None
