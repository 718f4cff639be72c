"""Which tasks decide the go-live and the first value, for the scripts, as dates move under an open page."""

from flask import Response, jsonify
from flask_babel import ngettext

from portal.access.entry import enter
from portal.people.queries import faces
from portal.plan.blueprint import blueprint
from portal.plan.core.paths import paths_of
from portal.plan.dates.commitment_words import head_of
from portal.plan.dates.working_days import days_off_of
from portal.plan.task_pages import load_plan


@blueprint.get("/w/<workspace_id>/plan/paths")
def show_paths(workspace_id: str) -> Response:
    """By task the names of its paths, as its row carries them, the slack to the go-live, and the head's words."""
    entry = enter(workspace_id)
    plan, is_off = load_plan(entry), days_off_of(entry.workspace)
    paths = paths_of(plan, is_off)
    known = paths.critical | paths.first_value | paths.fixed | paths.breaking
    named = {task_id: " ".join(paths.names(task_id)) for task_id in known}
    count = len(paths.breaking)
    breaking = ngettext("%(num)s task breaks a fixed date", "%(num)s tasks break a fixed date", count) if count else ""
    live = head_of(entry, faces(workspace_id))
    head = {
        "days": live.days,
        "is_later": live.is_later,
        "proposed": live.proposed,
        "breaking": breaking,
        "marks": [{"day": mark.day.isoformat(), "kind": mark.kind, "words": mark.words} for mark in live.marks],
    }
    return jsonify(paths=named, slack=paths.slack or {}, head=head)
