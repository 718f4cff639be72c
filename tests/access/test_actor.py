"""Who acts, read anew from the rows, in one query."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select

from portal import clock as portal_clock
from portal import database
from portal.access.actor import Actor, actor_of_session, actors_of
from portal.access.models import BrowserSession, Grant, Link, Rights
from portal.extensions import db
from portal.people.models import Contact, Member, Participant, Side, Workspace, WorkspaceStatus
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_workspace

pytestmark = pytest.mark.db


def session_id_of(client):
    return db.session.scalars(select(BrowserSession.id).order_by(BrowserSession.created_at.desc())).first()


def actor(browser_id, workspace):
    return actor_of_session(db.session(), browser_id, workspace.id)


def end(model, key, **values):
    with database.write() as session:
        row = session.get_one(model, key)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.fixture
def workspace(app, clock):
    return make_workspace()


def test_a_customer_is_who_the_link_and_they_themselves_say(app, client, workspace):
    person = make_contact(workspace)
    link = make_link(workspace, "comment")
    open_link(client, link, as_=person)
    grant = db.session.scalars(select(Grant)).one()
    assert actor(grant.session_id, workspace) == Actor(
        workspace_id=workspace.id,
        side=Side.CUSTOMER,
        rights=Rights.COMMENT,
        participant_id=person.id,
        session_id=grant.session_id,
        link_id=link.id,
        grant_id=grant.id,
        member_id=None,
        is_admin=False,
        is_verified=False,
        workspace_status=WorkspaceStatus.ACTIVE,
    )


def test_the_person_of_a_personal_link_is_verified(app, client, workspace):
    open_link(client, make_link(workspace, contact=make_contact(workspace)))
    assert actor(session_id_of(client), workspace).is_verified is True


def test_a_member_is_a_member_also_where_the_browser_holds_a_customers_link(app, client, workspace):
    member = make_member()
    open_link(client, make_link(workspace, "view"), as_=make_contact(workspace))
    sign_in(client, member)
    client.get(f"/w/{workspace.id}/links")
    place = db.session.scalars(select(Participant).where(Participant.member_id == member.id)).one()
    seen = actor(session_id_of(client), workspace)
    expected = replace(seen, side=Side.TEAM, rights=Rights.EDIT, link_id=None, grant_id=None, member_id=member.id)
    assert (seen, seen.participant_id, place.listed) == (expected, place.id, False)


def test_a_signed_out_member_is_again_what_the_link_says(app, client, workspace):
    person = make_contact(workspace)
    open_link(client, make_link(workspace), as_=person)
    sign_in(client, make_member())
    client.post("/sign-out")
    seen = actor(session_id_of(client), workspace)
    assert (seen.side, seen.participant_id) == (Side.CUSTOMER, person.id)


def test_nobody_acts_where_no_link_was_opened(app, client, workspace):
    open_link(client, make_link(workspace))
    assert actor(session_id_of(client), make_workspace()) is None
    assert actor("no-such-session", workspace) is None


def test_a_member_acts_in_no_workspace_that_never_was(app, client, workspace):
    sign_in(client, make_member())
    assert actor_of_session(db.session(), session_id_of(client), database.new_id()) is None


@pytest.mark.parametrize(
    "ending",
    [
        lambda link, person: end(Link, link.id, revoked_at=portal_clock.now()),
        lambda link, person: end(Link, link.id, expires_at=portal_clock.now().replace(year=2020)),
        lambda link, person: end(Participant, person.id, removed_at=portal_clock.now()),
        lambda link, person: end(Contact, person.contact_id, removed_at=portal_clock.now()),
    ],
    ids=["revoked", "expired", "taken out", "removed"],
)
def test_whatever_ends_a_grant_ends_the_actor(app, client, workspace, ending):
    person = make_contact(workspace)
    link = make_link(workspace)
    open_link(client, link, as_=person)
    browser = session_id_of(client)
    assert actor(browser, workspace).participant_id == person.id
    ending(link, person)
    assert actor(browser, workspace) is None


def test_a_removed_member_acts_nowhere(app, client, workspace):
    member = make_member()
    sign_in(client, member)
    end(Member, member.id, removed_at=portal_clock.now())
    assert actor(session_id_of(client), workspace) is None


def test_the_actor_knows_the_status_of_the_moment(app, client, workspace):
    open_link(client, make_link(workspace), as_=make_contact(workspace))
    end(Workspace, workspace.id, status=WorkspaceStatus.PAUSED)
    assert actor(session_id_of(client), workspace).workspace_status is WorkspaceStatus.PAUSED


def queries_for(keys):
    """How many statements finding the actors of `keys` takes, inside a write() as the editor does it."""
    seen = []
    with database.write() as session:
        connection = session.connection()
        listener = lambda *args: seen.append(args[2])  # noqa: E731 - one line is enough to count
        event.listen(connection, "before_cursor_execute", listener)
        found = actors_of(session, keys)
        event.remove(connection, "before_cursor_execute", listener)
    return len(seen), len(found)


def test_a_batch_takes_one_query_like_a_single_actor(app, workspace):
    keys = set()
    for _person in range(5):
        browser = app.test_client()
        open_link(browser, make_link(workspace), as_=make_contact(workspace))
    for _member in range(3):
        sign_in(app.test_client(), make_member())
    keys = {(key, workspace.id) for key in db.session.scalars(select(BrowserSession.id))}
    assert (queries_for(keys), queries_for({min(keys)})) == ((1, 8), (1, 1))
