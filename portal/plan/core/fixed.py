"""Fixed dates, a contract or an event: they never move, and what they hang on is counted back from them.

The latest day on which a task may be due and still hold a fixed date is found over working days, by lengths and pauses,
as shift.py pushes forward: a task that is due on its latest day moves nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from graphlib import TopologicalSorter

from portal.plan.core.leading import led_to_by, led_to_by_all
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import FURTHEST, IsOff, Shift, WorkingDays, length_of


@dataclass(frozen=True, slots=True)
class Hold:
    """The latest dates that still hold the fixed task `goal`; `late_by` how many working days it is due too late."""

    goal: Task
    start: date
    due: date
    late_by: int


def fixed_steps(plan: Plan) -> Iterator[Task]:
    """The open tasks whose date is fixed."""
    return (task for task in plan.tasks_in_order() if task.is_fixed and task.is_open)


def holds_of(plan: Plan, is_off: IsOff) -> dict[str, Hold]:
    """By id, what each open task must keep to; of several fixed dates the one that is tightest, or comes first."""
    calendar, holds = WorkingDays(is_off), dict[str, Hold]()
    goals = [goal for goal in fixed_steps(plan) if goal.due]
    # By id, the last working day on which a task may begin, and the place of the goal that says so.
    begins = {goal.id: _own(goal, at, calendar, is_off) for at, goal in enumerate(goals)}
    followers = led_to_by_all(goals, plan)
    for task_id in TopologicalSorter(followers).static_order():
        task = plan.tasks[task_id]
        found = [
            (_latest_due(task, plan.tasks[one], begins[one][0], calendar), begins[one][1]) for one in followers[task_id]
        ]
        if not found:
            continue
        due, at = min(found)
        start = calendar.before(due, length_of(task, due, calendar))
        holds[task_id] = Hold(goals[at], start, due, _late_by(task, due, calendar))
        begins[task_id] = min((start, at), begins.get(task_id, (start, at)))
    return holds


def _own(goal: Task, at: int, calendar: WorkingDays, is_off: IsOff) -> tuple[date, int]:
    day = goal.start or goal.due
    assert day is not None, "a goal has a date"
    return (calendar.before(day, 1) if is_off(day) else day), at


def _latest_due(task: Task, after: Task, begins: date, calendar: WorkingDays) -> date:
    """The last working day from which the pause still leads to the day on which `after` must begin."""
    lag = next(wait.lag for wait in after.waits if wait.on == task.id)
    return calendar.before(begins, lag + 1)


def _late_by(task: Task, latest: date, calendar: WorkingDays) -> int:
    due = task.due or task.start
    # A date that is wrong by a century must not have every day in between looked at.
    if due is None or due <= latest:
        return 0
    return max(calendar.between(latest, min(due, latest + FURTHEST)), 1)


def planned_backwards(plan: Plan, goal: Task, is_off: IsOff) -> list[Shift]:
    """All that `goal` hangs on, each as late as it may be; what is fixed itself stays.

    A task without a start keeps none; one without any date is given its latest due date.
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
