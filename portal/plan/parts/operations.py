"""The operations on what hangs on a task, beside its fields."""

from typing import Annotated, Any, Literal

from pydantic import Tag

from portal.plan.core.commands import (
    AddItem,
    AgreeToTask,
    BlockTask,
    ChangeItem,
    Command,
    LinkBehind,
    MoveItem,
    PromiseOwner,
    RemoveFile,
    RemoveItem,
    SetRole,
    WithdrawFromTask,
)
from portal.plan.shapes import Id, Message, Text, day_of


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


class FileOp(Message):
    k: Literal["unfile", "refile"]
    t: Id
    i: Id


class RoleOp(Message):
    k: Literal["role", "unrole"]
    t: Id
    role: Literal["accountable", "consulted", "informed"]
    who: Id


class PromiseOp(Message):
    k: Literal["promise"]
    t: Id
    who: Id
    until: Text
    step: Id
    title: Text


class BehindOp(Message):
    k: Literal["behind", "unbehind"]
    t: Id
    step: Id


PartOp = (
    Annotated[BlockOp, Tag("block-t")]
    | Annotated[AgreeOp, Tag("agree-t")]
    | Annotated[AgreeOp, Tag("withdraw-t")]
    | Annotated[ItemOp, Tag("item-t")]
    | Annotated[ItemSetOp, Tag("item-set-t")]
    | Annotated[ItemMoveOp, Tag("item-move-t")]
    | Annotated[ItemRemoveOp, Tag("item-remove-t")]
    | Annotated[FileOp, Tag("unfile-t")]
    | Annotated[FileOp, Tag("refile-t")]
    | Annotated[RoleOp, Tag("role-t")]
    | Annotated[RoleOp, Tag("unrole-t")]
    | Annotated[PromiseOp, Tag("promise-t")]
    | Annotated[BehindOp, Tag("behind-t")]
    | Annotated[BehindOp, Tag("unbehind-t")]
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
        case FileOp():
            return RemoveFile(op.t, op.i, is_back=op.k == "refile")
        case RoleOp():
            return SetRole(op.t, op.role, op.who, is_given=op.k == "role")
        case PromiseOp():
            return PromiseOwner(op.t, op.who, day_of(op.until, "until"), op.step, op.title)
        case BehindOp():
            return LinkBehind(op.t, op.step, is_off=op.k == "unbehind")
    return None
