"""Whether both sides stand behind a task as it is: proposed, agreed, or changed since it was agreed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from portal.plan.core.commands import Rejected, Writer
from portal.plan.core.events import Event, TaskChanged
from portal.plan.core.parts import Agreement, ChangedSince, Word
from portal.plan.core.plan import Task

# What people agree on; where it is something else later, the task is changed since agreed.
TERMS = ("title", "owner", "due", "description")


def first_proposal(writer: Writer) -> Agreement:
    """How a new task stands: proposed by whoever adds it, or says it while another types."""
    if writer.speaker is None:
        return Agreement()
    return Agreement(proposed_by=writer.speaker, side=writer.side, proposal_typed=writer.typed)


def agree_to_task(task: Task, writer: Writer) -> list[Event]:
    """Give the author's word on the task as it stands, or that of who says it; a change since is agreed to with it."""
    if not task.is_shared:
        raise Rejected("invalid", "internal_not_agreed", field="agreed")
    old, word = task.agreement, Word(writer.speaker, writer.side, writer.today, writer.typed)
    if old.words and not old.changed:
        others = tuple(one for one in old.words if one.side != word.side)
        if any(_says_as_much(one, word) for one in old.words):
            return []
        return _changed(task, replace(old, words=(*others, word)))
    before = replace(old, before=None) if old.words else None
    return _changed(task, replace(old, words=(word,), terms=terms_of(task), changed=(), before=before))


def _says_as_much(given: Word, word: Word) -> bool:
    """Whether the same person gave it already; on a later day it is said anew, for it still holds.

    One's own press is more than one that another made for one, on whichever day.
    """
    if (given.by, given.side) != (word.by, word.side):
        return False
    is_new = word.on > given.on
    return (given.typed is None or not is_new) if word.typed else (given.typed is None and not is_new)


def withdraw_from_task(task: Task, writer: Writer) -> list[Event]:
    """Take back the word of the author's side, or that of who says it; where it gave none, what the author typed.

    Without any word left, what was agreed before stands again.
    """
    old = task.agreement
    words = tuple(word for word in old.words if word.side != writer.side)
    if words == old.words:
        words = tuple(word for word in old.words if word.typed is None or word.typed != writer.by)
    if words == old.words:
        return []
    if words:
        return _changed(task, replace(old, words=words))
    before = old.before or replace(old, words=(), terms=None, changed=())
    return _changed(task, _compared(before, terms_of(task), writer))


def follow_terms(changed: TaskChanged, task: Task, writer: Writer) -> list[Event]:
    """What a changed term makes of the agreement on the task as it was before."""
    if not task.agreement.words:
        return []
    terms = terms_of(task) | {changed.field: _plain(changed.after)}
    return _changed(task, _compared(task.agreement, terms, writer))


def _compared(agreement: Agreement, terms: dict[str, Any], writer: Writer) -> Agreement:
    """Which terms differ from those agreed on; whoever changed one first keeps standing there."""
    if agreement.terms is None:
        return agreement
    known = {change.field: change for change in agreement.changed}
    differing = [field for field in TERMS if terms[field] != agreement.terms[field]]
    changed = (known.get(field) or ChangedSince(field, writer.speaker, writer.typed) for field in differing)
    return replace(agreement, changed=tuple(changed))


def terms_of(task: Task) -> dict[str, Any]:
    return {field: _plain(getattr(task, field)) for field in TERMS}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _changed(task: Task, after: Agreement) -> list[Event]:
    return [TaskChanged(task.id, "agreed", task.agreement, after)] if after != task.agreement else []


def state_of(agreement: Agreement) -> str:
    """proposed, agreed or changed."""
    if not agreement.words:
        return "proposed"
    return "changed" if agreement.changed else "agreed"


def is_to_agree(task: Task) -> bool:
    """Whether somebody's word on it is still wanted: shared, needed, not over, and not agreed as it stands."""
    return task.is_shared and task.is_open and state_of(task.agreement) != "agreed"


def is_to_confirm(task: Task, owner: str, today: date, after_days: int) -> bool:
    """Whether `owner` is asked if the date still holds: agreed, yet to come, and for so many days said by nobody."""
    if not (task.owner == owner and task.is_shared and task.is_open) or task.due is None or task.due < today:
        return False
    said_on = confirmed_on([task])
    return state_of(task.agreement) == "agreed" and said_on is not None and (today - said_on).days >= after_days


def confirmed_on(tasks: Iterable[Task]) -> date | None:
    """The last day on which anybody gave their word on one of these tasks."""
    days = (word.on for task in tasks if task.is_shared for word in task.agreement.words)
    return max(days, default=None)


def was_due(agreement: Agreement) -> date | None:
    """The due date that was agreed on, where it was changed since."""
    if not any(change.field == "due" for change in agreement.changed):
        return None
    agreed = (agreement.terms or {}).get("due")
    return date.fromisoformat(agreed) if agreed else None
