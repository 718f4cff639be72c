"""What somebody in front of the plan may want next: the operations for it, and those that would take it back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from portal import database
from portal.people.models import Side
from portal.plan.core.shift import shifts
from portal.plan.dates.working_days import is_weekend
from portal.plan.operations import write_value
from portal.plan.queries import load_plan
from tests.plan.mirror import Op
from tests.plan.simulation import SECRET, Editor, World

Wish = tuple[list[Op], list[Op]]

FIRST_DAY = date(2026, 11, 2)
VALUES: list[tuple[str, Any]] = [
    ("title", "Import the data"),
    ("title", "Train all the admins"),
    ("title", "Import all the data"),
    ("description", "Three years.\n\nAs CSV."),
    ("description", ""),
    ("owner", None),
    ("owner", Ellipsis),
    ("status", "doing"),
    ("status", "done"),
    ("status", "todo"),
    ("milestone", True),
    ("milestone", False),
    ("start", "2026-11-30"),
    ("due", "2026-12-24"),
    ("due", None),
]


def pick(things: Any, number: int) -> Any:
    """One of `things`; None where there is none."""
    things = list(things)
    return things[number % len(things)] if things else None


def set_field(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    task = pick(editor.mirror.tasks.values(), a)
    if task is None:
        return None
    name, value = pick(VALUES, b)
    value = editor.visitor.participant_id if value is Ellipsis else value
    op = {"k": "set", "t": task["t"], "f": name, "v": value}
    return [op | ({"base": task[name]} if a % 2 else {})], [{**op, "v": task[name], "base": value}]


def add_task(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    phase, task = pick(editor.mirror.phases, a), database.new_id()
    if phase is None:
        return None
    op = {"k": "add", "t": task, "phase": phase, "after": pick([None, *editor.mirror.order[phase]], b), "title": "New"}
    if b % 3 == 0 and editor.visitor.audience == "team":
        op |= {"title": SECRET, "visibility": "internal"}
        world.secret_ids.add(task)
    describe = {"k": "set", "t": task, "f": "description", "v": SECRET if op["title"] == SECRET else "More"}
    editor.seen.append(task)
    return [op, describe], [{"k": "remove", "t": task}]


def move_task(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    task, phase = pick(editor.mirror.tasks.values(), a), pick(editor.mirror.phases, b)
    if task is None or phase is None:
        return None
    op = {"k": "move", "t": task["t"]}
    row = editor.mirror.order[task["phase"]]
    before = pick([None, *row], row.index(task["t"]))
    to = {"phase": phase, "after": pick([None, *editor.mirror.order[phase]], a // 2)}
    return [op | to], [op | {"phase": task["phase"], "after": before}]


def remove_task(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    task = pick(editor.mirror.tasks, a)
    if task is None:
        return None
    editor.seen.append(task)
    return [{"k": "remove", "t": task}], [{"k": "restore", "t": task}]


def restore_task(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    task = pick(editor.seen, a)
    return ([{"k": "restore", "t": task}], [{"k": "remove", "t": task}]) if task else None


def wait_for(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    task, on = pick(editor.mirror.tasks, a), pick(editor.mirror.tasks, b)
    return ([{"k": "wait", "t": task, "on": on, "lag": a % 4}], [{"k": "unwait", "t": task, "on": on}]) if on else None


def wait_no_more(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    known = [(task["t"], wait) for task in editor.mirror.tasks.values() for wait in task["waits"] if wait["on"]]
    if not known:
        return None
    task, wait = pick(known, a)
    return [{"k": "unwait", "t": task, "on": wait["on"]}], [{"k": "wait", "t": task, **wait}]


def show_or_hide(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    """Customers try as well, and are refused. What was meant for the team alone from its start stays so."""
    task = pick([task for task in editor.mirror.tasks.values() if task["t"] not in world.secret_ids], a)
    if task is None:
        return None
    op = {"k": "set", "t": task["t"], "f": "visibility"}
    other = "internal" if task["visibility"] == "shared" else "shared"
    return [op | {"v": other}], [op | {"v": task["visibility"], "base": other}]


def shift_group(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    """Move a date and, as one change, all that hang on it, as the page does once it was confirmed."""
    plan = load_plan(world.workspace.id, Side(editor.visitor.audience))
    task = pick([task for task in plan.tasks_in_order() if task.due], a)
    if task is None:
        return None
    due = task.due + timedelta(days=1 + b)
    op = {"k": "set", "t": task.id, "f": "due", "v": write_value(due), "base": write_value(task.due)}
    ops = [op]
    for shift in shifts(plan, task.id, due, is_weekend):
        for command in shift.commands():
            values = {"v": write_value(command.value), "base": write_value(command.base)}
            ops.append({"k": "set", "t": command.task, "f": command.field, **values})
    return ops, [{**one, "v": one["base"], "base": one["v"]} for one in reversed(ops)]


def change_phases(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    phase, order = pick(editor.mirror.phases, a), editor.mirror.phase_order
    new = database.new_id()
    if phase is None or b % 6 == 0:
        return [{"k": "add", "p": new, "name": "One more", "after": phase}], [{"k": "remove", "p": new}]
    op, name = {"p": phase}, editor.mirror.phases[phase]
    before = pick([None, *order], order.index(phase))
    return pick(
        [
            ([{"k": "set", **op, "f": "name", "v": "Go live"}], [{"k": "set", **op, "f": "name", "v": name}]),
            ([{"k": "move", **op, "after": None}], [{"k": "move", **op, "after": before}]),
            ([{"k": "move", **op, "after": pick(order, b)}], [{"k": "move", **op, "after": before}]),
            ([{"k": "remove", **op}], [{"k": "restore", **op}]),
        ],
        b,
    )


def half_possible(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    """The first part may be done, the second never: none of it may be."""
    task = pick(editor.mirror.tasks, a)
    if task is None:
        return None
    return [{"k": "set", "t": task, "f": "title", "v": "Half"}, {"k": "remove", "t": database.new_id()}], []


def take_back(editor: Editor, world: World, a: int, b: int) -> Wish | None:
    return (editor.undo.pop(), []) if editor.undo else None


WISHES: dict[str, Callable[[Editor, World, int, int], Wish | None]] = {
    wish.__name__: wish
    for wish in (
        set_field,
        add_task,
        move_task,
        remove_task,
        restore_task,
        wait_for,
        wait_no_more,
        show_or_hide,
        shift_group,
        change_phases,
        half_possible,
        take_back,
    )
}
