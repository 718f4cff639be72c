"""What was just removed, so that the page can offer it back."""

from dataclasses import dataclass

from portal.plan.core.plan import Plan


@dataclass(frozen=True)
class Removed:
    """What a form just removed, so that the page can offer it back."""

    id: str
    name: str
    is_phase: bool


def just_removed(plan: Plan, id: str) -> Removed | None:
    """The task or phase of that id, if this reader may know it and it is removed."""
    task, phase = plan.tasks.get(id), plan.phases.get(id)
    if task and task.is_removed:
        return Removed(id, task.title, is_phase=False)
    return Removed(id, phase.name, is_phase=True) if phase and phase.is_removed else None
