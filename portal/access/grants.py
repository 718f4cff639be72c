"""Grants: what one link opened in one browser, and who the person there says they are."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access import sessions
from portal.access.links import is_gone, is_live, note_use
from portal.access.models import BrowserSession, Grant, Link, Rights
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.people.models import Participant

LEAST_TO_MOST = [Rights.VIEW, Rights.COMMENT, Rights.EDIT]


def open_link(session: Session, link: Link, cookie: str | None) -> tuple[Grant, str]:
    """Let the browser with this cookie in through the link. The second value is its new cookie."""
    browser, fresh_cookie = sessions.renew(session, cookie)
    grant = _grant_of(session, browser, link.workspace_id)
    if grant is None:
        grant = Grant(session_id=browser.id, workspace_id=link.workspace_id)
        session.add(grant)
        _stand_on(grant, link)
    elif not _is_better(grant, link):
        _stand_on(grant, link)
    grant.created_at = clock.now()
    note_use(link, clock.now())
    session.flush()
    record(session, Recorded.LINK_OPENED, link.workspace_id, by=grant.participant_id, link=link.id, label=link.label)
    return grant, fresh_cookie


def _grant_of(session: Session, browser: BrowserSession, workspace_id: str) -> Grant | None:
    return session.scalar(select(Grant).where(Grant.session_id == browser.id, Grant.workspace_id == workspace_id))


def _is_better(grant: Grant, link: Link) -> bool:
    """Whether what the browser already holds is worth more: a live personal link that allows at least as much."""
    held = grant.link
    if link.is_personal or not held.is_personal or not is_live(held):
        return False
    return LEAST_TO_MOST.index(held.rights) >= LEAST_TO_MOST.index(link.rights)


def _stand_on(grant: Grant, link: Link) -> None:
    """A personal link says who this is. On a shared one who they said they are stays, as somebody unverified."""
    grant.link_id = link.id
    grant.verified = link.is_personal
    if link.is_personal:
        grant.participant_id = link.participant_id
    elif grant.participant is None or is_gone(grant.participant):
        grant.participant_id = None


def say_who(session: Session, grant_id: str | None, participant: Participant | None) -> None:
    """Remember who stands behind a grant of a shared link; None only looks around. Never verified by this."""
    session.execute(
        update(Grant)
        .where(Grant.id == grant_id)
        .values(participant_id=participant.id if participant else None, verified=False)
    )
