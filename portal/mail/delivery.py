"""The job that delivers one mail and records what became of it: sent once, or failed, or uncertain, never twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select, update

from portal import clock, database
from portal.config import settings
from portal.mail import transport
from portal.mail.models import Mail, MailState

SECRETS_KEPT = timedelta(days=1)
OVER = (MailState.SENT, MailState.UNCERTAIN, MailState.WITHDRAWN)
INTERRUPTED = "The server stopped while the mail was going out; it may have arrived."

FileListener = Callable[[Mail], None]


def on_file(app: Flask, listener: FileListener) -> None:
    """Call `listener(mail)` for each mail that is written to a file because no SMTP server is set."""
    app.extensions["onward.mail.on_file"] = listener


def deliver(payload: dict[str, Any]) -> None:
    """Deliver the mail `payload["mail_id"]`. Raises NotSent, so that the job is tried again later."""
    mail = _take(payload["mail_id"])
    if mail is None:
        return
    try:
        _transport(mail)
    except transport.NotSent as error:
        _record(mail, MailState.FAILED, str(error))
        raise
    except transport.Refused as error:
        _record(mail, MailState.FAILED, str(error))
    except transport.Uncertain as error:
        _record(mail, MailState.UNCERTAIN, str(error))
    else:
        _record(mail, MailState.SENT)


def _take(mail_id: str) -> Mail | None:
    """The mail, if it is still to be sent. One found half-way was interrupted there, and stays so."""
    with database.write() as session:
        mail = session.get(Mail, mail_id)
        if mail is None or mail.state in OVER:
            return None
        if mail.state is MailState.SENDING:
            _end(mail, MailState.UNCERTAIN, INTERRUPTED)
            return None
        return mail


def _transport(mail: Mail) -> None:
    if settings().smtp_host:
        transport.send_by_smtp(mail, settings(), lambda: _record(mail, MailState.SENDING))
        return
    transport.write_file(mail, settings())
    listener: FileListener | None = current_app.extensions.get("onward.mail.on_file")
    if listener:
        listener(mail)


def _record(mail: Mail, state: MailState, error: str | None = None) -> None:
    with database.write() as session:
        row = session.get_one(Mail, mail.id)
        _end(row, state, error)


def _end(mail: Mail, state: MailState, error: str | None) -> None:
    mail.state = state
    mail.error = error
    if state is MailState.SENT:
        mail.sent_at = clock.now()
    if state in OVER and mail.is_secret:
        mail.text = mail.html = ""


def forget_old_secrets() -> None:
    """Erase the links and codes in mails that never left; by now they open nothing."""
    with database.write() as session:
        old = select(Mail.id).where(Mail.is_secret, Mail.created_at < clock.now() - SECRETS_KEPT)
        session.execute(update(Mail).where(Mail.id.in_(old)).values(text="", html=""))
