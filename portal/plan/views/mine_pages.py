"""My own steps, over all phases: what is overdue, due this week, later, undated, done."""

from dataclasses import replace

from flask import Response
from flask_babel import gettext as _

from portal.plan.blueprint import blueprint
from portal.plan.views.groups import MINE, by_due, due_group, grouped
from portal.plan.views.page import look, view_page


@blueprint.get("/w/<workspace_id>/plan/mine")
def show_mine(workspace_id: str) -> Response:
    seen = look(workspace_id, "mine")
    today = seen.reading.today
    own = replace(seen, wanted=replace(seen.wanted, mine=True))
    return view_page(
        seen,
        {},
        groups=by_due(grouped(own, MINE, lambda task: due_group(task, today))),
        titles={
            "overdue": _("Overdue"),
            "week": _("This week"),
            "later": _("Later"),
            "undated": _("No date"),
            "done": _("Done"),
        },
    )
