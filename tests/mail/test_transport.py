"""Mail against a real SMTP server: what arrives, and what each kind of failure leaves behind."""

import email
import email.policy
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from portal import database
from portal.config import Settings
from portal.extensions import db
from portal.jobs import loop, queue
from portal.jobs.models import Job
from portal.mail import outbox
from portal.mail.models import Mail, MailState
from tests.conftest import Clock

SERVER = Path(__file__).parent / "smtp_server.py"


@pytest.fixture
def start_server(tmp_path: Path, settings: Settings) -> Iterator[Callable[..., Path]]:
    """Starts a mail server and makes it the one in the settings; answers the folder where its mails lie."""
    running = []
    folder = tmp_path / "arrived"
    folder.mkdir()

    def start(*words: str) -> Path:
        process = subprocess.Popen(
            [sys.executable, str(SERVER), str(folder), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        running.append(process)
        assert process.stdout is not None
        settings.smtp_host, settings.smtp_port = "127.0.0.1", int(process.stdout.readline())
        settings.smtp_security = "none"
        return folder

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


LETTER_READ = ["Hello Anna <Bergström>,", "open https://onward.example/l/token-of-a-link", ".", ""]
LETTER = {
    "mail/letter.txt": "Hello {{ name }},\nopen https://onward.example/l/token-of-a-link\n.\n",
    "mail/letter.html": """{% extends "mail/layout.html" %}{% from "mail/parts.html" import paragraph %}
        {% block content %}{% call paragraph() %}Hello {{ name }}{% endcall %}{% endblock %}""",
}


@pytest.fixture(autouse=True)
def _letter(app: Flask) -> None:
    """A mail of the tests' own, and jobs that run only when told to."""
    app.jinja_env.loader = ChoiceLoader([DictLoader(LETTER), app.jinja_env.loader])
    queue.on_enqueued(app, lambda: None)


def send(to: str = "anna@northwind.example", is_secret: bool = False) -> str:
    with database.write() as session:
        letter = outbox.Letter(
            "Grüße, and one thing to do",
            "letter",
            {"name": "Anna <Bergström>"},
            outbox.Sender("Northwind, Cloud", reply_to="csm@northwind.example"),
            is_secret,
        )
        return outbox.send(session, to, letter).id


def stored(mail_id: str) -> Mail:
    db.session.rollback()
    return db.session.get_one(Mail, mail_id)


def read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def arrived(folder: Path) -> list[EmailMessage]:
    return [read(path) for path in sorted(folder.glob("*.eml"))]


def job() -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


def test_a_mail_arrives_once_in_words_and_in_html(app: Flask, start_server: Callable[..., Path], clock: Clock) -> None:
    folder = start_server()
    mail_id = send()
    assert [loop.run_due(app), loop.run_due(app)] == [1, 0]
    (message,) = arrived(folder)
    assert {name: message[name] for name in ("From", "To", "Reply-To", "Subject", "Date", "Auto-Submitted")} == {
        "From": '"Northwind, Cloud" <onward@localhost>',
        "To": "anna@northwind.example",
        "Reply-To": "csm@northwind.example",
        "Subject": "Grüße, and one thing to do",
        "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
        "Auto-Submitted": "auto-generated",
    }
    assert message["Message-ID"] == f"<{mail_id}@127.0.0.1>"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    assert text.get_content().split("\r\n") == LETTER_READ
    assert "Hello Anna &lt;Bergström&gt;" in html.get_content()
    assert (stored(mail_id).state, stored(mail_id).error) == (MailState.SENT, None)


def test_the_words_of_a_secret_mail_are_erased_once_it_is_sent(app: Flask, start_server: Callable[..., Path]) -> None:
    start_server()
    secret, plain = send(is_secret=True), send()
    loop.run_due(app)
    assert (stored(secret).text, stored(secret).html) == ("", "")
    assert "token-of-a-link" in stored(plain).text


def test_a_mail_travels_encrypted_by_starttls_with_name_and_password(
    app: Flask, settings: Settings, start_server: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path / "arrived")
    folder = start_server("starttls", "login")
    settings.smtp_security, settings.smtp_user, settings.smtp_password = "starttls", "anna", "secret-word"
    mail_id = send()
    loop.run_due(app)
    # Nobody vouches for this certificate yet.
    assert (stored(mail_id).state, arrived(folder)) == (MailState.FAILED, [])
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    second = send()
    loop.run_due(app)
    assert (stored(second).state, len(arrived(folder))) == (MailState.SENT, 1)


def make_certificate(folder: Path) -> Path:
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=onward-tests -addext subjectAltName=IP:127.0.0.1"
    )
    target = folder / "cert.pem"
    parts = [*command.split(), "-keyout", str(folder / "key.pem"), "-out", str(target)]
    subprocess.run(parts, check=True, capture_output=True)
    return target


def test_a_wrong_password_is_tried_again_later(
    app: Flask, settings: Settings, start_server: Callable[..., Path]
) -> None:
    folder = start_server("login")
    settings.smtp_user, settings.smtp_password = "anna", "another-word"
    mail_id = send()
    loop.run_due(app)
    assert (stored(mail_id).state, job().done_at, arrived(folder)) == (MailState.FAILED, None, [])


def test_a_server_that_is_down_or_busy_gets_the_mail_later(
    app: Flask, settings: Settings, start_server: Callable[..., Path], clock: Clock
) -> None:
    settings.smtp_host, settings.smtp_port, settings.smtp_security = "127.0.0.1", 1, "none"
    mail_id = send()
    loop.run_due(app)
    assert (stored(mail_id).state, job().done_at) == (MailState.FAILED, None)
    start_server("busy")
    clock.move(minutes=1)
    loop.run_due(app)
    assert stored(mail_id).error == "The mail server answered 450: come back later"
    folder = start_server()
    clock.move(minutes=1)
    loop.run_due(app)
    assert (stored(mail_id).state, stored(mail_id).error, len(arrived(folder))) == (MailState.SENT, None, 1)


def test_a_reader_the_server_does_not_know_is_not_tried_again(
    app: Flask, start_server: Callable[..., Path], clock: Clock
) -> None:
    start_server("unknown")
    mail_id = send()
    loop.run_due(app)
    assert stored(mail_id).state is MailState.FAILED
    assert stored(mail_id).error == "The mail server answered 550: nobody of that name"
    clock.move(days=1)
    assert loop.run_due(app) == 0


def test_a_mail_whose_connection_died_at_the_end_is_uncertain_and_never_sent_again(
    app: Flask, start_server: Callable[..., Path], clock: Clock
) -> None:
    folder = start_server("hang-up")
    mail_id = send(is_secret=True)
    loop.run_due(app)
    clock.move(days=1)
    loop.run_due(app)
    assert (stored(mail_id).state, stored(mail_id).text, len(arrived(folder))) == (MailState.UNCERTAIN, "", 1)
    assert (stored(mail_id).error or "").startswith("The connection ended while the mail was going out")


def test_a_mail_that_was_taken_without_a_clear_answer_is_uncertain_and_never_sent_again(
    app: Flask, start_server: Callable[..., Path], clock: Clock
) -> None:
    folder = start_server("mumble")
    mail_id = send()
    loop.run_due(app)
    clock.move(days=1)
    loop.run_due(app)
    assert (stored(mail_id).state, len(arrived(folder))) == (MailState.UNCERTAIN, 1)


def test_a_mail_that_was_going_out_when_the_server_was_killed_is_uncertain(
    app: Flask, start_server: Callable[..., Path]
) -> None:
    folder = start_server()
    mail_id = send()
    with database.write() as session:
        session.get_one(Mail, mail_id).state = MailState.SENDING
    loop.run_due(app)
    assert (stored(mail_id).state, arrived(folder)) == (MailState.UNCERTAIN, [])


def test_without_a_mail_server_mails_are_files_that_only_this_user_can_read(
    app: Flask, settings: Settings, clock: Clock
) -> None:
    mail_id = send()
    loop.run_due(app)
    (path,) = (settings.instance_dir / "mail").glob("*")
    assert path.name == f"20261123T090000Z-{mail_id}.eml"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (read(path)["To"], stored(mail_id).state) == ("anna@northwind.example", MailState.SENT)
