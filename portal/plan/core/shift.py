"""What a moved date moves with it: every task that starts after the moved one, and no longer could.

Forward only, and only where a task would begin too early: whoever moves a date earlier, or leaves room, moves nobody
else. A task keeps its length in working days. Finish to start, counted as in the critical path method: with no pause a
task begins on the working day after the one it waits for is due.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter

from portal.plan.core.commands import ChangeTask
from portal.plan.core.plan import Standing, Task, stands
from portal.plan.core.values import FIRST_DAY, LAST_DAY

IsOff = Callable[[date], bool]
Dates = tuple[date | None, date | None]

# A date typed wrongly by a century moves nothing with it; nobody plans that far.
FURTHEST = timedelta(days=1_000)
ONE_DAY = timedelta(days=1)
CHUNK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Shift:
    """One step that has to move: its dates as they are, and as they would be."""

    task: Task
    start: date | None
    due: date | None

    def commands(self) -> list[ChangeTask]:
        """Move it, unless somebody else does meanwhile; in the order in which the start never passes the due date."""
        wanted = [("due", self.task.due, self.due), ("start", self.task.start, self.start)]
        if self.due and self.task.due and self.due < self.task.due:
            wanted.reverse()
        return [
            ChangeTask(self.task.id, field, after, before, pins=False)
            for field, before, after in wanted
            if after != before
        ]


def shifts(plan: Standing, task_id: str, due: date | None, is_off: IsOff) -> list[Shift]:
    """The tasks to move when `task_id` gets this due date, in the order of what waits for what."""
    moved = plan.tasks[task_id]
    if due is None or moved.due is None or not timedelta() < due - moved.due <= FURTHEST:
        return []
    dues, calendar = {task_id: due}, WorkingDays(is_off)
    found = []
    for task in _in_order(task_id, plan):
        start, new_due = pushed(task, dues, calendar)
        if (start, new_due) != (task.start, task.due):
            found.append(Shift(task, start, new_due))
            if new_due is not None:
                dues[task.id] = new_due
    return found


def is_movable(task: Task) -> bool:
    """Whether it moves along with others: it is not over, and its date is not fixed."""
    return task.is_open and not task.is_fixed


def _in_order(task_id: str, plan: Standing) -> Iterator[Task]:
    """What waits for the task, directly or far around; each after all it waits for."""
    after: dict[str, list[str]] = {}
    for task in plan.tasks.values():
        for wait in task.waits:
            if wait.on:
                after.setdefault(wait.on, []).append(task.id)
    reached: dict[str, set[str]] = {}
    waiting = [task_id]
    while waiting:
        before = waiting.pop()
        for one in after.get(before, ()):
            if one not in reached:
                waiting.append(one)
            reached.setdefault(one, set()).add(before)
    for one in TopologicalSorter(reached).static_order():
        if one != task_id and stands(one, plan) and is_movable(plan.tasks[one]):
            yield plan.tasks[one]


def pushed(task: Task, dues: Mapping[str, date], calendar: "WorkingDays") -> Dates:
    """The dates of `task` after those it waits for got these due dates; a task without a date stays without."""
    begins = task.start or task.due
    if begins is None or is_endless(task):
        return task.start, task.due
    earliest = max(
        (calendar.after(dues[wait.on], wait.lag + 1) for wait in task.waits if wait.on and wait.on in dues),
        default=begins,
    )
    if earliest <= begins:
        return task.start, task.due
    if task.start is None or task.due is None:
        return (earliest if task.start else None), (earliest if task.due else None)
    return earliest, calendar.after(earliest, length_of(task, earliest, calendar))


def is_endless(task: Task) -> bool:
    """Whether one of its dates is wrong by a century, so that its days are not worth counting."""
    return task.start is not None and task.due is not None and task.due - task.start > FURTHEST


def length_of(task: Task, near: date, calendar: "WorkingDays") -> int:
    """The working days that the task takes after its first; far from the day `near`, five in seven count as such."""
    if task.start is None or task.due is None or is_endless(task):
        return 0
    if abs(task.due - near) > FURTHEST:
        return (task.due - task.start).days * 5 // 7
    return calendar.between(task.start, task.due)


class WorkingDays:
    """The working days in a row, looked at once each however many tasks ask: a long chain must not hold others up."""

    def __init__(self, is_off: IsOff) -> None:
        self._is_off = is_off
        self._days: list[date] = []
        # From the first day looked at to the day before the next one.
        self._first, self._next = LAST_DAY, LAST_DAY

    def after(self, day: date, count: int) -> date:
        """The working day that many after `day`; the last day of all where the calendar ends."""
        if not count:
            return day
        self._reach(day)
        while (at := bisect_right(self._days, day) + count) > len(self._days):
            if self._next >= LAST_DAY:
                return LAST_DAY
            self._extend(self._next + CHUNK)
        return self._days[at - 1]

    def before(self, day: date, count: int) -> date:
        """The working day that many before `day`; the first day of all where the calendar begins."""
        if not count:
            return day
        self._reach(day)
        while (at := bisect_left(self._days, day) - count) < 0:
            if self._first <= FIRST_DAY:
                return FIRST_DAY
            self._reach(max(FIRST_DAY, self._first - CHUNK))
        return self._days[at]

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to `end`."""
        self._reach(start)
        self._reach(end)
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def _reach(self, day: date) -> None:
        if not self._days:
            self._first = self._next = min(day, LAST_DAY)
        if day < self._first:
            self._days = [*self._working(day, self._first), *self._days]
            self._first = day
        if day >= self._next:
            self._extend(day + CHUNK)

    def _extend(self, until: date) -> None:
        """Look at the days up to, not with, `until`."""
        until = min(until, LAST_DAY)
        self._days += self._working(self._next, until)
        self._next = until

    def _working(self, start: date, end: date) -> Iterator[date]:
        """The working days from `start` up to, not with, `end`."""
        return (day for ahead in range((end - start).days) if not self._is_off(day := start + ahead * ONE_DAY))
