"""The outbox: what may be put in, and when it leaves."""

import contextlib
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal import database
from portal.extensions import db
from portal.mail import outbox
from portal.mail.models import Mail
from tests.mailbox import Mailbox

SIGN_IN = {"member_name": "Anna", "url": "https://onward.example/sign-in/token", "code": "ABCD-EFGH", "minutes": 15}

ANNA = "anna@northwind.example"
LETTER = outbox.Letter("Sign in", "sign_in", SIGN_IN)


def test_a_mail_leaves_right_after_the_commit_it_was_written_in(app: Flask, mails: Mailbox) -> None:
    with database.write() as session:
        outbox.send(session, ANNA, LETTER)
        assert len(mails) == 0
    assert [(mail.to, mail.subject) for mail in mails] == [("anna@northwind.example", "Sign in")]


def test_a_mail_of_a_cause_that_was_undone_never_leaves(app: Flask, mails: Mailbox) -> None:
    with contextlib.suppress(ZeroDivisionError), database.write() as session:
        outbox.send(session, ANNA, LETTER)
        raise ZeroDivisionError
    assert (len(mails), db.session.scalars(select(Mail)).all()) == (0, [])


@pytest.mark.parametrize("text", ["a\r\nBcc: all@there.example", "a\nb", "a\rb", "a\0b", "a\u2028b", "a\x85b"])
def test_no_value_breaks_out_of_its_header(app: Flask, text: str) -> None:
    for to, letter in (
        (f"{text}@northwind.example", LETTER),
        (ANNA, replace(LETTER, subject=text)),
        (ANNA, replace(LETTER, sender=outbox.Sender(text))),
        (ANNA, replace(LETTER, sender=outbox.Sender("Northwind", reply_to=f"{text}@northwind.example"))),
    ):
        with pytest.raises(outbox.BadHeader), database.write() as session:
            outbox.send(session, to, letter)


@pytest.mark.parametrize("text", ["Nor\u00adthwind", "North\u200bwind", "\ue000", "\U0001fae9"])
def test_a_letter_that_python_does_not_print_is_still_a_letter(app: Flask, mails: Mailbox, text: str) -> None:
    with database.write() as session:
        outbox.send(session, ANNA, replace(LETTER, subject=text, sender=outbox.Sender(text)))
    assert mails[-1].subject == text


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@",
        "@northwind.example",
        "anna@a@b",
        "anna@a, bob@b",
        "Anna <anna@a>",
        "a b@c",
        f"{'a' * 250}@b.de",
    ],
)
def test_only_one_plain_address_is_an_address(address: str) -> None:
    assert outbox.is_address(address) is False


@pytest.mark.parametrize("address", ["anna@northwind.example", "jürgen@bücher.example", "a.b+c@d", f"{'a' * 249}@b.de"])
def test_plain_addresses_of_every_language_are_addresses(address: str) -> None:
    assert outbox.is_address(address) is True
