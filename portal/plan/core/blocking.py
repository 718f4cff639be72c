"""Blockers: what holds a task up, since when and whose turn it is; and how many days each side was waited for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from portal.plan.core.commands import BlockTask, Limits, Rejected, Writer
from portal.plan.core.events import Event, TaskChanged
from portal.plan.core.parts import Blocked, Blocker, Spell
from portal.plan.core.plan import Task
from portal.plan.core.values import clean_optional_line

# What usually holds an onboarding up, with the working days it then takes; 0 where nobody can say.
BLOCKER_KINDS: dict[str, int] = {
    "approval": 15,
    "procurement": 10,
    "security": 10,
    "data": 0,
    "leave": 0,
    "it": 0,
    "decider": 0,
    "other": 0,
}
SPELLS_KEPT = 20


def block_task(command: BlockTask, task: Task, writer: Writer, limits: Limits) -> list[Event]:
    """Say what blocks the task, and mark it as blocked if it is not yet."""
    if not isinstance(command.kind, str) or command.kind not in BLOCKER_KINDS:
        raise Rejected("invalid", "unknown_choice", field="kind")
    if command.who is not None and command.who not in writer.people:
        raise Rejected("invalid", "not_a_participant", field="who")
    note = clean_optional_line(command.note, "note", limits.note_length)
    said = Blocker(command.kind, note, command.who, writer.today, writer.speaker, writer.typed)
    changed: list[Event] = [] if task.status == "blocked" else [TaskChanged(task.id, "status", task.status, "blocked")]
    return [*changed, *_told(task, _with(task.blocked, said))]


def follow_status(task: Task, status: str, writer: Writer) -> list[Event]:
    """What a change of the status to `status` makes of the task's blocker."""
    now = task.blocked.now
    if status == "blocked" and now is None:
        return _told(
            task, replace(task.blocked, now=Blocker(since=writer.today, by=writer.speaker, typed=writer.typed))
        )
    if status != "blocked" and now is not None:
        ended = (*task.blocked.ended, Spell(now, writer.today))[-SPELLS_KEPT:]
        return _told(task, Blocked(None, ended))
    return []


def _with(blocked: Blocked, said: Blocker) -> Blocked:
    """`said` takes the place of what was said before, since the same day. What was cleared by mistake goes on."""
    last = blocked.ended[-1] if blocked.ended else None
    if blocked.now is None and last and last.until == said.since and _is_same(last.blocker, said):
        return Blocked(last.blocker, blocked.ended[:-1])
    if blocked.now is None:
        return replace(blocked, now=said)
    if _is_same(blocked.now, said):
        return blocked
    return replace(blocked, now=replace(said, since=blocked.now.since))


def _is_same(one: Blocker, other: Blocker) -> bool:
    return (one.kind, one.note, one.who) == (other.kind, other.note, other.who)


def _told(task: Task, after: Blocked) -> list[Event]:
    return [TaskChanged(task.id, "blocker", task.blocked, after)] if after != task.blocked else []


def waits_on(task: Task, blocker: Blocker | None = None) -> str | None:
    """The participant whose turn it is: who can clear what blocks the task, else its owner."""
    blocker = blocker or task.blocked.now
    return (blocker.who if blocker else None) or task.owner


def days_blocked(task: Task, today: date) -> int:
    """For how many calendar days the task has been stuck by now."""
    now = task.blocked.now
    return _days(now, today) if now else 0


def days_waited(tasks: Iterator[Task] | list[Task], sides: Mapping[str, str], today: date) -> dict[str, int]:
    """Calendar days that shared tasks were stuck, by the side whose participant had to clear them."""
    days = {"customer": 0, "team": 0}
    for task in tasks:
        if not task.is_shared:
            continue
        spells = [(spell.blocker, spell.until) for spell in task.blocked.ended]
        if task.blocked.now and task.status == "blocked":
            spells.append((task.blocked.now, today))
        for blocker, until in spells:
            days[sides.get(waits_on(task, blocker) or "", _side_by_role(task))] += _days(blocker, until)
    return days


def _side_by_role(task: Task) -> str:
    return "customer" if (task.role or {}).get("side") == "customer" else "team"


def _days(blocker: Blocker, until: date) -> int:
    return max((until - blocker.since).days, 0) if blocker.since else 0
