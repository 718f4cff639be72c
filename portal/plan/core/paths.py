"""What decides a date: the critical path to the go-live, and the path to the first value.

Slack is counted over the dates that stand, in working days: how far a task's due date may slip before the go-live's
moves. It answers exactly what moving the date would do (shift.py); a task without slack is critical. Whoever sees only
part of a plan is told of that part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from portal.plan.core.fixed import fixed_steps, holds_of
from portal.plan.core.leading import led_to_by
from portal.plan.core.plan import Plan, Task, go_live_task
from portal.plan.core.shift import FURTHEST, IsOff, WorkingDays

FIRST_VALUE_TITLES = ("first value", "first result", "erster nutzen", "erstes ergebnis")


@dataclass(frozen=True, slots=True)
class Paths:
    """The open tasks on each path, and by id the slack of those that lead to the go-live."""

    critical: frozenset[str] = frozenset()
    first_value: frozenset[str] = frozenset()
    slack: Mapping[str, int] | None = None
    # Tasks whose date is fixed, and those that are due too late for one of them.
    fixed: frozenset[str] = frozenset()
    breaking: frozenset[str] = frozenset()

    def names(self, task_id: str) -> list[str]:
        """Which paths the task is on, and what else its row says of dates: "critical", "first", "fixed", "breaks"."""
        on = (
            ("critical", self.critical),
            ("first", self.first_value),
            ("fixed", self.fixed),
            ("breaks", self.breaking),
        )
        return [name for name, path in on if task_id in path]


def paths_of(plan: Plan, is_off: IsOff) -> Paths:
    """Both paths of `plan` as its reader sees it."""
    fixed = frozenset(task.id for task in fixed_steps(plan))
    if not any(task.waits for task in plan.tasks.values()):
        return Paths(fixed=fixed)
    slack = slack_to_go_live(plan, is_off)
    breaking = frozenset(task_id for task_id, hold in holds_of(plan, is_off).items() if hold.late_by)
    return Paths(_without_slack(slack), first_value_path(plan), slack, fixed, breaking)


def _without_slack(slack: Mapping[str, int]) -> frozenset[str]:
    """The open tasks that cannot slip a day without moving the go-live, the go-live with them.

    Empty while nothing that is open holds the go-live up.
    """
    critical = frozenset(task_id for task_id, days in slack.items() if not days)
    return critical if len(critical) > 1 else frozenset()


def first_value_path(plan: Plan) -> frozenset[str]:
    """What the first-value milestone hangs on and is still open, and itself; empty where it hangs on nothing."""
    goal = first_value_task(plan.tasks_in_order())
    path = frozenset(led_to_by(goal, plan)) if goal else frozenset()
    return path if len(path) > 1 else frozenset()


def first_value_task(tasks: Iterable[Task]) -> Task | None:
    """The open milestone that is called the first value."""
    milestones = (task for task in tasks if task.is_milestone and task.is_shared and task.is_open)
    return next((task for task in milestones if task.title.casefold().startswith(FIRST_VALUE_TITLES)), None)


def slack_to_go_live(plan: Plan, is_off: IsOff) -> dict[str, int]:
    """By id, the working days that each open task with a date may slip before the go-live moves."""
    goal = go_live_task(task for task in plan.tasks_in_order() if task.is_shared and task.is_open)
    if goal is None or goal.due is None:
        return {}
    followers = led_to_by(goal, plan)
    calendar, slack = WorkingDays(is_off), {goal.id: 0}
    for task_id in TopologicalSorter(followers).static_order():
        task = plan.tasks[task_id]
        # A date that is wrong by a century must not have every day in between looked at.
        if task_id == goal.id or task.due is None or abs(task.due - goal.due) > FURTHEST:
            continue
        rooms = [
            _room(task, plan.tasks[after], calendar) + slack[after] for after in followers[task_id] if after in slack
        ]
        if rooms:
            slack[task_id] = max(min(rooms), 0)
    return slack


def _room(task: Task, after: Task, calendar: WorkingDays) -> int:
    """Working days from the first day on which `after` could begin to the one on which it does; negative: too early."""
    begins = after.start or after.due
    assert task.due is not None and begins is not None, "both have a date"
    lag = next(wait.lag for wait in after.waits if wait.on == task.id)
    earliest = calendar.after(task.due, lag + 1)
    if earliest <= begins:
        return calendar.between(earliest, begins)
    # A task that begins a century too early has no room, however much it lacks.
    return -calendar.between(max(begins, earliest - FURTHEST), earliest)
