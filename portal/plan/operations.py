"""Operations: an event as it travels on the wire, once for each audience.

What the team sees and what customers see differ where something internal is near.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from portal.plan.core.events import (
    Event,
    PhaseAdded,
    PhaseMoved,
    PhaseRemoved,
    PhaseRenamed,
    PhaseRestored,
    TaskAdded,
    TaskChanged,
    TaskLinked,
    TaskMoved,
    TaskRemoved,
    WaitsChanged,
    links_to_record,
    waits_to_record,
)
from portal.plan.core.parts import PARTS, TEAM_PARTS, tell_parts
from portal.plan.core.plan import Phase, Standing, Task, seen_by_customer, stands, waits_for_customer


def write_value(value: Any) -> Any:
    """A field's value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


def is_ruled(task: Task) -> bool:
    """Whether its date is counted from another task's: which one, the server knows."""
    return bool(task.rule and task.rule.get("task"))


def task_row(task: Task) -> dict[str, Any]:
    """A whole task, cut to its reader, as the wire carries it, without its place."""
    return {
        "t": task.id,
        "phase": task.phase,
        "title": task.title,
        "description": task.description,
        "owner": task.owner,
        "start": write_value(task.start),
        "due": write_value(task.due),
        "status": task.status,
        "milestone": task.is_milestone,
        "visibility": task.visibility,
        "links": links_to_record(task.links),
        "ruled": is_ruled(task),
        "waits": waits_to_record(task.waits),
        "effort": task.effort,
        **tell_parts(task),
    }


def operations_of(event: Event, plan: Standing) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The operation the team sees and the one customers see (None when it is none of theirs).

    `plan` is the plan after the event.
    """
    match event:
        case TaskChanged(task=task_id, field="visibility", after=visibility):
            team = {"k": "set", "t": task_id, "f": "visibility", "v": visibility}
            if visibility == "internal":
                return team, {"k": "remove", "t": task_id}
            if not stands(task_id, plan):
                return team, None
            return team, _task_whole("add", plan.tasks[task_id], plan, _is_shared)
        case TaskChanged(task=task_id, field="rule" | "pinned"):
            op = {"k": "set", "t": task_id, "f": "ruled", "v": is_ruled(plan.tasks[task_id])}
            return op, op if _is_shared(plan.tasks[task_id]) else None
        case TaskChanged(field=field) if field in PARTS:
            return _part_operations(event, plan)
        case TaskChanged(task=task_id, field=field, after=after):
            op = {"k": "set", "t": task_id, "f": field, "v": write_value(after)}
            return op, op if _is_shared(plan.tasks[task_id]) else None
        case TaskLinked(task=task_id, after=links):
            op = {"k": "set", "t": task_id, "f": "links", "v": links_to_record(links)}
            return op, op if _is_shared(plan.tasks[task_id]) else None
        case WaitsChanged(task=task_id):
            return _waits_operations(event, plan)
        case TaskMoved(task=task_id):
            return _for_both(plan.tasks[task_id], lambda task, sees: _task_moved(task, plan, sees))
        case TaskRemoved(task=task_id):
            return _for_both(plan.tasks[task_id], lambda task, sees: {"k": "remove", "t": task.id})
        case PhaseAdded() | PhaseMoved() | PhaseRenamed() | PhaseRemoved() | PhaseRestored():
            return _phase_operations(event, plan)
        case _:
            kind = "add" if isinstance(event, TaskAdded) else "restore"
            task = event.task if isinstance(event, TaskAdded) else plan.tasks[event.task]
            return _for_both(task, lambda task, sees: _task_whole(kind, task, plan, sees))


def _part_operations(event: TaskChanged, plan: Standing) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What only the team may know is not told to customers at all."""
    task, part = plan.tasks[event.task], PARTS[event.field]
    op = {"k": "set", "t": task.id, "f": event.field}
    team = {**op, "v": part.tell(event.after)}
    if not task.is_shared or event.field in TEAM_PARTS:
        return team, None
    return team, {**op, "v": part.tell(getattr(seen_by_customer(task, plan), part.attribute))}


def _waits_operations(event: WaitsChanged, plan: Standing) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What customers are not told apart is not told to them at all."""
    op = {"k": "set", "t": event.task, "f": "waits"}
    before, after = (waits_for_customer(waits, plan) for waits in (event.before, event.after))
    is_told = plan.tasks[event.task].is_shared and (before != after or event.before == event.after)
    shared = {**op, "v": waits_to_record(after)} if is_told else None
    return {**op, "v": waits_to_record(event.after)}, shared


def _for_both(task: Task, draw: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    return draw(task, _is_any), draw(task, _is_shared) if task.is_shared else None


def _is_any(_task: Task) -> bool:
    return True


def _is_shared(task: Task) -> bool:
    return task.is_shared


def _task_moved(task: Task, plan: Standing, sees: Any) -> dict[str, Any]:
    return {"k": "move", "t": task.id, "phase": task.phase, "after": _task_before(task, plan, sees)}


def _task_whole(kind: str, task: Task, plan: Standing, sees: Any) -> dict[str, Any]:
    return {"k": kind, **task_row(_seen(task, plan, sees)), "after": _task_before(task, plan, sees)}


def _seen(task: Task, plan: Standing, sees: Any) -> Task:
    return task if sees is _is_any else seen_by_customer(task, plan)


def _task_before(task: Task, plan: Standing, sees: Any) -> str | None:
    phase = (other for other in plan.tasks.values() if other.phase == task.phase and not other.is_removed)
    return _last_before(task, (other for other in phase if sees(other)))


def _last_before(thing: Task | Phase, things: Iterable[Any]) -> str | None:
    before = [(other.rank, other.id) for other in things if (other.rank, other.id) < (thing.rank, thing.id)]
    return max(before)[1] if before else None


def _phase_operations(event: Any, plan: Standing) -> tuple[dict[str, Any], dict[str, Any]]:
    phase = event.phase if isinstance(event, PhaseAdded) else plan.phases[event.phase]
    after = _last_before(phase, (other for other in plan.phases.values() if not other.is_removed))
    op: dict[str, Any]
    match event:
        case PhaseRenamed():
            op = {"k": "set", "p": phase.id, "f": "name", "v": phase.name}
        case PhaseRemoved():
            op = {"k": "remove", "p": phase.id}
        case PhaseMoved():
            op = {"k": "move", "p": phase.id, "after": after}
        case PhaseAdded():
            op = {"k": "add", "p": phase.id, "name": phase.name, "after": after}
        case _:
            op = {"k": "restore", "p": phase.id, "name": phase.name, "after": after}
            return {**op, "tasks": _rows(phase, plan, _is_any)}, {**op, "tasks": _rows(phase, plan, _is_shared)}
    return op, op


def _rows(phase: Phase, plan: Standing, sees: Any) -> list[dict[str, Any]]:
    tasks = [task for task in plan.tasks.values() if task.phase == phase.id and not task.is_removed and sees(task)]
    return [task_row(_seen(task, plan, sees)) for task in sorted(tasks, key=lambda task: (task.rank, task.id))]


def whole_plan(plan: Any) -> Mapping[str, Any]:
    """The plan, already cut to its audience, as the snapshot carries it."""
    return {
        "seq": plan.revision,
        "phases": [{"p": phase.id, "name": phase.name} for phase in plan.phases_in_order()],
        "tasks": [task_row(task) for task in plan.tasks_in_order()],
    }
