"""The one thing a person should do next, in plan, forms and training alike. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.plan.core.plan import Plan, Task


class StepKind(StrEnum):
    SAY_WHO = "say_who"
    TASK = "task"
    FORM = "form"
    TRAINING = "training"
    CONFIRM = "confirm"
    BLOCKED = "blocked"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Errand:
    """A form to fill, a training to take or a first result to confirm, `kind` says which; `left` says in words how it
    stands.

    `task_id` names the task of the plan that it completes, `is_for_me` whether it was given to this person by name.
    """

    kind: StepKind
    title: str
    path: str
    left: str
    due_on: date | None = None
    task_id: str | None = None
    is_for_me: bool = False


@dataclass(frozen=True)
class NextStep:
    """`task` is mine to do (or mine and blocked); with nothing left it is what the others do next, if anything.

    `errand` is the form or training to open: the step itself, or what completes `task`. `mine` counts what is open
    for me, `late_days` the calendar days since the task was due.
    """

    kind: StepKind
    task: Task | None = None
    mine: int = 0
    late_days: int = 0
    errand: Errand | None = None

    @property
    def due_on(self) -> date | None:
        if self.task:
            return self.task.due
        return self.errand.due_on if self.errand else None


def next_step(plan: Plan, me: str | None, today: date, errands: Sequence[Errand] = ()) -> NextStep:
    """The next step of participant `me` (None: somebody who only looks around) in the plan they see."""
    if me is None:
        return NextStep(StepKind.SAY_WHO)
    still_open = [task for task in plan.tasks_in_order() if task.is_open]
    mine = [task for task in still_open if task.owner == me]
    alone = [errand for errand in errands if _is_step_of_its_own(errand, plan, me)]
    count = len(mine) + len(alone)
    ready = first_due(task for task in mine if task.status != "blocked")
    errand = min(alone, key=lambda one: one.due_on or date.max, default=None)
    if errand and (ready is None or (errand.due_on or date.max) < (ready.due or date.max)):
        return NextStep(errand.kind, mine=count, late_days=_days_since(errand.due_on, today), errand=errand)
    if ready:
        opens = next((errand for errand in errands if errand.task_id == ready.id), None)
        return NextStep(StepKind.TASK, ready, count, late_days(ready, today), opens)
    if mine:
        return NextStep(StepKind.BLOCKED, mine[0], count, late_days(mine[0], today))
    return NextStep(StepKind.NOTHING, first_due(task for task in still_open if task.status != "blocked"))


def _is_step_of_its_own(errand: Errand, plan: Plan, me: str) -> bool:
    """Whether no task says it already, and it is mine: given to me by name, or to nobody in particular."""
    task = plan.tasks.get(errand.task_id or "")
    owner = task.owner if task and task.is_open and not task.is_removed else None
    if owner == me and task and task.status != "blocked":
        return False
    return owner is None or errand.is_for_me or owner == me


def first_due(tasks: Iterable[Task]) -> Task | None:
    """The task that is due first, and with it the one that is late the longest; undated ones come last."""
    return min(tasks, key=lambda task: task.due or date.max, default=None)


def late_days(task: Task, today: date) -> int:
    return _days_since(task.due, today) if task.is_late(today) else 0


def _days_since(day: date | None, today: date) -> int:
    return max(0, (today - day).days) if day else 0
