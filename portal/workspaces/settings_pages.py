"""A workspace's settings: its name, status, dates and language."""

from dataclasses import replace
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import after_commit, write
from portal.live.doorbell import ring_hangup
from portal.people import actions
from portal.people.dates import Before, before_save, is_committed, put_back
from portal.people.models import Workspace, WorkspaceStatus
from portal.people.naming import Refused
from portal.people.queries import members
from portal.plan.answers import say
from portal.plan.dates.anchors import anchors_of
from portal.plan.dates.commitment import release_unseen
from portal.plan.dates.moving import Move, carry_out, move_of
from portal.plan.dates.working_days import tell_days_off
from portal.workspaces.blueprint import blueprint
from portal.workspaces.date_pages import confirm_page, dates_changed, sent_dates, undo_asked, undo_query
from portal.workspaces.forms import SettingsForm


@blueprint.route("/w/<workspace_id>/settings", methods=["GET", "POST"])
def edit_settings(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = SettingsForm(obj=entry.workspace)
    form.offer(list(members()), entry.workspace.status)
    form.hold_go_live(entry.workspace.go_live_on if is_committed(entry.workspace) else None)
    if request.method == "POST" and form.validate():
        move = move_of(entry, sent_dates(form))
        if move and "moves" not in request.form:
            return confirm_page(entry, move)
        try:
            query = _save_and_move(entry, form, move if request.form.get("moves") == "all" else None)
            return redirect(url_for("workspaces.edit_settings", workspace_id=workspace_id, **query), 303)
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    page = render_template(
        "workspaces/settings.html",
        entry=entry,
        tab="settings",
        form=form,
        undo=undo_asked(),
        is_committed=is_committed(entry.workspace),
    )
    return make_response(page, 422 if form.errors else 200)


def _save_and_move(entry: Entry, form: SettingsForm, move: Move | None) -> dict[str, Any]:
    """Save the form and let the plan move along, both or neither; what the page then needs to offer the way back.

    Saving comes first, since it is what may be refused; where the plan then refuses, its dates are as they were.
    """
    here, dates = entry.workspace.id, anchors_of(entry.workspace)
    before = before_save(entry.workspace, dates)
    _save(here, form, before)
    query: dict[str, Any] = {}
    if move:
        answer = carry_out(entry, move)
        if answer.rejection:
            with write() as session:
                old = {name: dates[name] for name in move.dates}
                put_back(session, here, replace(before, dates=old))
                about = dates_changed(move.dates, old)
                record(session, Recorded.SETTINGS_CHANGED, here, status=before.status.value, **about)
            raise Refused("", say(answer.rejection))
        query = undo_query(dates, move, answer.seq)
    flash(_("The settings are saved."))
    return query


def _save(workspace_id: str, form: SettingsForm, before: Before) -> None:
    details = actions.WorkspaceDetails(
        name=form.name.data,
        csm_id=form.csm_id.data or None,
        status=WorkspaceStatus(form.status.data),
        timezone=form.timezone.data,
        language=form.language.data,
        signed_on=form.signed_on.data,
        kickoff_on=form.kickoff_on.data,
        go_live_on=form.go_live_on.data,
    )
    with write() as session:
        zone = session.get_one(Workspace, workspace_id).timezone
        workspace = actions.edit_settings(session, workspace_id, details)
        if workspace.timezone != zone:
            # Where no country is said, it is the time zone's.
            tell_days_off(session, workspace_id)
        if details.status is WorkspaceStatus.DRAFT:
            release_unseen(session, workspace)
        about = {"name": details.name, "status": details.status.value, "before": before.status.value}
        about |= dates_changed(before.dates, sent_dates(form))
        record(session, Recorded.SETTINGS_CHANGED, workspace_id, **about)
        if details.status is not before.status:
            # What customers may do hangs on the status: every open page has to ask again.
            after_commit(session, lambda: ring_hangup(workspace_id=workspace_id))
