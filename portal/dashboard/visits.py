"""When a person was here: what is new since then, and whether this is their first time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal import clock
from portal.database import write
from portal.extensions import db
from portal.people.models import Participant

SAME_VISIT = timedelta(minutes=30)
WRITE_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Visit:
    """`since` is the end of the visit before this one, None on the first. Who only looks around is always new to us."""

    is_first: bool
    since: datetime | None


def note_visit(participant_id: str | None) -> Visit:
    """Note that a participant is here now, at most once a minute. Looks less than half an hour apart are one visit."""
    person = db.session.get(Participant, participant_id) if participant_id else None
    if person is None:
        return Visit(is_first=True, since=None)
    now, last, previous = clock.now(), person.last_seen_at, person.previous_seen_at
    is_same = last is not None and now - last < SAME_VISIT
    since = previous if is_same else last
    if last is None or now - last >= WRITE_AGAIN:
        _store(person.id, now, since)
    return Visit(is_first=since is None, since=since)


def _store(participant_id: str, now: datetime, since: datetime | None) -> None:
    with write() as session:
        person = session.get_one(Participant, participant_id)
        person.last_seen_at = now
        person.previous_seen_at = since
