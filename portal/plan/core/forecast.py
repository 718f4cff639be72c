"""When the plan, as its dates stand, goes live.

The go-live milestone's own date, or as much later as what it hangs on makes it: each open task on its way begins no
sooner than what it waits for allows, keeps its length, and a fixed one its date. A task that is late counts with the
date it has: the forecast says what the plan says, and does not guess.
"""

from datetime import date
from graphlib import TopologicalSorter

from portal.plan.core.leading import led_to_by
from portal.plan.core.plan import Plan, Task, go_live_task
from portal.plan.core.shift import FURTHEST, IsOff, WorkingDays, pushed


def go_live_forecast(plan: Plan, is_off: IsOff) -> date | None:
    """The day, or None where the plan has no go-live milestone with a date."""
    goal = goal_of(plan)
    if goal is None or goal.due is None or not goal.is_open or not goal.waits:
        return goal.due if goal else None
    calendar, dues = WorkingDays(is_off), dict[str, date]()
    for task_id in reversed(list(TopologicalSorter(led_to_by(goal, plan)).static_order())):
        task = plan.tasks[task_id]
        start, due = (task.start, task.due) if task.is_fixed else pushed(task, dues, calendar)
        ends = due or start
        # A date typed wrongly by a century says nothing about this one.
        if ends is not None and abs(ends - goal.due) <= FURTHEST:
            dues[task_id] = ends
    return dues.get(goal.id, goal.due)


def goal_of(plan: Plan) -> Task | None:
    """The go-live milestone of which the forecast tells, over or not."""
    return go_live_task(task for task in plan.tasks_in_order() if task.is_shared and task.status != "dropped")


def makes_the_forecast(plan: Plan) -> frozenset[str]:
    """The tasks that a change must touch to make the forecast another, but for milestones and phases.

    They are what leads to the go-live, and what that would wait for were it open or not removed.
    """
    goal = goal_of(plan)
    way = led_to_by(goal, plan) if goal else {}
    return frozenset(way).union(wait.on for task_id in way for wait in plan.tasks[task_id].waits if wait.on)
