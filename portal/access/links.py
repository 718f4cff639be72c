"""Links: signed tokens that name a row, and the row says what they open. The token alone opens nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.keys import signer
from portal.access.models import Link, Rights
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.config import settings
from portal.database import after_commit, new_id
from portal.live.doorbell import ring_hangup
from portal.mail import outbox
from portal.people.models import Participant

PURPOSE = "link"
TOLERANCE = timedelta(seconds=60)


class LinkUnknown(Exception):
    """Forged, cut, of another kind, or of a row that never was: these all look the same."""


class LinkEnded(Exception):
    """A true link that no longer opens; `link` is its row."""

    def __init__(self, link: Link) -> None:
        super().__init__(link.id)
        self.link = link


class LinkExpired(LinkEnded):
    """Past its date."""


class LinkRevoked(LinkEnded):
    """Taken back, or made for a person who was removed."""


@dataclass(frozen=True)
class LinkTerms:
    """What a link allows, what the team calls it, and until when; without `expires_at` the default days count."""

    rights: Rights = Rights.EDIT
    label: str = ""
    expires_at: datetime | None = None


def make_link(
    session: Session,
    workspace_id: str,
    terms: LinkTerms,
    participant: Participant | None = None,
    created_by_id: str | None = None,
) -> Link:
    """A new link: personal when `participant` is given, else shared by all who have it."""
    now = clock.now()
    days = settings().personal_link_days if participant else settings().shared_link_days
    link = Link(
        id=new_id(),
        workspace_id=workspace_id,
        participant_id=participant.id if participant else None,
        label=terms.label,
        rights=Rights(terms.rights),
        generation=1,
        expires_at=terms.expires_at or now + timedelta(days=days),
        created_by_id=created_by_id,
        created_at=now,
    )
    if participant:
        link.expires_at = min(link.expires_at, _last_moment(link))
    session.add(link)
    session.flush()
    about = {"link": link.id, "label": link.label, "rights": link.rights.value, "personal": link.is_personal}
    record(session, Recorded.LINK_MADE, workspace_id, by=created_by_id, **about)
    return link


def _last_moment(link: Link) -> datetime:
    return link.created_at + timedelta(days=settings().personal_link_days_at_most)


def token_of(link: Link) -> str:
    return signer(PURPOSE).sign(f"{PURPOSE}.{link.id}.{link.generation}").decode()


def path_of(link: Link) -> str:
    """The path of the link's page; it can be written again from the row at any time."""
    return f"/l/{token_of(link)}"


def read_token(session: Session, token: str) -> Link:
    """The live link that `token` names.

    Raises LinkUnknown, LinkExpired or LinkRevoked.
    """
    link_id, generation = _unsign(token)
    link = session.scalars(select(Link).where(Link.id == link_id).options(joinedload(Link.participant))).one_or_none()
    if link is None:
        raise LinkUnknown
    if link.generation != generation:
        raise LinkRevoked(link)
    return require_live(link)


def _unsign(token: str) -> tuple[str, int]:
    try:
        kind, link_id, generation = signer(PURPOSE).unsign(token.encode("ascii")).decode().split(".")
        if kind != PURPOSE:
            raise LinkUnknown
        return link_id, int(generation)
    except (BadSignature, ValueError):
        raise LinkUnknown from None


def require_live(link: Link) -> Link:
    """`link` itself. Raises LinkRevoked or LinkExpired."""
    if link.revoked_at or (link.participant and is_gone(link.participant)):
        raise LinkRevoked(link)
    if is_past(link.expires_at, clock.now()):
        raise LinkExpired(link)
    return link


def is_gone(participant: Participant) -> bool:
    """Whether this person was taken out of the workspace, or off the customer's or the team's people."""
    return participant.removed_at is not None or participant.person.removed_at is not None


def is_past(expires_at: datetime, now: datetime) -> bool:
    """Whether the moment is over, allowing for hosts whose clocks differ a little."""
    return now > expires_at + TOLERANCE


def is_live(link: Link) -> bool:
    try:
        require_live(link)
    except LinkEnded:
        return False
    return True


def note_use(link: Link, now: datetime) -> None:
    """Remember the use; a personal link that is used stays alive, up to its last moment."""
    link.last_used_at = now
    if link.is_personal:
        slid = min(now + timedelta(days=settings().personal_link_days), _last_moment(link))
        link.expires_at = max(link.expires_at, slid)


def revoke_link(session: Session, link: Link) -> None:
    """Take the link back for good; who stands in through it is hung up once this is on disk."""
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        record(session, Recorded.LINK_REVOKED, link.workspace_id, link=link.id, label=link.label)
        outbox.withdraw_link(session, path_of(link), link.workspace_id)
    link_id = link.id
    after_commit(session, lambda: ring_hangup(link_id=link_id))
