"""Who acts: one browser in one workspace, read anew from the rows at every request and socket event."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.links import is_past
from portal.access.models import BrowserSession, Grant, Link, Rights
from portal.access.sessions import CUSTOMER_AT_MOST, is_customer_part_fresh, is_member_part_live
from portal.people.models import Contact, Member, Participant, Side, Workspace, WorkspaceStatus

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


def actors_of(session: Session, keys: set[Key]) -> dict[Key, Actor]:
    """The actors behind (browser session id, workspace id) pairs, in four queries however many there are.

    A key is left out when the session is over, the link is revoked or expired, or the person was removed. A member
    is a member everywhere, also where the same browser holds a customer's link.
    """
    session_ids = {session_id for session_id, _ in keys}
    workspace_ids = {workspace_id for _, workspace_id in keys}
    now = clock.now()
    statuses = _statuses(session, workspace_ids)
    members = _live_members(session, session_ids, now)
    places = _places_of_members(session, members, workspace_ids)
    grants = _live_grants(session, session_ids, workspace_ids, now)
    found = {}
    for key in keys:
        session_id, workspace_id = key
        if workspace_id not in statuses:
            continue
        if member := members.get(session_id):
            participant_id = places.get((member.id, workspace_id))
            found[key] = _as_member(member, session_id, participant_id, workspace_id, statuses[workspace_id])
        elif grant := grants.get(key):
            found[key] = _as_customer(grant, statuses[workspace_id])
    return found


def _statuses(session: Session, workspace_ids: set[str]) -> dict[str, WorkspaceStatus]:
    rows = session.execute(select(Workspace.id, Workspace.status).where(Workspace.id.in_(workspace_ids)))
    return {row.id: row.status for row in rows}


def _live_members(session: Session, session_ids: set[str], now: datetime) -> dict[str, Row]:
    rows = session.execute(
        select(
            BrowserSession.id.label("session_id"),
            BrowserSession.member_since,
            BrowserSession.member_seen_at,
            Member.id,
            Member.is_admin,
        )
        .join(Member, Member.id == BrowserSession.member_id)
        .where(BrowserSession.id.in_(session_ids), Member.removed_at.is_(None))
    )
    return {row.session_id: row for row in rows if is_member_part_live(row.member_since, row.member_seen_at, now)}


def _places_of_members(session: Session, members: dict[str, Row], workspace_ids: set[str]) -> dict[Key, str]:
    rows = session.execute(
        select(Participant.id, Participant.member_id, Participant.workspace_id).where(
            Participant.member_id.in_({member.id for member in members.values()}),
            Participant.workspace_id.in_(workspace_ids),
        )
    )
    return {(row.member_id, row.workspace_id): row.id for row in rows}


def _live_grants(session: Session, session_ids: set[str], workspace_ids: set[str], now: datetime) -> dict[Key, Row]:
    rows = session.execute(
        select(
            Grant.id,
            Grant.session_id,
            Grant.workspace_id,
            Grant.link_id,
            Grant.participant_id,
            Grant.verified,
            Grant.created_at,
            BrowserSession.seen_at,
            Link.rights,
            Link.expires_at,
        )
        .join(BrowserSession, BrowserSession.id == Grant.session_id)
        .join(Link, Link.id == Grant.link_id)
        .outerjoin(Participant, Participant.id == Grant.participant_id)
        .outerjoin(Contact, Contact.id == Participant.contact_id)
        .where(
            Grant.session_id.in_(session_ids),
            Grant.workspace_id.in_(workspace_ids),
            Link.revoked_at.is_(None),
            Participant.removed_at.is_(None),
            Contact.removed_at.is_(None),
        )
    )
    return {(row.session_id, row.workspace_id): row for row in rows if _is_grant_fresh(row, now)}


def _is_grant_fresh(row: Row, now: datetime) -> bool:
    if is_past(row.expires_at, now) or now - row.created_at > CUSTOMER_AT_MOST:
        return False
    return is_customer_part_fresh(row.seen_at, now)


def _as_member(
    member: Row, session_id: str, participant_id: str | None, workspace_id: str, status: WorkspaceStatus
) -> Actor:
    return Actor(
        workspace_id=workspace_id,
        side=Side.TEAM,
        rights=Rights.EDIT,
        participant_id=participant_id,
        session_id=session_id,
        link_id=None,
        grant_id=None,
        member_id=member.id,
        is_admin=member.is_admin,
        is_verified=True,
        workspace_status=status,
    )


def _as_customer(grant: Row, status: WorkspaceStatus) -> Actor:
    return Actor(
        workspace_id=grant.workspace_id,
        side=Side.CUSTOMER,
        rights=grant.rights,
        participant_id=grant.participant_id,
        session_id=grant.session_id,
        link_id=grant.link_id,
        grant_id=grant.id,
        member_id=None,
        is_admin=False,
        is_verified=grant.verified and grant.participant_id is not None,
        workspace_status=status,
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
