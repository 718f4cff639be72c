"""Which steps decide the go-live and the first value, for the scripts, as dates move under an open page."""

from flask import Response, jsonify

from portal.access.entry import enter
from portal.plan.blueprint import blueprint
from portal.plan.core.paths import paths_of
from portal.plan.dates.working_days import days_off_of
from portal.plan.task_pages import load_plan


@blueprint.get("/w/<workspace_id>/plan/paths")
def show_paths(workspace_id: str) -> Response:
    """By task the names of its paths, as its row carries them, and the slack to the go-live in working days."""
    entry = enter(workspace_id)
    paths = paths_of(load_plan(entry), days_off_of(entry.workspace))
    named = {task_id: " ".join(paths.names(task_id)) for task_id in paths.critical | paths.first_value}
    return jsonify(paths=named, slack=paths.slack or {})
