"""What hangs on an open task, prepared so that templates only draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.people.queries import Face
from portal.plan.agreement_words import ChangedTerm, agreed_by, agreement_words, changed_terms
from portal.plan.blocker_words import age_words, reason_words, who_words
from portal.plan.core.agreeing import state_of
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
class AgreementView:
    """How a shared task stands: its state, by whom, what changed since, and whether the reader has agreed."""

    state: str
    words: str
    agreed_by: str
    changed: list[ChangedTerm]
    is_mine: bool


@dataclass(frozen=True)
class Parts:
    blocker: BlockerNote | None
    agreement: AgreementView | None


def parts_of(task: Task, faces: Mapping[str, Face], me: str | None, today: date) -> Parts:
    """Everything that hangs on `task`, for the participant `me`."""
    return Parts(_blocker_note(task, faces, me, today), _agreement(task, faces, me))


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


def _agreement(task: Task, faces: Mapping[str, Face], me: str | None) -> AgreementView | None:
    if not task.is_shared:
        return None
    return AgreementView(
        state=state_of(task.agreement),
        words=agreement_words(task, faces, me),
        agreed_by=agreed_by(task, faces, me),
        changed=changed_terms(task, faces, me),
        is_mine=me is not None and any(word.by == me for word in task.agreement.words),
    )


def past_day(day: date, today: date) -> str:
    """A day that lies behind us: the weekday within the last six days, else the date."""
    return weekday(day) if 0 < (today - day).days <= THIS_WEEK else short_day(day)
