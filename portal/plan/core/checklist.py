"""The checklist inside a task: items of a line each, in order, ticked by whoever did them."""

import re
from dataclasses import replace

from portal.plan.core.commands import AddItem, ChangeItem, Limits, MoveItem, Rejected, RemoveItem, Writer
from portal.plan.core.events import Event, TaskChanged
from portal.plan.core.parts import Item
from portal.plan.core.plan import Task
from portal.plan.core.values import clean_line

ITEM_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def add_item(command: AddItem, task: Task, writer: Writer, limits: Limits) -> list[Event]:
    """A new item after the item `after`, first when None; also one that was removed, as it was."""
    if not ITEM_ID.fullmatch(command.item) or any(item.id == command.item for item in task.checklist):
        raise Rejected("invalid", "bad_id")
    if len(task.checklist) >= limits.items_per_task:
        raise Rejected("invalid", "too_many_items", field="checklist", most=limits.items_per_task)
    item = _ticked(Item(command.item, clean_line(command.text, "text", limits.title_length)), command.is_done, writer)
    return _changed(task, _placed(task.checklist, item, command.after))


def change_item(command: ChangeItem, task: Task, writer: Writer, limits: Limits) -> list[Event]:
    """Other words, or ticked or not; what is None stays."""
    old = _item(task, command.item)
    item = old
    if command.text is not None:
        item = replace(item, text=clean_line(command.text, "text", limits.title_length))
    if command.is_done is not None and command.is_done != old.is_done:
        item = _ticked(item, command.is_done, writer)
    return _changed(task, tuple(item if one is old else one for one in task.checklist))


def move_item(command: MoveItem, task: Task) -> list[Event]:
    item = _item(task, command.item)
    return _changed(task, _placed(tuple(one for one in task.checklist if one is not item), item, command.after))


def remove_item(command: RemoveItem, task: Task) -> list[Event]:
    item = _item(task, command.item)
    return _changed(task, tuple(one for one in task.checklist if one is not item))


def _item(task: Task, item_id: str) -> Item:
    for item in task.checklist:
        if item.id == item_id:
            return item
    raise Rejected("gone", "item_gone")


def _ticked(item: Item, is_done: bool, writer: Writer) -> Item:
    if not is_done:
        return replace(item, by=None, on=None, typed=None)
    return replace(item, by=writer.speaker, on=writer.today, typed=writer.typed)


def _placed(items: tuple[Item, ...], item: Item, after: str | None) -> tuple[Item, ...]:
    """`item` among `items`, last where the one it should follow is gone."""
    if after is None:
        return (item, *items)
    at = next((index for index, one in enumerate(items, start=1) if one.id == after), len(items))
    return (*items[:at], item, *items[at:])


def _changed(task: Task, after: tuple[Item, ...]) -> list[Event]:
    return [TaskChanged(task.id, "checklist", task.checklist, after)] if after != task.checklist else []
