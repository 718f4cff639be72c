"""Many dates moved by the same number of working days, and what would then have to follow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import IsOff, Shift, WorkingDays, shifts
from portal.plan.core.values import FIRST_DAY

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ManyShifts:
    """What was asked for, and the other steps that would begin too early."""

    asked: list[Shift]
    following: list[Shift]


def shift_many(plan: Plan, task_ids: Iterable[str], days: int, is_off: IsOff) -> ManyShifts:
    """The open steps of `task_ids` that have a date, each moved by `days` working days (earlier below zero)."""
    known = lru_cache(maxsize=None)(is_off)
    calendar = WorkingDays(known)
    asked = [_moved(plan.tasks[task_id], days, calendar, known) for task_id in task_ids if plan.tasks[task_id].is_open]
    own = [shift for shift in asked if (shift.start, shift.due) != (shift.task.start, shift.task.due)]
    return ManyShifts(own, list(_following(plan, own, known)))


def _moved(task: Task, days: int, calendar: WorkingDays, is_off: IsOff) -> Shift:
    start, due = (day and _away(day, days, calendar, is_off) for day in (task.start, task.due))
    return Shift(task, start, due)


def _away(day: date, days: int, calendar: WorkingDays, is_off: IsOff) -> date:
    if days >= 0:
        return calendar.after(day, days)
    while days and day > FIRST_DAY:
        day -= ONE_DAY
        days += not is_off(day)
    return day


def _following(plan: Plan, own: list[Shift], is_off: IsOff) -> Iterator[Shift]:
    """Each step once, with the dates it has after all of them moved."""
    tasks = dict(plan.tasks)
    for shift in own:
        tasks[shift.task.id] = replace(shift.task, start=shift.start, due=shift.due)
    found: dict[str, Shift] = {}
    for shift in own:
        # Seen from before its own move, so that what it moves is counted from there.
        before = replace(plan, tasks=tasks | {shift.task.id: shift.task})
        for pushed in shifts(before, shift.task.id, shift.due, is_off):
            task = plan.tasks[pushed.task.id]
            tasks[task.id] = replace(task, start=pushed.start, due=pushed.due)
            found[task.id] = Shift(task, pushed.start, pushed.due)
    yield from found.values()
