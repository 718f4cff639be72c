"""Every kind of person the proofs ask as: those of the policy table, and those whose way in has ended."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import update

from portal import clock, database
from portal.access.models import Grant, Link
from portal.people.models import Contact, Member, Participant
from tests import factories
from tests.browsing import open_link, sign_in
from tests.policy_table import Row, Who
from tests.world import KINDS, World, expected

# Who stands where one of the table's kinds stands.
LIKE = {"personal": "editor", "verified": "editor", "reader": "viewer"}
# Customers whose way in has ended: they are told so, and nothing else.
ENDED = ("expired", "revoked", "left")
# Members who were removed while signed in.
REMOVED = ("removed_member", "removed_admin")
ACTORS = (*KINDS, *LIKE, *ENDED, *REMOVED)


def world_of_all(app: Flask) -> World:
    """The world of the policy table with a browser for each further kind."""
    world = World(app)
    world.like = LIKE
    people = {kind: factories.make_contact(world.workspace, kind.title()) for kind in (*LIKE, *ENDED)}
    for kind, person in people.items():
        rights = "view" if LIKE.get(kind) == "viewer" else "edit"
        own = person if kind in ("personal", "reader") else None
        link = factories.make_link(world.workspace, rights, contact=own)
        world.clients[kind] = app.test_client()
        open_link(world.clients[kind], link, as_=None if own else person)
        _go_on(kind, link, person)
    for kind in REMOVED:
        member = factories.make_member(kind.title(), is_admin=kind == "removed_admin")
        world.clients[kind] = app.test_client()
        sign_in(world.clients[kind], member)
        _change(Member, Member.id == member.id, removed_at=clock.now())
    return world


def _go_on(kind: str, link: Link, person: Participant) -> None:
    """What happened to this kind after the link was opened."""
    if kind == "verified":
        _change(Grant, Grant.participant_id == person.id, verified=True)
    if kind == "expired":
        _change(Link, Link.id == link.id, expires_at=clock.now() - timedelta(days=1))
    if kind == "revoked":
        _change(Link, Link.id == link.id, revoked_at=clock.now())
    if kind == "left":
        _change(Contact, Contact.id == person.contact_id, removed_at=clock.now())


def _change(model: Any, which: Any, **values: Any) -> None:
    with database.write() as session:
        session.execute(update(model).where(which).values(**values))


# What somebody is told whom a personal link names, where the table knows only shared ones.
NAMED = {"GET /w/<workspace_id>/who": 303}
# Who is verified reads the files of a form; on a shared link one reads those of one's own browser.
VERIFIED = {"GET /w/<workspace_id>/forms/<form_id>/files/<upload_id>": 200}


def expected_of(key: str, row: Row, actor: str) -> int:
    """What `actor` is answered when everything asked for is their own workspace's."""
    if actor in ("personal", "reader") and key in NAMED:
        return NAMED[key]
    if actor in LIKE and key in VERIFIED:
        return VERIFIED[key]
    if actor in KINDS or actor in LIKE:
        return expected(key, row, LIKE.get(actor, actor))
    if actor in ENDED:
        return 410 if "<workspace_id>" in key else expected(key, row, "foreign")
    if row.who in (Who.ANYONE, Who.SESSION):
        return expected(key, row, "foreign")
    return 303 if key.startswith("GET ") else 403
