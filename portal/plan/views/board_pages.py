"""The plan as a board: a column a status."""

from flask import Response

from portal.plan.blueprint import blueprint
from portal.plan.core.plan import STATUSES
from portal.plan.views.groups import grouped
from portal.plan.views.page import look, view_page


@blueprint.get("/w/<workspace_id>/plan/board")
def show_board(workspace_id: str) -> Response:
    seen = look(workspace_id, "board")
    groups = grouped(seen, STATUSES, lambda task: task.status)
    return view_page(seen, {}, groups=groups)
