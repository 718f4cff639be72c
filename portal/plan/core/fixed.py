"""Fixed dates, a contract or an event: they never move, and what they hang on is counted back from them.

The latest day on which a step may be due and still hold a fixed date is found over working days, by lengths and pauses,
as shift.py pushes forward: a step that is due on its latest day moves nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from graphlib import TopologicalSorter

from portal.plan.core.leading import led_to_by
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import FURTHEST, IsOff, Shift, WorkingDays


@dataclass(frozen=True, slots=True)
class Hold:
    """The latest dates that still hold the fixed step `goal`; `late_by` how many working days it is due too late."""

    goal: Task
    start: date
    due: date
    late_by: int


def fixed_steps(plan: Plan) -> Iterator[Task]:
    """The open steps whose date is fixed."""
    return (task for task in plan.tasks_in_order() if task.is_fixed and task.is_open)


def holds_of(plan: Plan, is_off: IsOff) -> dict[str, Hold]:
    """By id, what each open step must keep to; of several fixed dates the one that is tightest."""
    calendar, holds = WorkingDays(is_off), dict[str, Hold]()
    for goal in fixed_steps(plan):
        for task_id, hold in _held_to(goal, plan, calendar, is_off).items():
            if task_id not in holds or hold.due < holds[task_id].due:
                holds[task_id] = hold
    return holds


def _held_to(goal: Task, plan: Plan, calendar: WorkingDays, is_off: IsOff) -> dict[str, Hold]:
    if goal.due is None:
        return {}
    followers = led_to_by(goal, plan)
    latest, holds = {goal.id: goal.start or goal.due}, dict[str, Hold]()
    for task_id in TopologicalSorter(followers).static_order():
        if task_id == goal.id:
            continue
        task = plan.tasks[task_id]
        due = min(_latest_due(task, plan.tasks[after], latest[after], calendar, is_off) for after in followers[task_id])
        start = calendar.before(due, calendar.between(task.start, task.due)) if task.start and task.due else due
        latest[task_id] = start
        holds[task_id] = Hold(goal, start, due, _late_by(task, due, calendar))
    return holds


def _latest_due(task: Task, after: Task, begins: date, calendar: WorkingDays, is_off: IsOff) -> date:
    """The last working day from which the pause still leads to the day on which `after` must begin."""
    lag = next(wait.lag for wait in after.waits if wait.on == task.id)
    return calendar.before(begins, lag + 1 + is_off(begins))


def _late_by(task: Task, latest: date, calendar: WorkingDays) -> int:
    due = task.due or task.start
    # A date that is wrong by a century must not have every day in between looked at.
    if due is None or due <= latest:
        return 0
    return max(calendar.between(latest, min(due, latest + FURTHEST)), 1)


def planned_backwards(plan: Plan, goal: Task, is_off: IsOff) -> list[Shift]:
    """All that `goal` hangs on, each as late as it may be; what is fixed itself stays.

    A step without a start keeps none; one without any date is given its latest due date.
    """
    if goal.due is None:
        return []
    asked = replace(goal, is_fixed=True)
    standing = replace(plan, tasks={**plan.tasks, goal.id: asked})
    leading = led_to_by(asked, standing)
    found = []
    for task_id, hold in holds_of(standing, is_off).items():
        task = plan.tasks[task_id]
        if task_id not in leading or task.is_fixed:
            continue
        shift = Shift(task, hold.start if task.start else None, hold.due if task.due or not task.start else None)
        if (shift.start, shift.due) != (task.start, task.due):
            found.append(shift)
    return found
