"""Messages: what a client's `op` asks for, read strictly and turned into commands."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, TypeAdapter, ValidationError

from portal.plan.core.commands import (
    NO_BASE,
    AddPhase,
    AddTask,
    AddWait,
    ChangeTask,
    Command,
    Missing,
    MovePhase,
    MoveTask,
    Rejected,
    RemovePhase,
    RemoveTask,
    RemoveWait,
    RenamePhase,
    RestorePhase,
    RestoreTask,
    Value,
)
from portal.plan.core.events import DATE_FIELDS
from portal.plan.parts.operations import PartOp, part_command
from portal.plan.shapes import Id, Message, Text, day_of

# A moved date may move a hundred others, two dates each; every ten cost the sender as much as another message.
OPS_PER_MESSAGE = 200


Hours = Annotated[float, Field(allow_inf_nan=False)]


class SetTask(Message):
    k: Literal["set"]
    t: Id
    f: Annotated[str, Field(max_length=20)]
    v: Text | bool | Hours | None
    base: Text | bool | Hours | None = None
    # A date that moves along with another: a task that follows a rule goes on following it.
    along: bool = False


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


class WaitOp(Message):
    k: Literal["wait"]
    t: Id
    on: Id
    lag: Annotated[int, Field(ge=0, le=1_000)] = 0


class UnwaitOp(Message):
    k: Literal["unwait"]
    t: Id
    on: Id


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
    | Annotated[WaitOp, Tag("wait-t")]
    | Annotated[UnwaitOp, Tag("unwait-t")]
    | PartOp
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
    # Who says what the author types.
    said: Id | None = None
    ops: Annotated[list[AnyOp], Field(min_length=1, max_length=OPS_PER_MESSAGE)]


_reader = TypeAdapter(OpMessage)


@dataclass(frozen=True, slots=True)
class Operation:
    """What one client message asks for: all of it or nothing, once for each `cid`."""

    topic: str
    cid: str
    commands: list[Command]
    said: str | None = None


def read_message(message: Any) -> Operation:
    """The commands in a client's `op` message.

    Raises Rejected with the field that is wrong.
    """
    try:
        read = _reader.validate_python(message)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        raise Rejected("invalid", "malformed", field=str(where[-1]) if where else None) from None
    return Operation(read.topic, read.cid, [_command(op) for op in read.ops], read.said)


def _command(op: Any) -> Command:
    match op:
        case SetTask():
            base = read_value(op.f, op.base) if "base" in op.model_fields_set else NO_BASE
            return ChangeTask(op.t, op.f, read_value(op.f, op.v), base, pins=not op.along)
        case AddTaskOp():
            sent = op.model_dump(include=op.model_fields_set - {"k", "t", "phase", "after", "title"})
            fields = {name: read_value(name, value) for name, value in sent.items()}
            return AddTask(op.t, op.phase, op.title, op.after, fields)
        case MoveTaskOp():
            return MoveTask(op.t, op.phase, op.after)
        case TaskOp():
            return RemoveTask(op.t) if op.k == "remove" else RestoreTask(op.t)
        case WaitOp():
            return AddWait(op.t, op.on, op.lag)
        case UnwaitOp():
            return RemoveWait(op.t, op.on)
        case SetPhase():
            base_name: str | Missing = op.base if op.base is not None else NO_BASE
            return RenamePhase(op.p, op.v, base_name)
        case AddPhaseOp():
            return AddPhase(op.p, op.name, op.after)
        case MovePhaseOp():
            return MovePhase(op.p, op.after)
        case PhaseOp():
            return RemovePhase(op.p) if op.k == "remove" else RestorePhase(op.p)
    command = part_command(op)
    assert command is not None, "every operation has its command"
    return command


def read_value(field: str, value: Any) -> Value:
    """A field's value from JSON: dates travel as ISO text, an empty date or owner as null.

    Raises Rejected for a date that is none.
    """
    if field in DATE_FIELDS and isinstance(value, str):
        return day_of(value, field)
    return value  # type: ignore[no-any-return]
