"""Who may connect a socket."""

import pytest
from sqlalchemy import select

from portal.access.models import BrowserSession
from portal.access.sockets import browser_session_of
from portal.extensions import db
from tests.browsing import open_link
from tests.factories import make_link, make_workspace

OURS = "http://127.0.0.1:8000"


@pytest.fixture
def cookie(app, client, clock):
    open_link(client, make_link(make_workspace()))
    return f"onward={client.get_cookie('onward').value}"


def test_our_own_page_with_a_live_session_may_connect(app, cookie):
    session_id = db.session.scalars(select(BrowserSession.id)).one()
    assert browser_session_of({"HTTP_ORIGIN": OURS, "HTTP_COOKIE": f"a=b; {cookie}"}) == session_id


@pytest.mark.parametrize("origin", [None, "", "null", "https://evil.example", f"{OURS}.evil.example", f"{OURS}/"])
def test_a_missing_or_foreign_origin_is_refused(app, cookie, origin):
    environ = {"HTTP_COOKIE": cookie} | ({} if origin is None else {"HTTP_ORIGIN": origin})
    assert browser_session_of(environ) is None


@pytest.mark.parametrize("sent", [None, "", "onward=", "onward=made-up", "other=1"])
def test_without_a_session_nobody_connects(app, clock, sent):
    environ = {"HTTP_ORIGIN": OURS} | ({} if sent is None else {"HTTP_COOKIE": sent})
    assert browser_session_of(environ) is None


def test_a_session_idle_for_too_long_does_not_connect(app, cookie, clock):
    clock.move(days=14, seconds=1)
    assert browser_session_of({"HTTP_ORIGIN": OURS, "HTTP_COOKIE": cookie}) is None


def test_on_https_only_the_host_cookie_counts(app, settings, cookie):
    settings.public_url = "https://onboarding.example"
    environ = {"HTTP_ORIGIN": "https://onboarding.example"}
    value = cookie.partition("=")[2]
    cookies = [f"{name}={value}" for name in ("onward", "__Host-onward")]
    answers = [browser_session_of({**environ, "HTTP_COOKIE": sent}) for sent in cookies]
    assert answers == [None, db.session.scalars(select(BrowserSession.id)).one()]
