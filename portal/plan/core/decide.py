"""decide(): what a command makes happen, or why it does not. The rules of the plan, and nothing else."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from portal.plan.core.agreeing import TERMS, first_proposal, follow_terms
from portal.plan.core.behind import link_behind
from portal.plan.core.blocking import follow_status
from portal.plan.core.commands import (
    NO_BASE,
    AddPhase,
    AddTask,
    AddWait,
    ChangeTask,
    Command,
    EraseWords,
    Limits,
    LinkBehind,
    Missing,
    MovePhase,
    MoveTask,
    PromiseOwner,
    Rejected,
    RemovePhase,
    RemoveTask,
    RenamePhase,
    RestorePhase,
    RestoreTask,
    SettleText,
    Value,
    Writer,
)
from portal.plan.core.dating import check_change, check_new
from portal.plan.core.erasing import erase_words
from portal.plan.core.events import (
    Event,
    PhaseAdded,
    PhaseMoved,
    PhaseRemoved,
    PhaseRenamed,
    PhaseRestored,
    TaskAdded,
    TaskChanged,
    TaskMoved,
    TaskRemoved,
    TaskRestored,
    WaitsChanged,
)
from portal.plan.core.merge import merge_text
from portal.plan.core.one_task import decide_one
from portal.plan.core.order import rank_between
from portal.plan.core.plan import Phase, Standing, Task
from portal.plan.core.promising import (
    follow_owner,
    follow_visibility,
    naming_step,
    promise_of,
    promised,
    promised_anew,
)
from portal.plan.core.values import ATTRIBUTES, FIELDS, TEAM_FIELDS, TEXT_FIELDS, clean_line, clean_value, value_of
from portal.plan.core.waits import add_wait, refuse_circle, seen_anew

# Removed rows stay, so that they can be brought back; this many times what may stand.
REMOVED_TOO = 10
# Reached by some thousand rows put into one and the same place; each would be longer than the one before.
LONGEST_RANK = 500
ID = re.compile(r"[A-Za-z0-9_-]{22}")


OfPhase = RenamePhase | AddPhase | MovePhase | RemovePhase | RestorePhase


def decide(command: Command, plan: Standing, writer: Writer, limits: Limits) -> list[Event]:
    """The events that `command` causes; none when everything already stands as asked.

    Raises Rejected, with the wire's code and the field, when it may not or cannot happen.
    """
    match command:
        case RenamePhase() | AddPhase() | MovePhase() | RemovePhase() | RestorePhase():
            return _decide_phase(command, plan, limits)
        case AddTask():
            return _add_task(command, plan, writer, limits)
        case ChangeTask():
            return _change_task(command, plan, writer, limits)
        case EraseWords():
            return erase_words(command, plan, limits)
        case SettleText():
            # What was typed has come before it, as a change of its own.
            return []
        case MoveTask():
            return _move_task(command, plan, writer, limits)
        case RestoreTask(task=task_id):
            return _restore_task(task_id, plan, writer, limits)
        case AddWait(task=task_id, on=on_id):
            task, on = _task(plan, task_id, writer), _task(plan, on_id, writer)
            refuse_circle(task, on, plan, writer)
            return add_wait(command, task, on, plan, limits)
        case LinkBehind(task=task_id, step=step_id):
            return link_behind(command, _task(plan, task_id, writer), plan.tasks.get(step_id), writer, limits)
        case PromiseOwner():
            return _promise_owner(command, plan, writer, limits)
        case RemoveTask(task=task_id):
            return [TaskRemoved(_task(plan, task_id, writer).id), *_hidden_anew([task_id], plan)]
        case _:
            return decide_one(command, _task(plan, command.task, writer), writer, limits)


def _decide_phase(command: OfPhase, plan: Standing, limits: Limits) -> list[Event]:
    match command:
        case RenamePhase():
            return _rename_phase(command, plan, limits)
        case AddPhase():
            return _add_phase(command, plan, limits)
        case MovePhase():
            return _move_phase(command, plan)
        case RemovePhase(phase=phase_id):
            return _remove_phase(phase_id, plan)
        case RestorePhase(phase=phase_id):
            return _restore_phase(phase_id, plan)


def _change_task(command: ChangeTask, plan: Standing, writer: Writer, limits: Limits) -> list[Event]:
    task = _task(plan, command.task, writer)
    field = command.field
    if field not in FIELDS:
        raise Rejected("invalid", "unknown_field", field=field)
    if field in TEAM_FIELDS and not writer.is_team:
        raise Rejected("forbidden", "team_only", field=field)
    before = value_of(task, field)
    after = clean_value(field, command.value, writer, limits)
    after = _with_base(field, before, after, command.base)
    if after == before:
        return []
    check_change(task, field, after)
    if field == "rule" and isinstance(after, Mapping) and after.get("task"):
        refuse_circle(task, _task(plan, after["task"], writer), plan, writer)
    changed = TaskChanged(task.id, field, before, after, command.pins)
    follows = _followed_by(changed, task, plan, writer)
    # A blocker goes before its status does, and comes after it.
    return [*follows, changed] if field == "status" and after != "blocked" else [changed, *follows]


def _followed_by(changed: TaskChanged, task: Task, plan: Standing, writer: Writer) -> list[Event]:
    """What follows from a changed field elsewhere."""
    match changed.field:
        case "visibility":
            return [*seen_anew([task.id], plan), *follow_visibility(changed, task, plan)]
        case "status":
            return follow_status(task, changed.after, writer)
        case "owner":
            return [*follow_terms(changed, task, writer), *follow_owner(changed, task, plan, writer)]
    return follow_terms(changed, task, writer) if changed.field in TERMS else []


def _with_base(field: str, before: Value, after: Value, base: Value | Missing) -> Value:
    """`after`, merged with what others did since `base`; a clash that cannot merge is refused with their value."""
    if isinstance(base, Missing) or base == before or after == before:
        return after
    if field in TEXT_FIELDS and isinstance(base, str) and isinstance(before, str) and isinstance(after, str):
        merged = merge_text(base, after, before)
        if merged is not None:
            return merged
    # A rule may count from a task that the writer may not know of, and nobody chooses between two rules.
    current = None if field == "rule" else before
    raise Rejected("conflict", "changed_meanwhile", field=field, current=current)


def _add_task(command: AddTask, plan: Standing, writer: Writer, limits: Limits) -> list[Event]:
    _check_new_id(command.task, plan)
    phase = _phase(plan, command.phase)
    _check_room(plan, phase.id, writer, limits)
    rank = _rank_after(command.after, _ever_in(plan, phase.id), writer)
    values: dict[str, Any] = {"title": clean_value("title", command.title, writer, limits)}
    for field, value in command.fields.items():
        if field not in FIELDS:
            raise Rejected("invalid", "unknown_field", field=field)
        if field in TEAM_FIELDS and not writer.is_team and value != "shared":
            raise Rejected("forbidden", "team_only", field=field)
        values[ATTRIBUTES.get(field, field)] = clean_value(field, value, writer, limits)
    task = Task(id=command.task, phase=phase.id, rank=rank, agreement=first_proposal(writer), **values)
    check_new(task)
    return [TaskAdded(task)]


def _promise_owner(command: PromiseOwner, plan: Standing, writer: Writer, limits: Limits) -> list[Event]:
    task = _task(plan, command.task, writer)
    before = promise_of(task, plan)
    if before and before.task:
        return promised_anew(command, task, plan.tasks[before.task], writer)
    promise = promised(command, task, writer)
    return [*_add_task(naming_step(command, task), plan, writer, limits), *promise]


def _move_task(command: MoveTask, plan: Standing, writer: Writer, limits: Limits) -> list[Event]:
    task = _task(plan, command.task, writer)
    phase = _phase(plan, command.phase)
    if command.after == task.id:
        raise Rejected("invalid", "after_itself")
    if phase.id != task.phase:
        _check_room(plan, phase.id, writer, limits)
    neighbours = [other for other in _ever_in(plan, phase.id) if other.id != task.id]
    rank = _rank_after(command.after, neighbours, writer)
    if phase.id == task.phase and _is_same_place(task, command.after, neighbours, writer):
        return []
    return [TaskMoved(task.id, task.phase, task.rank, phase.id, rank)]


def _is_same_place(task: Task, after: str | None, neighbours: list[Task], writer: Writer) -> bool:
    """Whether the writer sees it stand there already; what they do not know of makes no difference they could see."""
    before = [other for other in neighbours if other.rank < task.rank and _is_known(other, writer)]
    last = max(before, key=lambda other: other.rank, default=None)
    return (last.id if last else None) == after


def _restore_task(task_id: str, plan: Standing, writer: Writer, limits: Limits) -> list[Event]:
    task = plan.tasks.get(task_id)
    if task is None or not (writer.is_team or task.is_shared):
        raise Rejected("gone", "task_gone")
    if not task.is_removed:
        return []
    _phase(plan, task.phase)
    _check_room(plan, task.phase, writer, limits)
    return [TaskRestored(task.id), *_hidden_anew([task.id], plan)]


def _hidden_anew(task_ids: Iterable[str], plan: Standing) -> list[WaitsChanged]:
    """Customers see anew what waits for those of these tasks that are internal."""
    return seen_anew((task_id for task_id in task_ids if not plan.tasks[task_id].is_shared), plan)


def _ids_in(plan: Standing, phase_id: str) -> list[str]:
    return [task.id for task in plan.tasks.values() if task.phase == phase_id]


def _rename_phase(command: RenamePhase, plan: Standing, limits: Limits) -> list[Event]:
    phase = _phase(plan, command.phase)
    name = clean_line(command.name, "name", limits.title_length)
    after = name
    if command.base is not NO_BASE and command.base != phase.name and name != phase.name:
        merged = merge_text(str(command.base), name, phase.name)
        if merged is None:
            raise Rejected("conflict", "changed_meanwhile", field="name", current=phase.name)
        after = merged
    return [] if after == phase.name else [PhaseRenamed(phase.id, phase.name, after)]


def _add_phase(command: AddPhase, plan: Standing, limits: Limits) -> list[Event]:
    _check_new_id(command.phase, plan)
    standing = sum(not phase.is_removed for phase in plan.phases.values())
    if standing >= limits.phases_per_plan or len(plan.phases) >= REMOVED_TOO * limits.phases_per_plan:
        raise Rejected("invalid", "too_many_phases", most=limits.phases_per_plan)
    name = clean_line(command.name, "name", limits.title_length)
    return [PhaseAdded(Phase(command.phase, name, _rank_after(command.after, plan.phases.values())))]


def _move_phase(command: MovePhase, plan: Standing) -> list[Event]:
    phase = _phase(plan, command.phase)
    if command.after == phase.id:
        raise Rejected("invalid", "after_itself")
    others = [other for other in plan.phases.values() if other.id != phase.id]
    before = [other for other in others if other.rank < phase.rank and not other.is_removed]
    last = max(before, key=lambda other: other.rank, default=None)
    if (last.id if last else None) == command.after:
        return []
    return [PhaseMoved(phase.id, phase.rank, _rank_after(command.after, others))]


def _remove_phase(phase_id: str, plan: Standing) -> list[Event]:
    removed = PhaseRemoved(_phase(plan, phase_id).id)
    anew = _hidden_anew(_ids_in(plan, phase_id), plan)
    # What goes with the phase needs no news of its own.
    return [removed, *(changed for changed in anew if plan.tasks[changed.task].phase != phase_id)]


def _restore_phase(phase_id: str, plan: Standing) -> list[Event]:
    phase = plan.phases.get(phase_id)
    if phase is None:
        raise Rejected("gone", "phase_gone")
    return [PhaseRestored(phase.id), *_hidden_anew(_ids_in(plan, phase_id), plan)] if phase.is_removed else []


def _task(plan: Standing, task_id: str, writer: Writer) -> Task:
    """The task, if it stands and the writer may know of it; internal ones answer customers like ones never made."""
    task = plan.tasks.get(task_id)
    if task is None or task.is_removed or not (writer.is_team or task.is_shared):
        raise Rejected("gone", "task_gone")
    if plan.phases[task.phase].is_removed:
        raise Rejected("gone", "task_gone")
    return task


def _phase(plan: Standing, phase_id: str) -> Phase:
    phase = plan.phases.get(phase_id)
    if phase is None or phase.is_removed:
        raise Rejected("gone", "phase_gone")
    return phase


def _check_new_id(new_id: str, plan: Standing) -> None:
    if not ID.fullmatch(new_id):
        raise Rejected("invalid", "bad_id")
    if new_id in plan.tasks or new_id in plan.phases:
        raise Rejected("gone", "task_gone")


def _check_room(plan: Standing, phase_id: str, writer: Writer, limits: Limits) -> None:
    # Customers fill up what they see: the limit must not tell them how much they do not see.
    known = [task for task in plan.tasks.values() if writer.is_team or task.is_shared]
    standing = [task.phase for task in known if not task.is_removed]
    if standing.count(phase_id) >= limits.tasks_per_phase:
        raise Rejected("invalid", "phase_full", most=limits.tasks_per_phase)
    if len(standing) >= limits.tasks_per_plan or len(known) >= REMOVED_TOO * limits.tasks_per_plan:
        raise Rejected("invalid", "plan_full", most=limits.tasks_per_plan)


def _ever_in(plan: Standing, phase_id: str) -> list[Task]:
    return [task for task in plan.tasks.values() if task.phase == phase_id]


def _rank_after(after: str | None, things: Iterable[Task | Phase], writer: Writer | None = None) -> str:
    """A rank between the thing `after` and the next one; before all when `after` is None.

    Removed things keep their place, so that a rank is never given twice and a restored row returns to where it was.
    """
    things = list(things)
    low: str | None = None
    if after is not None:
        low = next((thing.rank for thing in things if thing.id == after and _is_known(thing, writer)), None)
        if low is None:
            raise Rejected("gone", "place_gone")
    high = min((thing.rank for thing in things if low is None or thing.rank > low), default=None)
    rank = rank_between(low, high)
    if len(rank) > LONGEST_RANK:
        raise Rejected("invalid", "no_room")
    return rank


def _is_known(thing: Task | Phase, writer: Writer | None) -> bool:
    if thing.is_removed:
        return False
    return not isinstance(thing, Task) or thing.is_shared or writer is None or writer.is_team
