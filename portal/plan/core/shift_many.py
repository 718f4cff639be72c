"""Many dates moved by the same number of working days, and what then follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from portal.plan.core.following import Anchors, Moved, followers
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import IsOff, Shift, WorkingDays
from portal.plan.core.values import FIRST_DAY

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ManyShifts:
    """What was asked for, and the other tasks that move along."""

    asked: list[Shift]
    following: list[Shift]


def shift_many(plan: Plan, task_ids: Iterable[str], days: int, anchors: Anchors, is_off: IsOff) -> ManyShifts:
    """The open tasks of `task_ids` that have a date, each moved by `days` working days (earlier below zero).

    What follows is found as for one moved date: by rule, and by waiting. Fixed tasks stay.
    """
    known = lru_cache(maxsize=None)(is_off)
    calendar = WorkingDays(known)
    moving = (plan.tasks[task_id] for task_id in task_ids)
    asked = [_moved(task, days, calendar, known) for task in moving if task.is_open and not task.is_fixed]
    own = [shift for shift in asked if (shift.start, shift.due) != (shift.task.start, shift.task.due)]
    # A task with a start alone holds up as if it ended there.
    dues = {shift.task.id: day for shift in own if (day := shift.due or shift.start)}
    return ManyShifts(own, followers(plan, Moved(anchors, dues=dues), known))


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
