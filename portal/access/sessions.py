"""Browser sessions: a random cookie, kept here only as its hash. Flask's own session carries no rights."""

import secrets
from datetime import datetime, timedelta
from typing import cast

from flask import request
from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal import clock
from portal.access.keys import fingerprint
from portal.access.models import BrowserSession
from portal.config import settings
from portal.database import after_commit
from portal.extensions import db
from portal.live.doorbell import ring_hangup
from portal.prepared import Prepared

COOKIE_BYTES = 32
TEAM_IDLE = timedelta(hours=12)
TEAM_AT_MOST = timedelta(days=14)
CUSTOMER_IDLE = timedelta(days=14)
CUSTOMER_AT_MOST = timedelta(days=60)

_BROWSER = cast(Table, BrowserSession.__table__)
_LIVE = Prepared(select(_BROWSER.c.id, _BROWSER.c.seen_at).where(_BROWSER.c.token_hash == bindparam("token_hash")))


def cookie_name() -> str:
    return "__Host-onward" if settings().is_https else "onward"


def put_cookie(response: Response, token: str) -> None:
    put_secret_cookie(response, cookie_name(), token, CUSTOMER_AT_MOST)


def put_secret_cookie(response: Response, name: str, value: str, age: timedelta) -> None:
    """A cookie no script reads and no other site sends; over plain http (only on this machine) without Secure."""
    response.set_cookie(
        name,
        value,
        max_age=age,
        path="/",
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
    )


def current() -> BrowserSession | None:
    """The live session of the browser that sent this request; not to be modified."""
    return session_of_cookie(db.session(), request.cookies.get(cookie_name()))


def remembered() -> BrowserSession | None:
    """The session of this browser, be it live or long over: only good for saying what has ended."""
    return _known_session(db.session(), request.cookies.get(cookie_name()))


def _known_session(session: Session, token: str | None) -> BrowserSession | None:
    if not token:
        return None
    return session.scalars(select(BrowserSession).where(BrowserSession.token_hash == fingerprint(token))).one_or_none()


def live_id_of_cookie(session: Session, token: str | None) -> str | None:
    """The id of the live session that the cookie names, or None: all that a socket's door asks, twice a handshake."""
    asked = {"token_hash": fingerprint(token)} if token else None
    found = _LIVE.rows(session.connection(), asked) if asked else []
    return found[0].id if found and is_customer_part_fresh(found[0].seen_at, clock.now()) else None


def session_of_cookie(session: Session, token: str | None) -> BrowserSession | None:
    """The live session that the cookie names, or None."""
    found = _known_session(session, token)
    return found if found and is_customer_part_fresh(found.seen_at, clock.now()) else None


def is_customer_part_fresh(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at <= CUSTOMER_IDLE


def is_member_part_live(since: datetime | None, seen_at: datetime | None, now: datetime) -> bool:
    if since is None or seen_at is None:
        return False
    return now - seen_at <= TEAM_IDLE and now - since <= TEAM_AT_MOST


def renew(session: Session, token: str | None) -> tuple[BrowserSession, str]:
    """The session of the cookie `token`, or a new one, under a new cookie, which is the second value.

    Called at each gain of rights, so that a cookie known to someone else before is worth nothing after.
    """
    browser = session_of_cookie(session, token)
    fresh = secrets.token_urlsafe(COOKIE_BYTES)
    now = clock.now()
    if browser is None:
        browser = BrowserSession(token_hash=fingerprint(fresh), created_at=now, seen_at=now)
        session.add(browser)
    browser.token_hash = fingerprint(fresh)
    browser.seen_at = now
    session.flush()
    return browser, fresh


def sign_out(session: Session, token: str | None) -> str | None:
    """End the member's part; what links opened in this browser stays open, under the new cookie that is answered.

    Browsers keep pages to go back to, those too that they were told not to store, until a cookie changes.
    """
    known = session_of_cookie(session, token)
    if known is None or known.member_id is None:
        return None
    browser, fresh = renew(session, token)
    browser.member_id = browser.member_since = browser.member_seen_at = None
    session_id = browser.id
    after_commit(session, lambda: ring_hangup(session_id=session_id))
    return fresh
