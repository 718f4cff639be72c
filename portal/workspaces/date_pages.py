"""A changed date of the onboarding: the plan moves along once somebody saw what moves, and one button takes it back."""

from collections.abc import Mapping
from datetime import date

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import write
from portal.people.dates import DATES, hold_go_live, set_dates
from portal.people.naming import Refused
from portal.plan.answers import say
from portal.plan.dates.anchors import ANCHOR_WORDS, anchors_of
from portal.plan.dates.moving import Move, take_back
from portal.plan.dates.preview import turned_go_live
from portal.plan.dates.working_days import days_off_of
from portal.workspaces.blueprint import blueprint
from portal.workspaces.forms import SettingsForm

LARGEST_NUMBER = 2**31 - 1


def sent_dates(form: SettingsForm) -> dict[str, date | None]:
    """By their names in rules."""
    return {name: form[field].data for name, field in DATES.items()}


def confirm_page(entry: Entry, move: Move) -> Response:
    """Asks whether the plan moves along; everything typed waits in the form."""
    before = anchors_of(entry.workspace)
    page = render_template(
        "workspaces/date_moves.html",
        entry=entry,
        tab="settings",
        dates=[(ANCHOR_WORDS[name], before[name], day) for name, day in move.dates.items()],
        shifts=move.shifts,
        go_live=turned_go_live(move.plan, move.shifts, days_off_of(entry.workspace)),
        kept=[(name, value) for name, value in request.form.items() if name not in ("csrf_token", "moves")],
    )
    return make_response(page)


def dates_changed(before: Mapping[str, date | None], after: Mapping[str, date | None]) -> dict[str, str]:
    """Which of the dates in `after` are others than before, for the audit log."""
    changed = [(name, before[name], day) for name, day in after.items() if day != before[name]]
    return {DATES[name]: f"{_text(old)} → {_text(new)}" for name, old, new in changed}


def undo_query(before: Mapping[str, date | None], move: Move, last: int) -> dict[str, str]:
    """What the settings page needs to offer the way back: from which change, and what the dates were."""
    return {"last": str(last), **{name: _text(before[name]) for name in move.dates}}


def undo_asked() -> dict[str, str]:
    """What undo_query() put into the address."""
    if "last" not in request.args:
        return {}
    return {name: request.args[name] for name in ("last", *DATES) if name in request.args}


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


@blueprint.post("/w/<workspace_id>/settings/dates/undo")
def undo_dates(workspace_id: str) -> AnyResponse:
    """Take back what a moved date moved, and the date itself."""
    entry = enter(workspace_id, Act.MANAGE)
    old, last = _old_dates(), _last_number()
    try:
        # Asked before the plan moves, and once more where the dates are written.
        hold_go_live(entry.workspace, old.get("go_live", entry.workspace.go_live_on))
        _undo(entry, last, old)
    except Refused as refused:
        flash(refused.say, "blocked")
    return redirect(url_for("workspaces.edit_settings", workspace_id=workspace_id), 303)


def _undo(entry: Entry, last: int, old: Mapping[str, date | None]) -> None:
    """Raises Refused where nothing was taken back: then the dates stay as well."""
    here, now = entry.workspace.id, anchors_of(entry.workspace)
    answer = take_back(entry, last)
    if answer.rejection:
        raise Refused("", say(answer.rejection))
    if not answer.seq:
        raise Refused("", _("There is nothing to undo."))
    with write() as session:
        set_dates(session, here, old)
        record(session, Recorded.SETTINGS_CHANGED, here, **dates_changed(now, old))
    flash(_("Taken back: the dates are as they were."), "done")


def _old_dates() -> dict[str, date | None]:
    try:
        sent = {name: request.form[name] for name in DATES if name in request.form}
        return {name: date.fromisoformat(day) if day else None for name, day in sent.items()}
    except ValueError:
        abort(400)


def _last_number() -> int:
    number = request.form.get("last", -1, type=int)
    if not 0 <= number <= LARGEST_NUMBER:
        abort(400)
    return number
