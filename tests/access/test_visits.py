from datetime import timedelta

from sqlalchemy import select

from portal import clock, database
from portal.access.actor import actor_of_session
from portal.access.models import BrowserSession
from portal.access.visits import note_visit
from portal.extensions import db
from tests.browsing import open_link
from tests.factories import make_contact, make_link, make_workspace


def seen_at():
    db.session.rollback()
    return db.session.scalar(select(BrowserSession.seen_at))


def test_a_visit_keeps_the_session_alive_and_a_clock_set_back_does_not_shorten_it(app, client):
    workspace = make_workspace()
    open_link(client, make_link(workspace, contact=make_contact(workspace)))
    browser = db.session.scalars(select(BrowserSession)).one()
    actor = actor_of_session(db.session(), browser.id, workspace.id)
    assert actor is not None
    now = clock.now()
    for moved, expected in ((timedelta(days=2), timedelta(days=2)), (timedelta(days=-9), timedelta(days=2))):
        with clock.pretend(now + moved), database.write() as session:
            note_visit(session, actor)
        assert timedelta() <= seen_at() - (now + expected) < timedelta(minutes=1)
