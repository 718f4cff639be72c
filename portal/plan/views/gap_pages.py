"""The gaps of a plan as a page, for who works without scripts."""

from itertools import groupby

from flask import render_template

from portal.access.entry import enter
from portal.access.policy import Act
from portal.plan.blueprint import blueprint
from portal.plan.core.gaps import gaps_in
from portal.plan.task_pages import load_plan


@blueprint.get("/w/<workspace_id>/plan/gaps")
def show_gaps(workspace_id: str) -> str:
    entry = enter(workspace_id, Act.EDIT)
    steps = [(task, list(gaps)) for task, gaps in groupby(gaps_in(load_plan(entry)), lambda gap: gap.task)]
    return render_template("plan/gaps.html", entry=entry, tab="plan", address=f"/w/{workspace_id}/plan", steps=steps)
