"""Gaps of a plan: open steps that nobody owns or that have no due date."""

from dataclasses import dataclass

from portal.plan.core.plan import Plan, Task


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: the `field` of a task."""

    task: Task
    field: str


def gaps_in(plan: Plan) -> list[Gap]:
    """Every gap, in the order of the plan; a step that lacks both counts twice, since both have to be closed."""
    return [
        Gap(task, field)
        for task in plan.tasks_in_order()
        if task.is_open
        for field in ("owner", "due")
        if getattr(task, field) is None
    ]
