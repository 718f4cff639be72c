"""What a moved date moves with it: every step that starts after the moved one, and no longer could.

Forward only, and only where a step would begin too early: whoever moves a date earlier, or leaves room, moves nobody
else. A step keeps its length in working days. Finish to start, counted as in the critical path method: with no pause a
step begins on the working day after the one it waits for is due.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter

from portal.plan.core.commands import ChangeTask
from portal.plan.core.plan import Standing, Task, stands
from portal.plan.core.schedule import working_days_after

IsOff = Callable[[date], bool]
Dates = tuple[date | None, date | None]

# A date typed wrongly by a century moves nothing with it; nobody plans that far.
FURTHEST = timedelta(days=1_000)


@dataclass(frozen=True, slots=True)
class Shift:
    """One step that has to move: its dates as they are, and as they would be."""

    task: Task
    start: date | None
    due: date | None

    def commands(self) -> list[ChangeTask]:
        """Move it, unless somebody else does meanwhile; the due date first, so that the start never passes it."""
        wanted = (("due", self.task.due, self.due), ("start", self.task.start, self.start))
        return [ChangeTask(self.task.id, field, after, before) for field, before, after in wanted if after != before]


def shifts(plan: Standing, task_id: str, due: date | None, is_off: IsOff) -> list[Shift]:
    """The steps to move when `task_id` gets this due date, in the order of what waits for what."""
    moved = plan.tasks[task_id]
    if due is None or moved.due is None or not timedelta() < due - moved.due <= FURTHEST:
        return []
    dues = {task_id: due}
    found = []
    for task in _in_order(task_id, plan):
        start, new_due = _pushed(task, dues, is_off)
        if (start, new_due) != (task.start, task.due):
            found.append(Shift(task, start, new_due))
            if new_due is not None:
                dues[task.id] = new_due
    return found


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
        if one != task_id and stands(one, plan) and plan.tasks[one].is_open:
            yield plan.tasks[one]


def _pushed(task: Task, dues: dict[str, date], is_off: IsOff) -> Dates:
    """The dates of `task` after those it waits for got these due dates; a step without a date stays without."""
    begins = task.start or task.due
    if begins is None:
        return task.start, task.due
    earliest = max(
        (working_days_after(dues[wait.on], wait.lag + 1, is_off) for wait in task.waits if wait.on in dues),
        default=begins,
    )
    if earliest <= begins:
        return task.start, task.due
    if task.start is None or task.due is None:
        return (earliest if task.start else None), (earliest if task.due else None)
    return earliest, working_days_after(earliest, working_days_in(task.start, task.due, is_off), is_off)


def working_days_in(start: date, end: date, is_off: IsOff) -> int:
    """Working days after `start` up to `end`; a step longer than anybody plans keeps its calendar days' worth."""
    length = min(end - start, FURTHEST)
    return sum(not is_off(start + timedelta(days=ahead)) for ahead in range(1, length.days + 1))
