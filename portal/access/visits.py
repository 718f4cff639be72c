"""That somebody was here: what keeps sessions and personal links alive. Written at most once a minute by pages."""

from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import Actor
from portal.access.links import note_use
from portal.access.models import BrowserSession, Link
from portal.people.models import Side, Workspace

ACTED_AT_MOST_EVERY = timedelta(minutes=1)


def note_visit(session: Session, actor: Actor) -> None:
    """Keep the actor's browser session alive, and the link they came by. Inside any write()."""
    now = clock.now()
    seen = {"seen_at": now, "member_seen_at": now} if actor.member_id else {"seen_at": now}
    # Never earlier than before: a past that is told later does not make a session old.
    is_later = BrowserSession.seen_at <= now
    session.execute(update(BrowserSession).where(BrowserSession.id == actor.session_id, is_later).values(**seen))
    link = session.get(Link, actor.link_id) if actor.link_id else None
    if link is not None:
        note_use(link, now)


def note_customer_acted(session: Session, workspace_id: str, side: Side) -> None:
    """Keep when the customer last did something: at most once a minute, never earlier than before. Inside write()."""
    if side is not Side.CUSTOMER:
        return
    now, acted_at = clock.now(), Workspace.customer_acted_at
    is_time = or_(acted_at.is_(None), acted_at < now - ACTED_AT_MOST_EVERY)
    session.execute(update(Workspace).where(Workspace.id == workspace_id, is_time).values(customer_acted_at=now))
