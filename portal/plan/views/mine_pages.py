"""My own tasks, over all phases, by when they are due, and those of others in which I have a say."""

from flask import Response
from flask_babel import gettext as _

from portal.plan.blueprint import blueprint
from portal.plan.parts.confirming import tasks_to_confirm
from portal.plan.views.groups import MINE, by_due, grouped, my_group
from portal.plan.views.page import look, view_page


@blueprint.get("/w/<workspace_id>/plan/mine")
def show_mine(workspace_id: str) -> Response:
    seen = look(workspace_id, "mine")
    today = seen.reading.today
    me = seen.reading.me
    return view_page(
        seen,
        {},
        to_confirm=tasks_to_confirm(seen.entry, seen.plan),
        groups=by_due(grouped(seen, MINE, lambda task: my_group(task, me, today))),
        titles={
            "overdue": _("Overdue"),
            "week": _("This week"),
            "later": _("Later"),
            "undated": _("No date"),
            "accountable": _("I am accountable"),
            "consulted": _("I am asked before"),
            "informed": _("I am told after"),
            "done": _("Done"),
        },
    )
