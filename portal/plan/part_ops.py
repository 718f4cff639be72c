"""The operations on what hangs on a task, beside its fields."""

from typing import Annotated, Any, Literal

from pydantic import Tag

from portal.plan.core.commands import AgreeToTask, BlockTask, Command, WithdrawFromTask
from portal.plan.shapes import Id, Message, Text


class BlockOp(Message):
    k: Literal["block"]
    t: Id
    kind: Text = "other"
    note: Text = ""
    who: Id | None = None


class AgreeOp(Message):
    k: Literal["agree", "withdraw"]
    t: Id


PartOp = Annotated[BlockOp, Tag("block-t")] | Annotated[AgreeOp, Tag("agree-t")] | Annotated[AgreeOp, Tag("withdraw-t")]


def part_command(op: Any) -> Command | None:
    """The command that an operation of this page asks for; None for any other operation."""
    match op:
        case BlockOp():
            return BlockTask(op.t, op.kind, op.note, op.who)
        case AgreeOp():
            return AgreeToTask(op.t) if op.k == "agree" else WithdrawFromTask(op.t)
    return None
