"""What usually holds an onboarding up, and for how many working days: the team's own numbers for a workspace."""

from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import enter
from portal.access.policy import Act
from portal.database import write
from portal.people.models import Workspace
from portal.plan.core.blocking import BLOCKER_KINDS
from portal.plan.parts.blocker_words import KIND_WORDS, usual_days
from portal.workspaces.blueprint import blueprint

MOST_DAYS = 250


@blueprint.route("/w/<workspace_id>/delays", methods=["GET", "POST"])
def edit_delays(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    sent = {kind: request.form.get(kind, str(usual_days(kind, entry.workspace))).strip() for kind in KIND_WORDS}
    wrong = [kind for kind, text in sent.items() if not (text.isdecimal() and int(text[:5]) <= MOST_DAYS)]
    if request.method == "POST" and not wrong:
        told = {kind: int(text) for kind, text in sent.items()}
        with write() as session:
            workspace = session.get_one(Workspace, workspace_id)
            workspace.usual_delays = {kind: days for kind, days in told.items() if days != BLOCKER_KINDS[kind]}
        flash(_("Saved."), "done")
        return redirect(f"/w/{workspace_id}/delays", 303)
    page = render_template(
        "workspaces/delays.html", entry=entry, tab="settings", kinds=KIND_WORDS, sent=sent, wrong=wrong, most=MOST_DAYS
    )
    return make_response(page, 422 if wrong else 200)
