"""What the links page lists."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.addresses import address_of
from portal.access.dates import last_day
from portal.access.links import is_gone, is_live, path_of
from portal.access.models import BrowserSession, Grant, Link, Rights
from portal.access.sessions import CUSTOMER_AT_MOST, CUSTOMER_IDLE
from portal.extensions import db
from portal.people.models import Member, Participant


@dataclass(frozen=True)
class LinkLine:
    """One link as the team reads it. `person` is None for a shared link, `url` for a dead one."""

    id: str
    label: str
    person: str | None
    rights: Rights
    made_by: str | None
    last_day: str
    last_used_at: datetime | None
    revoked_at: datetime | None
    is_person_gone: bool
    is_live: bool
    live_sessions: int
    url: str | None


def link_lines(workspace_id: str) -> list[LinkLine]:
    """Every link of the workspace: the live ones first, the newest first among equals."""
    links = db.session.scalars(
        select(Link)
        .where(Link.workspace_id == workspace_id)
        .options(joinedload(Link.participant), joinedload(Link.workspace))
        .order_by(Link.created_at.desc(), Link.id)
    ).all()
    sessions = _live_sessions(workspace_id)
    makers = _names_of({link.created_by_id for link in links if link.created_by_id})
    lines = [_line(link, sessions[link.id], makers.get(link.created_by_id or "")) for link in links]
    return sorted(lines, key=lambda line: not line.is_live)


def _live_sessions(workspace_id: str) -> Counter[str]:
    """Browsers that are in by each link: neither idle too long nor there for too long."""
    now = clock.now()
    rows = db.session.scalars(
        select(Grant.link_id)
        .join(BrowserSession)
        .where(
            Grant.workspace_id == workspace_id,
            BrowserSession.seen_at >= now - CUSTOMER_IDLE,
            Grant.created_at >= now - CUSTOMER_AT_MOST,
        )
    )
    return Counter(rows)


def _names_of(member_ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(member_ids)))
    return {row.id: row.name for row in rows}


def _line(link: Link, sessions: int, made_by: str | None) -> LinkLine:
    live = is_live(link)
    return LinkLine(
        id=link.id,
        label=link.label,
        person=link.participant.name if link.participant else None,
        rights=link.rights,
        made_by=made_by,
        last_day=last_day(link),
        last_used_at=link.last_used_at,
        revoked_at=link.revoked_at,
        is_person_gone=link.participant is not None and is_gone(link.participant),
        is_live=live,
        live_sessions=sessions if live else 0,
        url=address_of() + path_of(link) if live else None,
    )


def live_shared_links(workspace_id: str) -> list[Link]:
    """The shared links that still open, the newest first."""
    links = db.session.scalars(
        select(Link)
        .where(Link.workspace_id == workspace_id, Link.participant_id.is_(None))
        .order_by(Link.created_at.desc())
    )
    return [link for link in links if is_live(link)]


def people_to_link(workspace_id: str) -> list[Participant]:
    """Contacts who may be given a personal link or picked on a shared one, by name."""
    people = db.session.scalars(
        select(Participant).where(
            Participant.workspace_id == workspace_id,
            Participant.contact_id.is_not(None),
            Participant.removed_at.is_(None),
        )
    )
    return sorted((person for person in people if not is_gone(person)), key=lambda person: person.name)
