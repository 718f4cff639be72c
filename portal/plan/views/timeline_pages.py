"""The plan over time: bars between dates, milestones, and the lines between tasks that wait for each other."""

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from portal.plan.blueprint import blueprint
from portal.plan.core.paths import paths_of
from portal.plan.dates.working_days import days_off_of
from portal.plan.views.page import look, view_page
from portal.plan.views.rows import BLANK_PHASE, BLANK_ROW
from portal.plan.views.timeline import ZOOMS, axis_of, scale_of
from portal.plan.views.timeline_view import Line, Section, timeline_of

USUAL_ZOOM = "weeks"


@blueprint.get("/w/<workspace_id>/plan/timeline")
def show_timeline(workspace_id: str) -> Response:
    seen = look(workspace_id, "timeline")
    zoom = request.args.get("zoom", "")
    zoom = zoom if zoom in ZOOMS else USUAL_ZOOM
    marks = seen.go_live.marks
    scale = scale_of(seen.plan.tasks_in_order(), seen.reading.today, zoom, [mark.day for mark in marks])
    is_off = days_off_of(seen.entry.workspace)
    axis = axis_of(scale, seen.reading.today, is_off, marks)
    if request.args.get("part") == "axis":
        return make_response(render_template("plan/_axis_part.html", axis=axis))
    return view_page(
        seen,
        {"zoom": "" if zoom == USUAL_ZOOM else zoom},
        timeline=timeline_of(seen, paths_of(seen.plan, is_off), axis, zoom),
        zooms={"days": _("Days"), "weeks": _("Weeks"), "months": _("Months")},
        blank_line=Line(BLANK_ROW, None),
        blank_section=Section(BLANK_PHASE.phase, BLANK_PHASE.progress, None, []),
    )
