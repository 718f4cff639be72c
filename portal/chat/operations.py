"""Operations on messages as clients send them."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from portal.chat.refusals import MALFORMED, Refused

OPS_PER_MESSAGE = 20
THREAD_ON_TASK = "task:"

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]
Thread = Annotated[str, Field(pattern=rf"^{THREAD_ON_TASK}[A-Za-z0-9_-]{{22}}$")]
# The limit that people are told is a setting, checked where a sentence can be said.
Text = Annotated[str, Field(max_length=25_000)]


class Message(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Say(Message):
    """A new message; its id is made by whoever writes it, so that sending it again says it once."""

    k: Literal["say"] = "say"
    m: Id
    room: Literal["shared", "internal"]
    thread: Thread | None = None
    body: Text


class Edit(Message):
    """Other words for a message; `base` is what it said when they were written."""

    k: Literal["edit"] = "edit"
    m: Id
    body: Text
    base: Text


class Remove(Message):
    k: Literal["remove"] = "remove"
    m: Id


Operation = Annotated[Say | Edit | Remove, Field(discriminator="k")]


class OpMessage(Message):
    topic: Annotated[str, Field(max_length=64)]
    # The wire's own number for what was sent; here each message's id does its work.
    cid: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
    ops: Annotated[list[Operation], Field(min_length=1, max_length=OPS_PER_MESSAGE)]


_reader = TypeAdapter(OpMessage)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one client message asks for: all of it or nothing."""

    topic: str
    operations: list[Say | Edit | Remove]


def read_message(message: Any) -> Asked:
    """The operations in a client's `op` message.

    Raises Refused with the field that is wrong.
    """
    try:
        read = _reader.validate_python(message)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        raise Refused("invalid", MALFORMED, field=str(where[-1]) if where else None) from None
    return Asked(read.topic, list(read.ops))


def thread_of(task_id: str) -> str:
    """The thread that hangs on a task."""
    return THREAD_ON_TASK + task_id


def task_of(thread: str | None) -> str | None:
    """The task a thread hangs on; None for the room itself."""
    return thread.removeprefix(THREAD_ON_TASK) if thread else None
