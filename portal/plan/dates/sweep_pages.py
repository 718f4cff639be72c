"""Many dates in one act, previewed: planning backwards, and deferring what the first value can spare."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import ChangeTask
from portal.plan.core.deferring import deferred
from portal.plan.core.fixed import planned_backwards
from portal.plan.core.plan import Plan
from portal.plan.core.shift import Shift
from portal.plan.dates.anchors import anchors_of
from portal.plan.dates.moving import move_together, take_back
from portal.plan.dates.preview import broken_by, turned_go_live
from portal.plan.dates.working_days import days_off_of
from portal.plan.task_pages import do, load_plan, standing_task, to_plan, to_task

LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Sweep:
    """What would move, the page's own title, and where it comes from and leads back to."""

    title: str
    shifts: Sequence[Shift]
    lead: str
    nothing: str
    back: str


@blueprint.route("/w/<workspace_id>/plan/tasks/<task_id>/backwards", methods=["GET", "POST"])
def plan_backwards(workspace_id: str, task_id: str) -> AnyResponse:
    """Every task that this one hangs on, as late as still holds its date."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    shifts = planned_backwards(plan, task, days_off_of(entry.workspace))
    lead = ngettext(
        "Counted back from “%(title)s”, %(num)s task gets another date.",
        "Counted back from “%(title)s”, %(num)s tasks get other dates.",
        len(shifts),
        title=task.title,
    )
    nothing = _("Every task that “%(title)s” waits for stands as late as it may already.", title=task.title)
    return _sweep(entry, plan, Sweep(_("Plan backwards"), shifts, lead, nothing, f"tasks/{task.id}"))


@blueprint.route("/w/<workspace_id>/plan/defer", methods=["GET", "POST"])
def defer_the_rest(workspace_id: str) -> AnyResponse:
    """Everything that the first value does not hang on, to after it."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    shifts = deferred(plan, anchors_of(entry.workspace), days_off_of(entry.workspace))
    lead = ngettext(
        "%(num)s task that the first value does not hang on moves to after it.",
        "%(num)s tasks that the first value does not hang on move to after it.",
        len(shifts),
    )
    nothing = _("Nothing stands before the first value that it does not hang on.")
    return _sweep(entry, plan, Sweep(_("First value first"), shifts, lead, nothing, ""))


def _sweep(entry: Entry, plan: Plan, sweep: Sweep) -> AnyResponse:
    if request.method == "GET" or not sweep.shifts:
        return _preview(entry, plan, sweep)
    answer = move_together(entry, plan, sweep.shifts)
    if answer.rejection:
        flash(say(answer.rejection), "blocked")
        return redirect(request.path, 303)
    return to_plan(entry.workspace.id, moved=answer.seq)


def _preview(entry: Entry, plan: Plan, sweep: Sweep) -> Response:
    is_off = days_off_of(entry.workspace)
    page = render_template(
        "plan/sweep.html",
        entry=entry,
        tab="plan",
        address=f"/w/{entry.workspace.id}/plan",
        sweep=sweep,
        turn=turned_go_live(plan, sweep.shifts, is_off),
        broken=broken_by(plan, sweep.shifts, is_off),
    )
    return make_response(page)


@blueprint.post("/w/<workspace_id>/plan/take-back")
def take_moves_back(workspace_id: str) -> AnyResponse:
    """Undo one's own change that ends with number `last`: every date it moved."""
    entry = enter(workspace_id, Act.EDIT)
    last = request.form.get("last", -1, type=int)
    if not 0 <= last <= LARGEST_NUMBER:
        abort(400)
    answer = take_back(entry, last)
    if answer.rejection:
        flash(say(answer.rejection), "blocked")
    else:
        flash(_("Taken back: the dates are as they were."), "done")
    return to_plan(workspace_id)


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/fixed")
def fix_date(workspace_id: str, task_id: str) -> AnyResponse:
    """Fix the task's date, or with `remove` let it move again."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    if task.due is None and "remove" not in request.form:
        flash(_("Give it a date first: only a date can be fixed."), "warning")
        return to_task(workspace_id, task_id)
    answer = do(entry, plan, [ChangeTask(task.id, "fixed", "remove" not in request.form)])
    if answer.rejection:
        flash(say(answer.rejection), "blocked")
    return to_task(workspace_id, task_id)
