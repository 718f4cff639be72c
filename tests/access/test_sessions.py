"""The cookie, and how often a visit is written down."""

import pytest
from sqlalchemy import select

from portal.access import links
from portal.access.models import BrowserSession, Link
from portal.extensions import db
from tests.browsing import open_link
from tests.factories import make_contact, make_link, make_workspace


@pytest.fixture
def workspace(app, clock):
    return make_workspace()


def seen_at():
    return db.session.scalars(select(BrowserSession.seen_at)).one()


def test_a_visit_is_written_at_most_once_a_minute(client, workspace, clock):
    open_link(client, make_link(workspace))
    opened = seen_at()
    clock.move(seconds=59)
    client.get(f"/w/{workspace.id}/who")
    assert seen_at() == opened
    clock.move(seconds=1)
    client.get(f"/w/{workspace.id}/who")
    assert (seen_at() - opened).total_seconds() == 60


def test_a_visit_keeps_a_personal_link_alive(client, workspace, clock):
    link = make_link(workspace, contact=make_contact(workspace))
    open_link(client, link)
    until = db.session.get_one(Link, link.id).expires_at
    clock.move(days=5)
    client.get(f"/w/{workspace.id}/who")
    assert (db.session.get_one(Link, link.id).expires_at - until).days == 5


def test_on_https_the_cookie_is_bound_to_the_host_and_secure(settings, app, client, workspace):
    settings.public_url = "https://onboarding.example"
    response = client.post(links.path_of(make_link(workspace)))
    name, _equals, rest = response.headers["Set-Cookie"].partition("=")
    attributes = sorted(part.strip() for part in rest.split(";")[1:] if "xpires" not in part and "Max-Age" not in part)
    assert (name, attributes) == ("__Host-onward", ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"])
