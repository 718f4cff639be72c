"""Opening a draft to its customer, in one press."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.access.entry import enter
from portal.access.policy import Act
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import after_commit, write
from portal.live.doorbell import ring_hangup
from portal.people.actions import open_draft
from portal.people.models import WorkspaceStatus
from portal.workspaces.blueprint import blueprint

# Where one goes on: with a link to send, or with the code on the shared screen.
NEXT_PAGES = {"links": "access.list_links", "join": "access.show_join_code"}


@blueprint.post("/w/<workspace_id>/open")
def open_to_customer(workspace_id: str) -> Response:
    entry = enter(workspace_id, Act.MANAGE)
    with write() as session:
        workspace = open_draft(session, workspace_id)
        if workspace:
            about = {"status": workspace.status.value, "before": WorkspaceStatus.DRAFT.value}
            record(session, Recorded.SETTINGS_CHANGED, workspace_id, name=workspace.name, **about)
            after_commit(session, lambda: ring_hangup(workspace_id=workspace_id))
    if workspace:
        flash(_("It is open to %(customer)s: send them a link.", customer=entry.workspace.customer.name))
    page = NEXT_PAGES.get(request.form.get("then", ""), NEXT_PAGES["links"])
    return redirect(url_for(page, workspace_id=workspace_id), 303)
