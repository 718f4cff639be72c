"""The operations on what hangs on a task, beside its fields."""

from typing import Annotated, Any, Literal

from pydantic import Tag

from portal.plan.core.commands import (
    AddItem,
    AgreeToTask,
    BlockTask,
    ChangeItem,
    Command,
    MoveItem,
    RemoveItem,
    WithdrawFromTask,
)
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


class ItemOp(Message):
    k: Literal["item"]
    t: Id
    i: Id
    text: Text
    after: Id | None = None
    done: bool = False


class ItemSetOp(Message):
    k: Literal["item-set"]
    t: Id
    i: Id
    text: Text | None = None
    done: bool | None = None


class ItemMoveOp(Message):
    k: Literal["item-move"]
    t: Id
    i: Id
    after: Id | None = None


class ItemRemoveOp(Message):
    k: Literal["item-remove"]
    t: Id
    i: Id


PartOp = (
    Annotated[BlockOp, Tag("block-t")]
    | Annotated[AgreeOp, Tag("agree-t")]
    | Annotated[AgreeOp, Tag("withdraw-t")]
    | Annotated[ItemOp, Tag("item-t")]
    | Annotated[ItemSetOp, Tag("item-set-t")]
    | Annotated[ItemMoveOp, Tag("item-move-t")]
    | Annotated[ItemRemoveOp, Tag("item-remove-t")]
)


def part_command(op: Any) -> Command | None:
    """The command that an operation of this page asks for; None for any other operation."""
    match op:
        case BlockOp():
            return BlockTask(op.t, op.kind, op.note, op.who)
        case AgreeOp():
            return AgreeToTask(op.t) if op.k == "agree" else WithdrawFromTask(op.t)
        case ItemOp():
            return AddItem(op.t, op.i, op.text, op.after, op.done)
        case ItemSetOp():
            return ChangeItem(op.t, op.i, op.text, op.done)
        case ItemMoveOp():
            return MoveItem(op.t, op.i, op.after)
        case ItemRemoveOp():
            return RemoveItem(op.t, op.i)
    return None
