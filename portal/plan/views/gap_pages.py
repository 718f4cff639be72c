"""The gaps of a plan as a page, for who works without scripts."""

from flask import render_template

from portal.access.entry import enter
from portal.access.policy import Act
from portal.plan.blueprint import blueprint
from portal.plan.core.gaps import gaps_in
from portal.plan.task_pages import load_plan


@blueprint.get("/w/<workspace_id>/plan/gaps")
def show_gaps(workspace_id: str) -> str:
    entry = enter(workspace_id, Act.EDIT)
    gaps = gaps_in(load_plan(entry))
    return render_template("plan/gaps.html", entry=entry, tab="plan", address=f"/w/{workspace_id}/plan", gaps=gaps)
