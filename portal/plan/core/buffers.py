"""Buffers: the working days at the end of a phase in which nothing is due any more.

They are counted between the last due date of the phase's other tasks and what closes it: its last milestone, or where
it has none the first day of the next phase that has dates. Both days themselves do not count: a milestone on the
working day after the last step leaves no buffer. Tasks that are not needed do not count.
"""

from collections.abc import Iterable
from datetime import date

from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import FURTHEST, IsOff, WorkingDays


def buffers_of(plan: Plan, is_off: IsOff) -> dict[str, int]:
    """By phase, its buffer in working days; only phases that have one, and are not over."""
    calendar, phases = WorkingDays(is_off), plan.phases_in_order()
    dated = [[task for task in plan.tasks_in(phase.id) if task.status != "dropped"] for phase in phases]
    buffers = {}
    for at, phase in enumerate(phases):
        closing = next((task for task in reversed(dated[at]) if task.is_milestone and task.due), None)
        ends = closing.due if closing else next(filter(None, map(_first_day, dated[at + 1 :])), None)
        last = max((task.due for task in dated[at] if task.due and task is not closing), default=None)
        if not ends or not last or not _is_near(last, ends) or not any(task.is_open for task in dated[at]):
            continue
        if (days := calendar.between(last, ends) - (not is_off(ends))) > 0:
            buffers[phase.id] = days
    return buffers


def _is_near(last: date, ends: date) -> bool:
    """Whether the days in between are worth looking at; a date typed wrongly by a century makes no buffer."""
    return last < ends <= last + FURTHEST


def _first_day(tasks: Iterable[Task]) -> date | None:
    return min((day for task in tasks if (day := task.start or task.due)), default=None)
