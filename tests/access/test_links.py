"""Tokens and the rows behind them."""

from datetime import timedelta

import pytest

from portal import clock as portal_clock
from portal import database
from portal.access import links, signin
from portal.access.links import LinkExpired, LinkRevoked, LinkTerms, LinkUnknown, make_link, read_token, token_of
from portal.access.models import Link, Rights
from portal.extensions import db
from portal.people.models import Contact, Participant
from tests.factories import make_contact, make_workspace
from tests.factories import make_link as a_link

EDIT = LinkTerms()
CHANGES = [lambda t: t[:-1], lambda t: t[:-8] + "AAAAAAAA", lambda t: "x" + t, lambda t: t + "x"]


def made(workspace, terms=EDIT, contact=None):
    with database.write() as session:
        person = session.get(Participant, contact.id) if contact else None
        link = make_link(session, workspace.id, terms, person)
    return db.session.get_one(Link, link.id)


def end(link):
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, link.id))


def test_a_token_reads_back_to_its_row(app, clock):
    link = a_link(make_workspace())
    assert read_token(db.session(), token_of(link)).id == link.id


def test_a_token_says_nothing_but_kind_id_and_generation(app, clock):
    workspace = make_workspace()
    link = a_link(workspace, contact=make_contact(workspace, "Maria Lindholm", email="maria@customer.example"))
    assert token_of(link).rpartition(".")[0] == f"link.{link.id}.1"


@pytest.mark.parametrize("change", CHANGES)
def test_a_cut_or_changed_token_is_unknown(app, clock, change):
    token = token_of(a_link(make_workspace()))
    with pytest.raises(LinkUnknown):
        read_token(db.session(), change(token))


@pytest.mark.parametrize("junk", ["", ".", "link.x.1", "ü", "a" * 5000, "link.x.1.", "%00"])
def test_junk_is_unknown(app, clock, junk):
    with pytest.raises(LinkUnknown):
        read_token(db.session(), junk)


def test_a_signed_token_without_a_row_is_unknown(app, clock):
    token = token_of(Link(id=database.new_id(), generation=1))
    with pytest.raises(LinkUnknown):
        read_token(db.session(), token)


def test_a_sign_in_token_is_no_link_and_a_link_is_no_sign_in(app, clock):
    with database.write() as session:
        sign_in_token = signin.admin_link(session, "anna@vendor.example").rpartition("/")[2]
    with pytest.raises(LinkUnknown):
        read_token(db.session(), sign_in_token)
    with pytest.raises(signin.SignInUnknown):
        signin.read_token(db.session(), token_of(a_link(make_workspace())))


def test_a_shared_link_works_for_ninety_days_and_a_minute_of_tolerance(app, clock):
    link = made(make_workspace())
    clock.move(days=90, seconds=60)
    assert read_token(db.session(), token_of(link)).id == link.id
    clock.move(seconds=1)
    with pytest.raises(LinkExpired):
        read_token(db.session(), token_of(link))


def test_a_personal_link_works_for_thirty_days_without_use(app, clock):
    workspace = make_workspace()
    link = made(workspace, contact=make_contact(workspace))
    assert link.expires_at == portal_clock.now() + timedelta(days=30)


def test_use_keeps_a_personal_link_alive_for_a_hundred_and_eighty_days_at_most(app, clock):
    workspace = make_workspace()
    link = made(workspace, contact=make_contact(workspace))
    born = link.created_at
    for _month in range(9):
        clock.move(days=20)
        with database.write() as session:
            links.note_use(session.get_one(Link, link.id), portal_clock.now())
    assert db.session.get_one(Link, link.id).expires_at == born + timedelta(days=180)


def test_a_personal_link_is_never_made_for_longer_than_it_may_live(app, clock):
    workspace = make_workspace()
    terms = LinkTerms(Rights.VIEW, expires_at=portal_clock.now() + timedelta(days=400))
    link = made(workspace, terms, make_contact(workspace))
    assert link.expires_at == link.created_at + timedelta(days=180)


def test_use_does_not_lengthen_a_shared_link(app, clock):
    link = made(make_workspace())
    clock.move(days=80)
    with database.write() as session:
        links.note_use(session.get_one(Link, link.id), portal_clock.now())
    assert db.session.get_one(Link, link.id).expires_at == link.created_at + timedelta(days=90)


def test_a_revoked_link_is_revoked_also_after_its_date(app, clock):
    link = a_link(make_workspace())
    end(link)
    clock.move(days=400)
    with pytest.raises(LinkRevoked):
        read_token(db.session(), token_of(link))


def test_an_earlier_generation_is_revoked(app, clock):
    link = a_link(make_workspace())
    token = token_of(link)
    with database.write() as session:
        session.get_one(Link, link.id).generation = 2
    with pytest.raises(LinkRevoked):
        read_token(db.session(), token)


@pytest.mark.parametrize("model", [Participant, Contact])
def test_the_personal_link_of_a_removed_person_is_revoked(app, clock, model):
    workspace = make_workspace()
    person = make_contact(workspace)
    link = a_link(workspace, contact=person)
    with database.write() as session:
        key = person.id if model is Participant else person.contact_id
        session.get_one(model, key).removed_at = portal_clock.now()
    with pytest.raises(LinkRevoked):
        read_token(db.session(), token_of(link))


def test_revoking_hangs_up_after_the_commit_and_not_when_undone(app, clock, monkeypatch):
    rung = []
    monkeypatch.setattr(links, "ring_hangup", lambda **which: rung.append(which))
    link = a_link(make_workspace())
    with pytest.raises(ZeroDivisionError), database.write() as session:
        links.revoke_link(session, session.get_one(Link, link.id))
        raise ZeroDivisionError
    assert rung == []
    end(link)
    assert rung == [{"link_id": link.id}]
