"""The slip ledger as a page: what moved the go-live, by how much and why; reasons are given there by either side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, abort, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act, may
from portal.database import write
from portal.people.queries import Face, faces
from portal.plan.blueprint import blueprint
from portal.plan.core.plan import Plan
from portal.plan.core.slips import Slip
from portal.plan.dates.cause_words import CAUSE_WORDS, NEITHER, NO_REASON, SIDES, cause_sides, sides_in_sentences
from portal.plan.dates.causes import give_cause, note_cause
from portal.plan.dates.ledger import LedgerLine, account_of
from portal.plan.models import SlipCause
from portal.plan.task_pages import load_plan, standing_task
from portal.plan.views.rows import HIDDEN_STEP
from portal.web.filters import local


@dataclass(frozen=True)
class SlipLine:
    """One slip as its page shows it to one reader; `title` names no task that they do not know."""

    entry: LedgerLine
    title: str
    is_known: bool
    # Who moved it and when in the day is not told of a task that they do not know.
    is_told: bool
    on: date
    by: Face | None
    reason_by: Face | None


@blueprint.get("/w/<workspace_id>/plan/slips")
def show_slips(workspace_id: str) -> AnyResponse:
    return slips_page(enter(workspace_id))


def slips_page(entry: Entry) -> Response:
    plan, known, account = load_plan(entry), faces(entry.workspace.id), account_of(entry.workspace)
    page = render_template(
        "plan/slips.html",
        entry=entry,
        tab="plan",
        address=f"/w/{entry.workspace.id}/plan",
        lines=[_line(one, plan, known, entry.workspace.timezone) for one in reversed(account.entries)],
        account=account,
        sums=sums_of(account.by_kind, {**CAUSE_WORDS, "": NO_REASON}),
        side_sums=sums_of(account.by_side, {**sides_in_sentences(entry), "": NO_REASON}),
        causes=CAUSE_WORDS,
        sides=cause_sides(entry),
        days_of=days_of,
        may_edit=may(entry.actor, Act.EDIT),
    )
    return make_response(page)


def _line(one: LedgerLine, plan: Plan, known: dict[str, Face], zone: str) -> SlipLine:
    subject = one.slip.task
    task = plan.tasks.get(subject)
    title = task.title if task else plan.phases[subject].name if subject in plan.phases else str(HIDDEN_STEP)
    is_known = task is not None and not task.is_removed
    is_told = subject in plan.tasks or subject in plan.phases
    by = known.get(one.slip.by or "") if is_told else None
    reason_by = known.get(one.by or "") if is_told or one.by != one.slip.by else None
    return SlipLine(one, title, is_known, is_told, local(one.slip.at, zone).date(), by, reason_by)


def days_of(slip: Slip) -> str:
    """By which a form knows that the slip with its number is still the one it showed; anybody may read it."""
    return f"{slip.before}/{slip.after}"


def sums_of(days: Mapping[str, int], words: Mapping[str, Any]) -> str:
    """ "Procurement 14 days, Holiday 2 days", as the reader says it; what came to nothing is left out."""
    moved = ((words[name], count) for name, count in days.items() if count)
    return ", ".join(ngettext("%(why)s %(num)s day", "%(why)s %(num)s days", n, why=why) for why, n in moved)


@blueprint.post("/w/<workspace_id>/plan/slips/<int:number>")
def give_reason(workspace_id: str, number: int) -> AnyResponse:
    """Say why the slip with this number happened, or say nothing any more."""
    entry = enter(workspace_id, Act.EDIT)
    slip = next((one.slip for one in account_of(entry.workspace).entries if one.slip.number == number), None)
    kind, side = request.form.get("cause", ""), request.form.get("cause_side", NEITHER)
    if slip is None or request.form.get("days", days_of(slip)) != days_of(slip):
        abort(404)
    if kind and (kind not in CAUSE_WORDS or side not in SIDES):
        abort(400)
    with write() as session:
        cause = SlipCause(plan_id=load_plan(entry).id, revision=slip.last, kind=kind, side=side)
        give_cause(session, entry, cause, (slip.first, slip.last))
    return redirect(url_for("plan.show_slips", workspace_id=workspace_id, _anchor=f"slip-{number}"), 303)


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/cause")
def tell_cause(workspace_id: str, task_id: str) -> AnyResponse:
    """What the scripts send after a move that they asked about: why the go-live moved."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    note_cause(entry, plan, standing_task(plan, task_id).id)
    return jsonify(ok=True)
