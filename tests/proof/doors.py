"""Every check that something secret opens: the functions that the routes and the socket's door call themselves."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadData
from wtforms.validators import ValidationError

from portal import clock, database
from portal.access import joining, links, sessions, signin
from portal.access.keys import fingerprint
from portal.access.models import SignIn
from portal.extensions import db
from portal.people.models import Member, Workspace
from portal.watching import _may_watch
from tests import factories

PENDING = "the-pending-cookie-of-the-browser-that-asked-0123"
CODE = "ABCDEFGH"
METRICS_TOKEN = "a-token-for-monitors-0123456789"
REFUSALS = (links.LinkUnknown, links.LinkEnded, signin.SignInUnknown, signin.SignInOver, ValidationError, BadData)


@dataclass(frozen=True)
class Door:
    """`genuine` opens it. Two texts of which `read_as` says the same are one secret in two spellings."""

    name: str
    genuine: str
    open: Callable[[str], object]
    read_as: Callable[[str], object] = str

    def lets_in(self, text: str) -> bool:
        try:
            return bool(self.open(text))
        except REFUSALS:
            return False


def all_doors(app: Flask, workspace: Workspace, member: Member) -> dict[str, Door]:
    """One of each kind, with a live row behind it."""
    app.extensions["onward.settings"].metrics_token = METRICS_TOKEN
    link, sign_in = factories.make_link(workspace), _sign_in(member)
    cookie, code = _browser(), _join_code(workspace)
    form, form_cookie = _form_token(app)
    found = (
        Door("link", links.token_of(link), lambda text: links.read_token(db.session(), text), signed),
        Door("sign-in", _token(sign_in), lambda text: signin.read_token(db.session(), text), signed),
        Door("sign-in code", CODE, lambda text: signin._is_right(sign_in, text), _typed),
        Door("pending cookie", PENDING, lambda text: signin.sign_in_of_pending(db.session(), text)),
        Door("browser cookie", cookie, lambda text: sessions.session_of_cookie(db.session(), text)),
        Door("socket's cookie", cookie, lambda text: sessions.live_id_of_cookie(db.session(), text)),
        Door("join code", code, lambda text: joining.link_of_code(db.session(), text), joining.tidy_code),
        Door("form token", form, lambda text: _takes_form(app, form_cookie, text), signed),
        Door("form cookie", form_cookie, lambda text: _form_serializer(app).loads(text), signed),
        Door("monitors' token", METRICS_TOKEN, lambda text: _lets_watch(app, text), str.strip),
    )
    return {door.name: door for door in found}


def signed(text: str) -> tuple[str, object]:
    """What was signed, and the signature whichever of its spellings is used: base64 has several for the same bits."""
    words, _dot, signature = text.rpartition(".")
    try:
        raw = signature.encode("ascii")
        return words, base64.urlsafe_b64decode(raw + b"=" * (-len(raw) % 4))
    except (UnicodeEncodeError, binascii.Error):
        return words, signature


def _typed(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter in signin.CODE_ALPHABET)


def _token(sign_in: SignIn) -> str:
    return signin.path_of(sign_in).rpartition("/")[2]


def _sign_in(member: Member) -> SignIn:
    made = SignIn(id=database.new_id(), member_id=member.id, pending_hash=fingerprint(PENDING))
    made.expires_at, made.code_hash = clock.now() + signin.LIFETIME, signin._sign_code(made.id, CODE)
    with database.write() as session:
        session.add(made)
    return db.session.get_one(SignIn, made.id)


def _browser() -> str:
    with database.write() as session:
        _made, cookie = sessions.renew(session, None)
    return cookie


def _join_code(workspace: Workspace) -> str:
    with database.write() as session:
        return joining.make_code(session, workspace.id, None, None).code


def _form_serializer(app: Flask) -> Any:
    return app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]


def _form_token(app: Flask) -> tuple[str, str]:
    with app.test_request_context("/"):
        token = generate_csrf()
        return token, _form_serializer(app).dumps(dict(session))


def _takes_form(app: Flask, form_cookie: str, text: str) -> bool:
    with app.test_request_context("/", headers={"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={form_cookie}"}):
        validate_csrf(text)
    return True


def _lets_watch(app: Flask, text: str) -> bool:
    with app.test_request_context("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"}):
        request.environ["HTTP_AUTHORIZATION"] = f"Bearer {text}"
        return _may_watch()
