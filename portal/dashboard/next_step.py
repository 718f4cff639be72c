"""The one thing a person should do next. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.plan.core.plan import Plan, Task


class StepKind(StrEnum):
    SAY_WHO = "say_who"
    TASK = "task"
    BLOCKED = "blocked"
    NOTHING = "nothing"


@dataclass(frozen=True)
class NextStep:
    """`task` is mine to do (or mine and blocked); with nothing left it is what the others do next, if anything.

    `mine` counts my open tasks, `late_days` the calendar days since `task` was due.
    """

    kind: StepKind
    task: Task | None = None
    mine: int = 0
    late_days: int = 0


def next_step(plan: Plan, me: str | None, today: date) -> NextStep:
    """The next step of participant `me` (None: somebody who only looks around) in the plan they see."""
    still_open = [task for task in plan.tasks_in_order() if task.is_open]
    mine = [task for task in still_open if task.owner == me]
    ready = first_due(task for task in mine if task.status != "blocked")
    if me is None:
        return NextStep(StepKind.SAY_WHO)
    if ready:
        return NextStep(StepKind.TASK, ready, len(mine), late_days(ready, today))
    if mine:
        return NextStep(StepKind.BLOCKED, mine[0], len(mine), late_days(mine[0], today))
    return NextStep(StepKind.NOTHING, first_due(task for task in still_open if task.status != "blocked"))


def first_due(tasks: Iterable[Task]) -> Task | None:
    """The task that is due first, and with it the one that is late the longest; undated ones come last."""
    return min(tasks, key=lambda task: task.due or date.max, default=None)


def late_days(task: Task, today: date) -> int:
    return (today - task.due).days if task.due and task.is_late(today) else 0
