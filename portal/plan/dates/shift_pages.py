"""Moving a date that others hang on: what it would move and do to the go-live, before anything is changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import ChangeTask, Rejected
from portal.plan.core.following import Moved, followers
from portal.plan.core.plan import Plan, Task, go_live_task
from portal.plan.core.shift import Shift
from portal.plan.dates.anchors import anchors_of
from portal.plan.dates.working_days import days_off_of
from portal.plan.messages import read_value
from portal.plan.operations import write_value
from portal.plan.task_pages import load_plan, standing_task


@blueprint.get("/w/<workspace_id>/plan/tasks/<task_id>/shift")
def show_shift(workspace_id: str, task_id: str) -> tuple[Response, int]:
    """What moving the due date to `?due=` would move, for the scripts."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    try:
        due = read_value("due", request.args.get("due", ""))
    except Rejected as rejected:
        return jsonify(ok=False, err=rejected.code, say=say(rejected)), 422
    assert isinstance(due, date), "read_value refuses what is no date"
    found = found_by(entry, plan, task, due)
    return jsonify(
        ok=True, moves=[move_json(shift) for shift in found], go_live=go_live_json(plan, task, due, found)
    ), 200


def move_json(shift: Shift) -> dict[str, Any]:
    """One step that has to move: its dates before (`was`) and after."""
    was = {"start": write_value(shift.task.start), "due": write_value(shift.task.due)}
    return {
        "t": shift.task.id,
        "title": shift.task.title,
        "start": write_value(shift.start),
        "due": write_value(shift.due),
        "was": was,
    }


def go_live_json(plan: Plan, task: Task, due: date, found: Sequence[Shift]) -> dict[str, Any] | None:
    """What the go-live was and would become; None where it stays."""
    moved = new_go_live(plan, dues_after(task, due, found))
    return {"was": write_value(moved[0]), "due": write_value(moved[1])} if moved else None


def dues_after(task: Task, due: date, found: Sequence[Shift]) -> dict[str, date | None]:
    return {task.id: due} | {shift.task.id: shift.due for shift in found}


def new_go_live(plan: Plan, dues: Mapping[str, date | None]) -> tuple[date | None, date | None] | None:
    """The go-live's date before these due dates and after; None where it stays or there is none."""
    go_live = go_live_task(one for one in plan.tasks_in_order() if one.is_shared and one.status != "dropped")
    if go_live is None or dues.get(go_live.id, go_live.due) == go_live.due:
        return None
    return go_live.due, dues[go_live.id]


def found_shifts(entry: Entry, plan: Plan, task: Task, commands: Sequence[ChangeTask]) -> list[Shift]:
    """What these changes of one task would move with them."""
    dues = [command.value for command in commands if command.field == "due"]
    if not dues or not isinstance(dues[0], date):
        return []
    return found_by(entry, plan, task, dues[0])


def found_by(entry: Entry, plan: Plan, task: Task, due: date) -> list[Shift]:
    """What moves when the task gets this due date: what its rule hangs on it, and what would start too early."""
    if due == task.due:
        return []
    moved = Moved(anchors_of(entry.workspace), dues={task.id: due})
    return followers(plan, moved, days_off_of(entry.workspace))


def confirm_page(entry: Entry, plan: Plan, task: Task, due: date, found: Sequence[Shift]) -> Response:
    """Asks whether the others move along; what was typed waits in the form, to be sent again to where it came from."""
    kept = [(name, value) for name, value in request.form.items() if name not in ("csrf_token", "moves")]
    page = render_template(
        "plan/shift.html",
        entry=entry,
        tab="plan",
        address=f"/w/{entry.workspace.id}/plan",
        task=task,
        due=due,
        action=request.path,
        shifts=found,
        go_live=new_go_live(plan, dues_after(task, due, found)),
        kept=kept,
    )
    return make_response(page)
