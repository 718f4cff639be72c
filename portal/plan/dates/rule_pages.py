"""What a task's date follows: choosing it, and letting a date that was set by hand follow the plan again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import ChangeTask, Rejected
from portal.plan.core.following import followed_again
from portal.plan.core.plan import Plan, Task
from portal.plan.core.schedule import ANCHORS, Rule, rule_of
from portal.plan.core.shift import Shift
from portal.plan.dates.anchors import ANCHOR_WORDS, anchors_of
from portal.plan.dates.causes import note_cause
from portal.plan.dates.preview import preview_of
from portal.plan.dates.shift_pages import confirm_page
from portal.plan.dates.wait_pages import steps_beside
from portal.plan.dates.working_days import days_off_of
from portal.plan.task_pages import do, load_plan, standing_task, to_task
from portal.web.wire import status_of

NO_RULE = {"anchor": "kickoff", "offset": 0, "unit": "business", "direction": "after"}


@blueprint.get("/w/<workspace_id>/plan/tasks/<task_id>/rule")
def choose_rule(workspace_id: str, task_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    return rule_page(entry, plan, task, dict(task.rule or NO_RULE))


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/rule")
def change_rule(workspace_id: str, task_id: str) -> AnyResponse:
    """Let the date follow what the form says, or with `remove` nothing any more."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    record = None if "remove" in request.form else sent_rule()
    try:
        answer = follow(entry, plan, task, record)
    except Rejected as rejected:
        return rule_page(entry, plan, task, record or {}, rejected)
    return answer


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/follow")
def follow_again(workspace_id: str, task_id: str) -> AnyResponse:
    """A date set by hand goes back to where its rule puts it, and follows it from then on."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    if not task.rule:
        abort(404)
    try:
        return follow(entry, plan, task, dict(task.rule))
    except Rejected as rejected:
        return rule_page(entry, plan, task, dict(task.rule), rejected)


def sent_rule() -> dict[str, Any]:
    """The rule as the form says it; what makes no sense is refused by the plan, in its words."""
    counted_from, offset = request.form.get("counted_from", ""), request.form.get("offset", "").strip()
    record: dict[str, Any] = {
        "anchor": counted_from if counted_from in ANCHORS else "task",
        "offset": int(offset) if offset.isascii() and offset.isdecimal() and len(offset) <= len("1000") else offset,
        "unit": request.form.get("unit", ""),
        "direction": request.form.get("direction", ""),
    }
    return record if record["anchor"] != "task" else {**record, "task": counted_from}


def follow(entry: Entry, plan: Plan, task: Task, record: dict[str, Any] | None) -> AnyResponse:
    """Set the rule and the date it means, and move along what hangs on it once that was seen.

    Raises Rejected for what is no rule, or goes round in a circle.
    """
    commands = [ChangeTask(task.id, "rule", record), ChangeTask(task.id, "pinned", False)]
    found = moves_by(entry, plan, task, record)
    if len(found) > 1 and "moves" not in request.form:
        assert isinstance(found[0].due, date), "a rule gives a date"
        return confirm_page(entry, plan, task, found[0].due, found[1:])
    along = moving_along(entry, plan, task, found)
    answer = do(entry, plan, [*commands, *(command for shift in along for command in shift.commands())])
    if answer.rejection:
        raise answer.rejection
    note_cause(entry, plan, task.id)
    return to_task(entry.workspace.id, task.id)


def moving_along(entry: Entry, plan: Plan, task: Task, found: list[Shift]) -> Sequence[Shift]:
    """The task's own move, and what of the others the reader chose to move."""
    chosen = request.form.get("moves")
    if chosen == "buffer" and found and found[0].due:
        return [found[0], *(preview_of(entry, plan, task, found[0].due, found[1:]).absorbed or [])]
    return found[:1] if chosen == "only" else found


def moves_by(entry: Entry, plan: Plan, task: Task, record: dict[str, Any] | None) -> list[Shift]:
    """The task itself where the rule puts it, then what moves with it; nothing where the rule has no date yet."""
    if record is None:
        return []
    return followed_again(plan, task.id, read_rule(record), anchors_of(entry.workspace), days_off_of(entry.workspace))


def read_rule(record: dict[str, Any]) -> Rule:
    try:
        return rule_of(record)
    except ValueError:
        raise Rejected("invalid", "bad_rule", field="offset") from None


def rule_page(
    entry: Entry, plan: Plan, task: Task, record: dict[str, Any], rejected: Rejected | None = None
) -> Response:
    page = render_template(
        "plan/rule.html",
        entry=entry,
        tab="plan",
        address=f"/w/{entry.workspace.id}/plan",
        task=task,
        rule={**NO_RULE, "task": None, **record},
        anchors={name: (ANCHOR_WORDS[name], on) for name, on in anchors_of(entry.workspace).items()},
        steps=steps_beside(task, plan),
        error=say(rejected) if rejected else "",
    )
    return make_response(page, status_of(rejected.code) if rejected else 200)
