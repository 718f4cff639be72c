"""That somebody was here: what keeps sessions and personal links alive. Written at most once a minute by pages."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import Actor
from portal.access.links import note_use
from portal.access.models import BrowserSession, Link


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
