"""First value first: every other open task moves to after it, in one act."""

from portal.plan.core.following import Anchors
from portal.plan.core.paths import first_value_path, first_value_task
from portal.plan.core.plan import Plan
from portal.plan.core.shift import FURTHEST, IsOff, Shift, WorkingDays, is_endless
from portal.plan.core.shift_many import shift_many


def deferred(plan: Plan, anchors: Anchors, is_off: IsOff) -> list[Shift]:
    """The open tasks off the first-value path that begin before it ends, and what then moves along.

    All of them move by the same number of working days, so that the first begins on the working day after the first
    value and they keep their order and lengths. Fixed tasks stay.
    """
    path, goal = first_value_path(plan), first_value_task(plan.tasks_in_order())
    if not path or goal is None or goal.due is None:
        return []
    early = {
        task.id: begins
        for task in plan.tasks_in_order()
        if task.id not in path
        and task.is_open
        and not task.is_fixed
        and (begins := task.start or task.due)
        and begins <= goal.due <= begins + FURTHEST
        and not is_endless(task)
    }
    if not early:
        return []
    calendar, first = WorkingDays(is_off), min(early.values())
    found = shift_many(plan, early, calendar.between(first, calendar.after(goal.due, 1)), anchors, is_off)
    return [*found.asked, *found.following]
