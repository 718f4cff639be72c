"""Gaps of a plan: open tasks without an owner or a date, with an owner only promised, or that nobody agreed to yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.plan.core.agreeing import state_of
from portal.plan.core.plan import Plan, Task
from portal.plan.core.promising import promise_of


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: "owner" or "due", an owner whom somebody names later ("promise"), or a word ("agreed")."""

    task: Task
    field: str


def gaps_in(plan: Plan) -> list[Gap]:
    """Every gap, in the order of the plan; a task that lacks several counts as often, since all have to be closed.

    That nobody agreed to a task is a gap once anybody agreed to any.
    """
    tasks = list(plan.tasks_in_order())
    is_agreed_on = any(task.is_shared and task.agreement.words for task in tasks)
    return [gap for task in tasks if task.is_open for gap in _gaps_of(task, plan, is_agreed_on)]


def _gaps_of(task: Task, plan: Plan, is_agreed_on: bool) -> Iterator[Gap]:
    if task.owner is None:
        yield Gap(task, "promise" if promise_of(task, plan) else "owner")
    if task.due is None:
        yield Gap(task, "due")
    if is_agreed_on and task.is_shared and state_of(task.agreement) == "proposed":
        yield Gap(task, "agreed")
