"""Who acts: one browser in one workspace, read anew from the rows at every request and socket event."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.links import is_past
from portal.access.models import BrowserSession, Grant, Link, Rights
from portal.access.sessions import CUSTOMER_AT_MOST, is_customer_part_fresh, is_member_part_live
from portal.database import connection_of
from portal.people.models import Contact, Member, Participant, Side, Workspace, WorkspaceStatus
from portal.prepared import Prepared

Key = tuple[str, str]


@dataclass(frozen=True)
class Actor:
    """`participant_id` is None for who only looks around, `link_id` and `grant_id` for members."""

    workspace_id: str
    side: Side
    rights: Rights
    participant_id: str | None
    session_id: str
    link_id: str | None
    grant_id: str | None
    member_id: str | None
    is_admin: bool
    is_verified: bool
    workspace_status: WorkspaceStatus


def actor_of_session(session: Session, browser_session_id: str, workspace_id: str) -> Actor | None:
    """The actor that a browser session is in a workspace, or None when nothing lets it in any more."""
    key = (browser_session_id, workspace_id)
    return actors_of(session, {key}).get(key)


# Built once: the rights of all who edit are read in every commit, and making a statement costs more than running it.
_PLACE, _OWN = Participant.__table__.alias("place"), Participant.__table__.alias("own")
_BROWSER, _WORKSPACE, _MEMBER = BrowserSession.__table__, Workspace.__table__, Member.__table__
_GRANT, _LINK, _CONTACT = Grant.__table__, Link.__table__, Contact.__table__
_STANDING = Prepared(
    select(
        _BROWSER.c.id.label("session_id"),
        _BROWSER.c.member_since,
        _BROWSER.c.member_seen_at,
        _BROWSER.c.seen_at,
        _WORKSPACE.c.id.label("workspace_id"),
        _WORKSPACE.c.status,
        _MEMBER.c.id.label("member_id"),
        _MEMBER.c.is_admin,
        _PLACE.c.id.label("place_id"),
        _GRANT.c.id.label("grant_id"),
        _GRANT.c.link_id,
        _GRANT.c.participant_id,
        _GRANT.c.verified,
        _GRANT.c.created_at,
        _LINK.c.rights,
        _LINK.c.expires_at,
        or_(_LINK.c.revoked_at.is_not(None), _OWN.c.removed_at.is_not(None), _CONTACT.c.removed_at.is_not(None)).label(
            "is_taken_back"
        ),
    )
    .select_from(_BROWSER)
    .join(_WORKSPACE, _WORKSPACE.c.id.in_(bindparam("workspace_ids", expanding=True)))
    .outerjoin(_MEMBER, and_(_MEMBER.c.id == _BROWSER.c.member_id, _MEMBER.c.removed_at.is_(None)))
    .outerjoin(_PLACE, and_(_PLACE.c.member_id == _MEMBER.c.id, _PLACE.c.workspace_id == _WORKSPACE.c.id))
    .outerjoin(_GRANT, and_(_GRANT.c.session_id == _BROWSER.c.id, _GRANT.c.workspace_id == _WORKSPACE.c.id))
    .outerjoin(_LINK, _LINK.c.id == _GRANT.c.link_id)
    .outerjoin(_OWN, _OWN.c.id == _GRANT.c.participant_id)
    .outerjoin(_CONTACT, _CONTACT.c.id == _OWN.c.contact_id)
    .where(_BROWSER.c.id.in_(bindparam("session_ids", expanding=True))),
    repeats=True,
)


def actors_of(session: Session, keys: set[Key]) -> dict[Key, Actor]:
    """The actors behind (browser session id, workspace id) pairs, in one query however many there are.

    A key is left out when the session is over, the link is revoked or expired, or the person was removed. A member
    is a member everywhere, also where the same browser holds a customer's link.
    """
    return actors_among(keys, ask_for_actors(session, keys)())


def ask_for_actors(session: Session, keys: set[Key]) -> Callable[[], list[Any]]:
    """The question of actors_of(); what it finds is understood by actors_among()."""
    wanted = {"session_ids": [key[0] for key in keys], "workspace_ids": list({key[1] for key in keys})}
    return _STANDING.ask(connection_of(session), wanted)


def actors_among(keys: set[Key], rows: Iterable[Any]) -> dict[Key, Actor]:
    """Who of `keys` is let in by what was found."""
    now = clock.now()
    found = {}
    for row in rows:
        key = (row.session_id, row.workspace_id)
        if key not in keys:
            continue
        if row.member_id and is_member_part_live(row.member_since, row.member_seen_at, now):
            found[key] = _as_member(row)
        elif row.grant_id and not row.is_taken_back and _is_grant_fresh(row, now):
            found[key] = _as_customer(row)
    return found


def _is_grant_fresh(row: Any, now: datetime) -> bool:
    if is_past(row.expires_at, now) or now - row.created_at > CUSTOMER_AT_MOST:
        return False
    return is_customer_part_fresh(row.seen_at, now)


def _as_member(row: Any) -> Actor:
    return Actor(
        workspace_id=row.workspace_id,
        side=Side.TEAM,
        rights=Rights.EDIT,
        participant_id=row.place_id,
        session_id=row.session_id,
        link_id=None,
        grant_id=None,
        member_id=row.member_id,
        is_admin=row.is_admin,
        is_verified=True,
        workspace_status=row.status,
    )


def _as_customer(row: Any) -> Actor:
    return Actor(
        workspace_id=row.workspace_id,
        side=Side.CUSTOMER,
        rights=row.rights,
        participant_id=row.participant_id,
        session_id=row.session_id,
        link_id=row.link_id,
        grant_id=row.grant_id,
        member_id=None,
        is_admin=False,
        is_verified=row.verified and row.participant_id is not None,
        workspace_status=row.status,
    )


def actor_of_member(member: Member, session_id: str) -> Actor:
    """The actor a member is outside any workspace (dashboard, team, settings)."""
    return Actor(
        workspace_id="",
        side=Side.TEAM,
        rights=Rights.EDIT,
        participant_id=None,
        session_id=session_id,
        link_id=None,
        grant_id=None,
        member_id=member.id,
        is_admin=member.is_admin,
        is_verified=True,
        workspace_status=WorkspaceStatus.ACTIVE,
    )
