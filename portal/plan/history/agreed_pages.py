"""The plan as it was, and as it was agreed against today: pages to read, and the form that keeps an agreed plan."""

from datetime import date
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access.entry import Entry, enter
from portal.access.policy import Act, may
from portal.database import write
from portal.people.queries import faces
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import Rejected
from portal.plan.core.compare import compare
from portal.plan.core.shift import WorkingDays
from portal.plan.dates.working_days import days_off_of
from portal.plan.history import agreed
from portal.plan.history.past import agreed_plan, moment_of, plan_as_of
from portal.plan.messages import read_value
from portal.plan.models import AgreedRow
from portal.plan.task_pages import load_plan
from portal.plan.views.rows import row_of


@blueprint.get("/w/<workspace_id>/plan/at/<int:change>")
def show_plan_then(workspace_id: str, change: int) -> str:
    entry = enter(workspace_id)
    now, side = load_plan(entry), entry.actor.side
    try:
        then = plan_as_of(now, side, change)
    except LookupError:
        abort(404)
    known = faces(workspace_id)
    me, today = entry.actor.participant_id, clock.today(entry.workspace.timezone)
    phases = [
        (phase, [row_of(task, then, known, me, today) for task in then.tasks_in(phase.id)])
        for phase in then.phases_in_order()
    ]
    return _page(
        entry,
        "plan/then.html",
        phases=phases,
        progress=then.progress(),
        moment=moment_of(now.id, side, change),
        earlier=change - 1 if change else None,
        later=change + 1 if change < now.revision else None,
    )


@blueprint.get("/w/<workspace_id>/plan/agreed")
def show_agreed(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    return _agreed_page(entry, "", clock.today(entry.workspace.timezone).isoformat(), {})


def _agreed_page(entry: Entry, name: str, day: str, errors: dict[str, str]) -> Response:
    plan = load_plan(entry)
    removed = agreed.find_agreed(plan.id, request.args.get("removed", ""))
    page = _page(
        entry,
        "plan/agreed.html",
        kept=agreed.agreed_of(plan.id),
        known=faces(entry.workspace.id),
        may_edit=may(entry.actor, Act.EDIT),
        removed=removed if removed and removed.removed_at else None,
        name=name,
        day=day,
        errors=errors,
        longest=agreed.LONGEST_NAME,
    )
    return make_response(page, 422 if errors else 200)


@blueprint.post("/w/<workspace_id>/plan/agreed")
def keep_agreed(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    name, day = request.form.get("name", ""), request.form.get("day", "")
    try:
        agreed_on = read_value("due", day)
        if not isinstance(agreed_on, date):
            raise Rejected("invalid", "not_a_date", field="day")
        with write() as session:
            agreed_id = agreed.agree(session, plan.id, name, agreed_on, entry.actor)
    except Rejected as rejected:
        field = "name" if rejected.field == "name" else "day"
        return _agreed_page(entry, name, day, {field: say(rejected)})
    flash(_("Kept. From now on, today’s plan can be held against it."), "done")
    return redirect(f"/w/{workspace_id}/plan/agreed/{agreed_id}", 303)


@blueprint.get("/w/<workspace_id>/plan/agreed/<agreed_id>")
def show_compared(workspace_id: str, agreed_id: str) -> str:
    entry = enter(workspace_id)
    now = load_plan(entry)
    row = _standing(now.id, agreed_id)
    compared = compare(agreed_plan(now, entry.actor.side, row.revision), now)
    calendar = WorkingDays(days_off_of(entry.workspace))

    def working_days(before: date, after: date) -> int:
        """How many working days later; earlier below zero."""
        return calendar.between(before, after) if after >= before else -calendar.between(after, before)

    return _page(
        entry,
        "plan/compared.html",
        agreed=row,
        compared=compared,
        known=faces(workspace_id),
        working_days=working_days,
        may_edit=may(entry.actor, Act.EDIT),
    )


def _standing(plan_id: str, agreed_id: str) -> AgreedRow:
    row = agreed.find_agreed(plan_id, agreed_id)
    if row is None or row.removed_at:
        abort(404)
    return row


@blueprint.post("/w/<workspace_id>/plan/agreed/<agreed_id>/remove")
def remove_agreed(workspace_id: str, agreed_id: str) -> AnyResponse:
    return _set_removed(workspace_id, agreed_id, is_removed=True)


@blueprint.post("/w/<workspace_id>/plan/agreed/<agreed_id>/restore")
def restore_agreed(workspace_id: str, agreed_id: str) -> AnyResponse:
    return _set_removed(workspace_id, agreed_id, is_removed=False)


def _set_removed(workspace_id: str, agreed_id: str, *, is_removed: bool) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    if agreed.find_agreed(plan.id, agreed_id) is None:
        abort(404)
    with write() as session:
        agreed.set_removed(session, plan.id, agreed_id, is_removed)
    return redirect(
        f"/w/{workspace_id}/plan/agreed" + (f"?removed={agreed_id}" if is_removed else f"/{agreed_id}"), 303
    )


def _page(entry: Entry, template: str, **words: Any) -> str:
    address = f"/w/{entry.workspace.id}/plan"
    return render_template(template, entry=entry, tab="plan", address=address, **words)
