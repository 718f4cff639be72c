"""Moving a date that others hang on: what it would move and do to the go-live, before anything is changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.people.queries import faces
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import Rejected
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import Shift
from portal.plan.dates.cause_words import CAUSE_WORDS, cause_sides
from portal.plan.dates.preview import Broken, Preview, Turn, found_by, likely_cause, preview_of
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
    preview = preview_of(entry, plan, task, due, found_by(entry, plan, task, due))
    return jsonify(ok=True, **preview_json(preview), **_cause_json(entry, task, preview)), 200


def preview_json(preview: Preview) -> dict[str, Any]:
    """What moves, what the go-live was and would become (None where it stays), and what else there is to say."""
    told: dict[str, Any] = {
        "moves": [move_json(shift) for shift in preview.shifts],
        "go_live": turn_json(preview.go_live),
    }
    if preview.broken:
        told["broken"] = [broken_json(one) for one in preview.broken]
    if preview.absorbed is not None:
        moves = [move_json(shift) for shift in preview.absorbed]
        told["absorbed"] = {"moves": moves, "go_live": turn_json(preview.absorbed_go_live)}
    return told


def _cause_json(entry: Entry, task: Task, preview: Preview) -> dict[str, Any]:
    """The form that asks why the go-live moves, where it does."""
    if preview.go_live is None or preview.go_live[0] is None:
        return {}
    return {"why": render_template("plan/_cause_part.html", **_cause_words(entry, task))}


def _cause_words(entry: Entry, task: Task) -> dict[str, Any]:
    sides = {face.id: str(face.side) for face in faces(entry.workspace.id).values()}
    kind, side = likely_cause(task, sides)
    return {"causes": CAUSE_WORDS, "sides": cause_sides(entry), "kind": kind, "side": side}


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


def turn_json(turn: Turn | None) -> dict[str, Any] | None:
    return {"was": write_value(turn[0]), "due": write_value(turn[1])} if turn else None


def broken_json(broken: Broken) -> dict[str, Any]:
    return {"title": broken.step.title, "goal": broken.goal.title, "days": broken.late_by}


def confirm_page(entry: Entry, plan: Plan, task: Task, due: date, found: Sequence[Shift]) -> Response:
    """Asks whether the others move along; what was typed waits in the form, to be sent again to where it came from."""
    left_out = ("csrf_token", "moves", "cause", "cause_side")
    page = render_template(
        "plan/shift.html",
        entry=entry,
        tab="plan",
        address=f"/w/{entry.workspace.id}/plan",
        task=task,
        due=due,
        action=request.path,
        preview=preview_of(entry, plan, task, due, found),
        kept=[(name, value) for name, value in request.form.items() if name not in left_out],
        **_cause_words(entry, task),
    )
    return make_response(page)
