"""Plans as values, for what is computed from them."""

from datetime import date, timedelta
from typing import Any

from portal.plan.core.plan import Phase, Plan, Task

TODAY = date(2026, 11, 23)


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def plan_of_tasks(*phases: list[Task]) -> Plan:
    """A plan of phases "Phase 1", "Phase 2" …, each with its tasks in order."""
    placed = [
        Task(**_fields(task) | {"phase": f"p{number}", "rank": f"{place:03}"})
        for number, tasks in enumerate(phases, start=1)
        for place, task in enumerate(tasks)
    ]
    return Plan(
        "plan",
        revision=7,
        phases={f"p{n}": Phase(f"p{n}", f"Phase {n}", f"{n:03}") for n in range(1, len(phases) + 1)},
        tasks={task.id: task for task in placed},
    )


def _fields(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in Task.__slots__}


def task(title: str, due: int | None = None, **fields: Any) -> Task:
    """A task called `title`, which is also its id, due so many days after today."""
    return Task(title, "", "", title, due=None if due is None else day(due), **fields)
