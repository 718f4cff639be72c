"""Internal tasks behind a shared one: the team's own knowledge of what its date hangs on."""

from collections.abc import Iterator
from datetime import date

from portal.plan.core.commands import Limits, LinkBehind, Rejected, Writer
from portal.plan.core.events import Event, TaskChanged
from portal.plan.core.plan import Standing, Task, stands


def link_behind(command: LinkBehind, task: Task, step: Task | None, writer: Writer, limits: Limits) -> list[Event]:
    """`step` is the internal task; None where it is gone, which only taking it off survives."""
    if not writer.is_team:
        raise Rejected("forbidden", "not_the_team", field="behind")
    others = tuple(one for one in task.behind if one != command.step)
    after = others if command.is_off else (*others, command.step)
    if not command.is_off:
        if step is None or step.is_shared or not task.is_shared:
            raise Rejected("invalid", "only_internal_behind", field="behind")
        if command.step in task.behind:
            return []
        if len(others) >= limits.steps_behind:
            raise Rejected("invalid", "too_many_behind", field="behind", most=limits.steps_behind)
    return [TaskChanged(task.id, "behind", task.behind, after)] if after != task.behind else []


def steps_behind(task: Task, plan: Standing) -> Iterator[Task]:
    """The internal tasks behind a shared task that stand."""
    if not task.is_shared:
        return
    for one in task.behind:
        step = plan.tasks.get(one)
        if step and stands(one, plan) and not step.is_shared:
            yield step


def is_too_late(step: Task, task: Task, today: date) -> bool:
    """Whether an open task behind is late, or ends after the date that both sides see."""
    if not (step.is_open and task.is_open) or step.due is None:
        return False
    return step.is_late(today) or (task.due is not None and step.due > task.due)


def too_late_behind(task: Task, plan: Standing, today: date) -> list[Task]:
    """The tasks behind `task` that endanger its date."""
    return [step for step in steps_behind(task, plan) if is_too_late(step, task, today)]
