"""When the plan, as its dates stand, goes live.

The go-live milestone's own date, or as much later as what it hangs on makes it: each open step on its way begins no
sooner than what it waits for allows, keeps its length, and a fixed one its date. A step that is late counts with the
date it has: the forecast says what the plan says, and does not guess.
"""

from datetime import date
from graphlib import TopologicalSorter

from portal.plan.core.leading import led_to_by
from portal.plan.core.plan import Plan, go_live_task
from portal.plan.core.shift import FURTHEST, IsOff, WorkingDays, pushed


def go_live_forecast(plan: Plan, is_off: IsOff) -> date | None:
    """The day, or None where the plan has no go-live milestone with a date."""
    goal = go_live_task(task for task in plan.tasks_in_order() if task.is_shared and task.status != "dropped")
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
