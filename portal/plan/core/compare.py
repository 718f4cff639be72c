"""A plan as it was agreed against the plan of today: what came, what went, and what is another than it was."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.plan.core.plan import Plan, Task, go_live_task, stands


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a task that stands in both: as agreed, and now."""

    task: Task
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    added: list[Task]
    removed: list[Task]
    dates: list[Difference]
    owners: list[Difference]
    titles: list[Difference]
    go_live: tuple[date | None, date | None]

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.dates or self.owners or self.titles)

    @property
    def later(self) -> int:
        """How many dates moved back."""
        return sum(bool(one.before and one.after and one.after > one.before) for one in self.dates)

    @property
    def earlier(self) -> int:
        return sum(bool(one.before and one.after and one.after < one.before) for one in self.dates)


def compare(agreed: Plan, now: Plan) -> Comparison:
    """What differs, in the order of the plan it stands in. A task that is not needed any more counts as removed."""
    before = {task.id: task for task in agreed.tasks_in_order() if _is_needed(task)}
    after = {task.id: task for task in now.tasks_in_order() if _is_needed(task)}
    both = [(before[id], task) for id, task in after.items() if id in before]
    return Comparison(
        added=[task for id, task in after.items() if id not in before],
        removed=[task for id, task in before.items() if id not in after],
        dates=list(_differing(both, lambda task: task.due)),
        owners=list(_differing(both, lambda task: task.owner)),
        titles=list(_differing(both, lambda task: task.title)),
        go_live=(_go_live(before), _go_live(after)),
    )


def _is_needed(task: Task) -> bool:
    return task.status != "dropped"


def _differing(both: list[tuple[Task, Task]], field: Callable[[Task], Any]) -> Iterator[Difference]:
    for before, after in both:
        if field(before) != field(after):
            yield Difference(after, field(before), field(after))


def _go_live(tasks: dict[str, Task]) -> date | None:
    go_live = go_live_task(task for task in tasks.values() if task.is_shared)
    return go_live.due if go_live else None


def known_now(then: Plan, now: Plan) -> Plan:
    """`then` without what the reader of `now` may not know any more, such as a task that became internal since."""
    tasks = {id: task for id, task in then.tasks.items() if id in now.tasks and stands(id, then)}
    return Plan(then.id, then.revision, then.shared_revision, then.phases, tasks)
