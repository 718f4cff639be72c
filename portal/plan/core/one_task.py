"""decide() for what hangs on one task and asks nothing of the rest of the plan."""

from portal.plan.core.agreeing import agree_to_task, withdraw_from_task
from portal.plan.core.attaching import attach_file, remove_file
from portal.plan.core.blocking import block_task
from portal.plan.core.checklist import add_item, change_item, move_item, remove_item
from portal.plan.core.commands import (
    AddItem,
    AgreeToTask,
    AttachFile,
    BlockTask,
    ChangeItem,
    Limits,
    LinkTask,
    MoveItem,
    RemoveFile,
    RemoveItem,
    RemoveWait,
    SetRole,
    UnlinkTask,
    WithdrawFromTask,
    Writer,
)
from portal.plan.core.events import Event, TaskLinked
from portal.plan.core.plan import Task, TaskLink
from portal.plan.core.roles import set_role
from portal.plan.core.waits import remove_wait

OfOneTask = (
    LinkTask
    | UnlinkTask
    | BlockTask
    | AddItem
    | ChangeItem
    | MoveItem
    | RemoveItem
    | AttachFile
    | RemoveFile
    | SetRole
    | AgreeToTask
    | WithdrawFromTask
    | RemoveWait
)


def decide_one(command: OfOneTask, task: Task, writer: Writer, limits: Limits) -> list[Event]:
    """The events that `command` causes on `task`. Raises Rejected."""
    match command:
        case LinkTask(link=link):
            return _relink(task, link.key, (link,))
        case UnlinkTask(key=key):
            return _relink(task, key, ())
        case BlockTask():
            return block_task(command, task, writer, limits)
        case AddItem():
            return add_item(command, task, writer, limits)
        case ChangeItem():
            return change_item(command, task, writer, limits)
        case MoveItem():
            return move_item(command, task)
        case RemoveItem():
            return remove_item(command, task)
        case AttachFile():
            return attach_file(command, task, writer, limits)
        case RemoveFile():
            return remove_file(command, task, limits)
        case SetRole():
            return set_role(command, task, writer, limits)
        case AgreeToTask():
            return agree_to_task(task, writer)
        case WithdrawFromTask():
            return withdraw_from_task(task, writer)
        case RemoveWait():
            return remove_wait(command, task)


def _relink(task: Task, key: str, instead: tuple[TaskLink, ...]) -> list[Event]:
    links = (*(link for link in task.links if link.key != key), *instead)
    return [TaskLinked(task.id, task.links, links)] if links != task.links else []
