"""Getting a mail out: to the SMTP server of the settings or, where none is set, into a file of the instance folder.

Three things can go wrong, and they differ in what may be done next: NotSent (try again), Refused (never, it is final)
and Uncertain (nobody knows, so never again by us).
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from urllib.parse import urlsplit

from portal import on_disk
from portal.config import Settings
from portal.mail.models import Mail

TIMEOUT_SECONDS = 30
OK = 250
PERMANENT = 500
# By the first figure: taken, refused for now, refused for good.
CLEAR = (2, 4, 5)
# A server that knows no 8BITMIME still gets every letter.
ASCII_POLICY = SMTP.clone(cte_type="7bit")


class NotSent(Exception):
    """The mail did not leave; trying again is safe."""


class Refused(Exception):
    """The server will not take this mail, now or later."""


class Uncertain(Exception):
    """The connection died while the server was taking the mail: it may have gone out."""


def message_of(mail: Mail, settings: Settings) -> EmailMessage:
    """`mail` as it travels, with an id of ours so that a second copy could be told from a second mail."""
    message = EmailMessage(policy=ASCII_POLICY if mail.recipient.isascii() else SMTPUTF8)
    user, _, host = settings.mail_from.rpartition("@")
    message["From"] = Address(mail.sender_name, user, host)
    message["To"] = mail.recipient
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at
    message["Message-ID"] = f"<{mail.id}@{urlsplit(settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def write_file(mail: Mail, settings: Settings) -> None:
    """Put `mail` into instance/mail as a file that only this user can read; a second time overwrites the first."""
    folder = settings.instance_dir / "mail"
    on_disk.make_folder(folder, mode=0o700)
    path = folder / f"{mail.created_at:%Y%m%dT%H%M%SZ}-{mail.id}.eml"
    on_disk.write_whole(path, message_of(mail, settings).as_bytes())


def send_by_smtp(mail: Mail, settings: Settings, on_data: Callable[[], None]) -> None:
    """Hand `mail` to the server. `on_data` is called before the first byte of it: from then on it may have gone out.

    Raises NotSent, Refused or Uncertain.
    """
    with _connection(settings) as smtp:
        _address(smtp, mail, settings)
        on_data()
        _hand_over(smtp, message_of(mail, settings).as_bytes())


@contextmanager
def _connection(settings: Settings) -> Iterator[smtplib.SMTP]:
    try:
        smtp = _connect(settings)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"The mail server did not let us in: {_words(error)}") from error
    try:
        yield smtp
    finally:
        smtp.close()


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host or "", settings.smtp_port
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if settings.smtp_security == "tls":
        smtp = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if settings.smtp_security == "starttls":
        smtp.starttls(context=context)
    if settings.smtp_user:
        smtp.login(settings.smtp_user, settings.smtp_password or "")
    return smtp


def _address(smtp: smtplib.SMTP, mail: Mail, settings: Settings) -> None:
    try:
        smtp.ehlo_or_helo_if_needed()
        options = [] if mail.recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        if options and not smtp.has_extn("smtputf8"):
            raise Refused("The mail server does not take addresses with letters beyond ASCII.")
        _expect(smtp.mail(settings.mail_from, options), NotSent)
        _expect(smtp.rcpt(mail.recipient), Refused)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"The mail server hung up early: {_words(error)}") from error


def _hand_over(smtp: smtplib.SMTP, body: bytes) -> None:
    try:
        answer = smtp.data(body)
    except smtplib.SMTPDataError as error:
        # Said before the mail was given, whatever the figure: nothing of it has gone out.
        failure = Refused if error.smtp_code >= PERMANENT else NotSent
        raise failure(f"The mail server would not take the mail: {_words(error)}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(f"The connection ended while the mail was going out: {_words(error)}") from error
    if answer[0] // 100 not in CLEAR:
        raise Uncertain(f"The mail server took the mail and answered {_said(answer)}.")
    _expect(answer, Refused)


def _expect(answer: tuple[int, bytes], when_permanent: type[Exception]) -> None:
    code = answer[0]
    if code // 100 == OK // 100:
        return
    failure = when_permanent if code >= PERMANENT else NotSent
    raise failure(f"The mail server answered {_said(answer)}")


def _said(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]}: {answer[1].decode(errors='replace')}"


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
