"""A workspace's settings: its name, status, dates and language."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import enter
from portal.access.policy import Act
from portal.database import after_commit, write
from portal.live.doorbell import ring_hangup
from portal.people import actions
from portal.people.models import WorkspaceStatus
from portal.people.naming import Refused
from portal.people.queries import members
from portal.workspaces.blueprint import blueprint
from portal.workspaces.forms import SettingsForm


@blueprint.route("/w/<workspace_id>/settings", methods=["GET", "POST"])
def edit_settings(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = SettingsForm(obj=entry.workspace)
    form.offer(list(members()), entry.workspace.status)
    if request.method == "POST" and form.validate():
        try:
            _save(workspace_id, form, entry.workspace.status)
            flash(_("The settings are saved."))
            return redirect(url_for("workspaces.edit_settings", workspace_id=workspace_id), 303)
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    page = render_template("workspaces/settings.html", entry=entry, tab="settings", form=form)
    return make_response(page, 422 if form.errors else 200)


def _save(workspace_id: str, form: SettingsForm, before: WorkspaceStatus) -> None:
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
        actions.edit_settings(session, workspace_id, details)
        if details.status is not before:
            # What customers may do hangs on the status: every open page has to ask again.
            after_commit(session, lambda: ring_hangup(workspace_id=workspace_id))
