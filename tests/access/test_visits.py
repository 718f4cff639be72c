"""Being seen keeps a session alive."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock, database
from portal.access.actor import actor_of_session
from portal.access.models import BrowserSession
from portal.access.visits import note_visit
from portal.extensions import db
from tests import factories
from tests.browsing import open_link
from tests.testclient import Browser


@pytest.mark.parametrize(("days", "days_seen_later"), [(3, 3), (-3, 0)])
def test_a_visit_makes_a_session_younger_and_never_older(
    app: Flask, client: Browser, days: int, days_seen_later: int
) -> None:
    workspace = factories.make_workspace()
    open_link(client, factories.make_link(workspace))
    browser = db.session.scalars(db.select(BrowserSession)).one()
    before = browser.seen_at
    actor = actor_of_session(db.session(), browser.id, workspace.id)
    assert actor is not None
    with clock.pretend(before + timedelta(days=days)), database.write() as session:
        note_visit(session, actor)
    after = db.session.get_one(BrowserSession, browser.id).seen_at
    assert (after - before).days == days_seen_later
