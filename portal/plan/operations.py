"""Operations: the plan's changes as they travel on the wire, once for each audience.

Reading: an operation sent by a client becomes a command. Writing: an event becomes the operation that the team sees
and the one that customers see, which differ where something internal is near.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError

from portal.plan.core.commands import (
    NO_BASE,
    AddPhase,
    AddTask,
    ChangeTask,
    Command,
    Missing,
    MovePhase,
    MoveTask,
    Rejected,
    RemovePhase,
    RemoveTask,
    RenamePhase,
    RestorePhase,
    RestoreTask,
    Value,
)
from portal.plan.core.decide import Standing
from portal.plan.core.events import (
    DATE_FIELDS,
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
    links_to_record,
)
from portal.plan.core.plan import Phase, Task

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]
Text = Annotated[str, Field(max_length=25_000)]
OPS_PER_MESSAGE = 50


class Message(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class SetTask(Message):
    k: Literal["set"]
    t: Id
    f: Annotated[str, Field(max_length=20)]
    v: Text | bool | None
    base: Text | bool | None = None


class AddTaskOp(Message):
    k: Literal["add"]
    t: Id
    phase: Id
    after: Id | None = None
    title: Text
    description: Text = ""
    owner: Id | None = None
    start: Text | None = None
    due: Text | None = None
    status: Text = "todo"
    milestone: bool = False
    visibility: Text = "shared"


class MoveTaskOp(Message):
    k: Literal["move"]
    t: Id
    phase: Id
    after: Id | None = None


class TaskOp(Message):
    k: Literal["remove", "restore"]
    t: Id


class SetPhase(Message):
    k: Literal["set"]
    p: Id
    f: Literal["name"]
    v: Text
    base: Text | None = None


class AddPhaseOp(Message):
    k: Literal["add"]
    p: Id
    name: Text
    after: Id | None = None


class MovePhaseOp(Message):
    k: Literal["move"]
    p: Id
    after: Id | None = None


class PhaseOp(Message):
    k: Literal["remove", "restore"]
    p: Id


def _shape(op: Any) -> str:
    if not isinstance(op, dict):
        return "unknown"
    return f"{op.get('k')}-{'p' if 'p' in op else 't'}"


AnyOp = Annotated[
    Annotated[SetTask, Tag("set-t")]
    | Annotated[AddTaskOp, Tag("add-t")]
    | Annotated[MoveTaskOp, Tag("move-t")]
    | Annotated[TaskOp, Tag("remove-t")]
    | Annotated[TaskOp, Tag("restore-t")]
    | Annotated[SetPhase, Tag("set-p")]
    | Annotated[AddPhaseOp, Tag("add-p")]
    | Annotated[MovePhaseOp, Tag("move-p")]
    | Annotated[PhaseOp, Tag("remove-p")]
    | Annotated[PhaseOp, Tag("restore-p")],
    Discriminator(_shape),
]


class OpMessage(Message):
    topic: Annotated[str, Field(max_length=64)]
    cid: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
    ops: Annotated[list[AnyOp], Field(min_length=1, max_length=OPS_PER_MESSAGE)]


_reader = TypeAdapter(OpMessage)


@dataclass(frozen=True, slots=True)
class Operation:
    """What one client message asks for: all of it or nothing, once for each `cid`."""

    topic: str
    cid: str
    commands: list[Command]


def read_message(message: Any) -> Operation:
    """The commands in a client's `op` message.

    Raises Rejected with the field that is wrong.
    """
    try:
        read = _reader.validate_python(message)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        raise Rejected("invalid", "malformed", field=str(where[-1]) if where else None) from None
    return Operation(read.topic, read.cid, [_command(op) for op in read.ops])


def _command(op: Any) -> Command:
    match op:
        case SetTask():
            base = read_value(op.f, op.base) if "base" in op.model_fields_set else NO_BASE
            return ChangeTask(op.t, op.f, read_value(op.f, op.v), base)
        case AddTaskOp():
            sent = op.model_dump(include=op.model_fields_set - {"k", "t", "phase", "after", "title"})
            fields = {name: read_value(name, value) for name, value in sent.items()}
            return AddTask(op.t, op.phase, op.title, op.after, fields)
        case MoveTaskOp():
            return MoveTask(op.t, op.phase, op.after)
        case TaskOp():
            return RemoveTask(op.t) if op.k == "remove" else RestoreTask(op.t)
        case SetPhase():
            base_name: str | Missing = op.base if op.base is not None else NO_BASE
            return RenamePhase(op.p, op.v, base_name)
        case AddPhaseOp():
            return AddPhase(op.p, op.name, op.after)
        case MovePhaseOp():
            return MovePhase(op.p, op.after)
        case _:
            return RemovePhase(op.p) if op.k == "remove" else RestorePhase(op.p)


def read_value(field: str, value: Any) -> Value:
    """A field's value from JSON: dates travel as ISO text, an empty date or owner as null.

    Raises Rejected for a date that is none.
    """
    if field in DATE_FIELDS and isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == len("2026-01-31") else _not_a_date(field)
        except ValueError:
            _not_a_date(field)
    return value  # type: ignore[no-any-return]


def _not_a_date(field: str) -> Value:
    raise Rejected("invalid", "not_a_date", field=field)


def write_value(value: Any) -> Any:
    """A field's value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


def task_row(task: Task) -> dict[str, Any]:
    """A whole task as the wire carries it, without its place."""
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
            return team, _task_whole("add", plan.tasks[task_id], plan, _is_shared)
        case TaskChanged(task=task_id, field=field, after=after):
            op = {"k": "set", "t": task_id, "f": field, "v": write_value(after)}
            return op, op if _is_shared(plan.tasks[task_id]) else None
        case TaskLinked(task=task_id, after=links):
            op = {"k": "set", "t": task_id, "f": "links", "v": links_to_record(links)}
            return op, op if _is_shared(plan.tasks[task_id]) else None
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


def _for_both(task: Task, draw: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    return draw(task, _is_any), draw(task, _is_shared) if task.is_shared else None


def _is_any(_task: Task) -> bool:
    return True


def _is_shared(task: Task) -> bool:
    return task.is_shared


def _task_moved(task: Task, plan: Standing, sees: Any) -> dict[str, Any]:
    return {"k": "move", "t": task.id, "phase": task.phase, "after": _task_before(task, plan, sees)}


def _task_whole(kind: str, task: Task, plan: Standing, sees: Any) -> dict[str, Any]:
    return {"k": kind, **task_row(task), "after": _task_before(task, plan, sees)}


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
    return [task_row(task) for task in sorted(tasks, key=lambda task: (task.rank, task.id))]


def whole_plan(plan: Any) -> Mapping[str, Any]:
    """The plan, already cut to its audience, as the snapshot carries it."""
    return {
        "seq": plan.revision,
        "phases": [{"p": phase.id, "name": phase.name} for phase in plan.phases_in_order()],
        "tasks": [task_row(task) for task in plan.tasks_in_order()],
    }
