"""What hangs on an open task, prepared so that templates only draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.people.queries import Face
from portal.plan.blocker_words import age_words, reason_words, who_words
from portal.plan.core.blocking import days_blocked
from portal.plan.core.plan import Task
from portal.web.filters import short_day, weekday

THIS_WEEK = 6


@dataclass(frozen=True)
class BlockerNote:
    """What blocks the task: since when and by whom said, why, who can clear it, and for how long."""

    since: str
    by: Face | None
    reason: str
    who: str
    age: str


@dataclass(frozen=True)
class Parts:
    blocker: BlockerNote | None


def parts_of(task: Task, faces: Mapping[str, Face], me: str | None, today: date) -> Parts:
    """Everything that hangs on `task`, for the participant `me`."""
    return Parts(blocker=_blocker_note(task, faces, me, today))


def _blocker_note(task: Task, faces: Mapping[str, Face], me: str | None, today: date) -> BlockerNote | None:
    now = task.blocked.now
    if now is None or task.status != "blocked":
        return None
    return BlockerNote(
        since=past_day(now.since, today) if now.since else "",
        by=faces.get(now.by or ""),
        reason=reason_words(now),
        who=who_words(now, faces, me),
        age=age_words(days_blocked(task, today)),
    )


def past_day(day: date, today: date) -> str:
    """A day that lies behind us: the weekday within the last six days, else the date."""
    return weekday(day) if 0 < (today - day).days <= THIS_WEEK else short_day(day)
