"""What hangs on an open task, prepared so that templates only draw."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.people.queries import Face
from portal.plan.core.agreeing import state_of, was_due
from portal.plan.core.blocking import days_blocked
from portal.plan.core.parts import Item, tell_parts
from portal.plan.core.plan import Plan, Task
from portal.plan.core.promising import promise_of
from portal.plan.parts.agreement_words import (
    ChangedTerm,
    agreed_by,
    agreement_words,
    changed_terms,
    proposal_words,
    with_typists,
)
from portal.plan.parts.blocker_words import age_words, reason_words, who_words, why_blocked
from portal.plan.parts.promise_words import promise_words
from portal.web.filters import short_day, weekday

THIS_WEEK = 6
# Parts that each have a place of their own in a row, and those that it carries together where there are any.
SHOWN = ("blocker", "agreed", "checklist")
WORK = ("files", "roles", "promise", "behind")


@dataclass(frozen=True)
class RowParts:
    """What a row says of what hangs on its task: in words for people, as JSON for the scripts; "" where it is nothing.

    `why` says what blocks it, `agreement` who proposed, agreed or changed it since, `checked` how far its checklist is.
    """

    why: str = ""
    agreement: str = ""
    agreement_state: str = ""
    was_due: date | None = None
    checked: str = ""
    blocker_json: str = ""
    agreed_json: str = ""
    checklist_json: str = ""
    # How many files it has, and all of the work in it for the scripts.
    files: int = 0
    work_json: str = ""


def work_json(task: Task) -> str:
    """What the row tells the scripts of the work in it: only what there is."""
    if not (task.effort or task.files or task.promise or task.behind or task.roles.people()):
        return ""
    told = {"effort": task.effort, **tell_parts(task, WORK)}
    return json.dumps({field: value for field, value in told.items() if value})


def row_parts(task: Task, plan: Plan, faces: Mapping[str, Face], me: str | None, today: date) -> RowParts:
    """What the row of `task` says of it to the participant `me`."""
    told = {field: json.dumps(value) if value else "" for field, value in tell_parts(task, SHOWN).items()}
    is_asked = task.is_shared and task.is_open
    done = sum(item.is_done for item in task.checklist)
    return RowParts(
        why=why_blocked(task, faces, me, today) or promise_words(promise_of(task, plan), faces, me, today),
        agreement=agreement_words(task, faces, me) if is_asked else "",
        agreement_state=state_of(task.agreement),
        was_due=was_due(task.agreement) if task.is_open else None,
        checked=f"{done}/{len(task.checklist)}" if task.checklist else "",
        blocker_json=told["blocker"],
        agreed_json=told["agreed"],
        checklist_json=told["checklist"],
        files=sum(not file.is_removed for file in task.files),
        work_json=work_json(task),
    )


@dataclass(frozen=True)
class BlockerNote:
    """What blocks the task: since when and by whom said, why, who can clear it, and for how long."""

    since: str
    by: str
    reason: str
    who: str
    age: str


@dataclass(frozen=True)
class AgreementView:
    """How a shared task stands: its state, by whom, and what changed since.

    `is_mine` where the reader gave a word, `is_said` where another did for them, `is_typed` where they did for another.
    """

    state: str
    words: str
    agreed_by: str
    changed: list[ChangedTerm]
    is_mine: bool
    is_said: bool
    is_typed: bool


@dataclass(frozen=True)
class ItemLine:
    """One line of the checklist; `done_by` says who ticked it and when."""

    id: str
    text: str
    is_done: bool
    done_by: str


@dataclass(frozen=True)
class Parts:
    blocker: BlockerNote | None
    agreement: AgreementView | None
    checklist: list[ItemLine]


def parts_of(task: Task, faces: Mapping[str, Face], me: str | None, today: date) -> Parts:
    """Everything that hangs on `task`, for the participant `me`."""
    return Parts(_blocker_note(task, faces, me, today), _agreement(task, faces, me), _items(task, faces, me))


def _blocker_note(task: Task, faces: Mapping[str, Face], me: str | None, today: date) -> BlockerNote | None:
    now = task.blocked.now
    if now is None or task.status != "blocked":
        return None
    days = days_blocked(task, today)
    return BlockerNote(
        since=past_day(now.since, today) if now.since else "",
        by=_said_by(now.by, now.typed, faces, me),
        reason=reason_words(now),
        who=who_words(now, faces, me),
        age=age_words(days) if days else "",
    )


def _agreement(task: Task, faces: Mapping[str, Face], me: str | None) -> AgreementView | None:
    if not task.is_shared:
        return None
    words = task.agreement.words if me else ()
    state = state_of(task.agreement)
    return AgreementView(
        state=state,
        words=proposal_words(task, faces, me) if state == "proposed" else agreement_words(task, faces, me),
        agreed_by=agreed_by(task, faces, me),
        changed=changed_terms(task, faces, me),
        is_mine=any(word.by == me and not word.typed for word in words),
        is_said=any(word.by == me and word.typed is not None for word in words),
        is_typed=any(word.typed == me for word in words),
    )


def _items(task: Task, faces: Mapping[str, Face], me: str | None) -> list[ItemLine]:
    return [ItemLine(item.id, item.text, item.is_done, _done_by(item, faces, me)) for item in task.checklist]


def _done_by(item: Item, faces: Mapping[str, Face], me: str | None) -> str:
    if item.on is None:
        return ""
    by = _said_by(item.by, item.typed, faces, me)
    return f"{by}, {short_day(item.on)}" if by else short_day(item.on)


def _said_by(by: str | None, typed: str | None, faces: Mapping[str, Face], me: str | None) -> str:
    face = faces.get(by or "")
    return with_typists(face.first_name, [typed], faces, me) if face else ""


def past_day(day: date, today: date) -> str:
    """Today, or a day that lies behind us: the weekday within the last six days, else the date."""
    if day == today:
        return str(_("today"))
    return weekday(day) if 0 < (today - day).days <= THIS_WEEK else short_day(day)
