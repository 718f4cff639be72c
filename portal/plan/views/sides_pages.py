"""Who gives what: the open steps by side, to be printed and agreed on."""

from dataclasses import dataclass

from flask import render_template

from portal import clock
from portal.access.entry import enter
from portal.people.models import Side
from portal.people.queries import faces
from portal.plan.blueprint import blueprint
from portal.plan.core.values import LAST_DAY
from portal.plan.task_pages import load_plan
from portal.plan.views.rows import Row, row_of


@dataclass(frozen=True)
class Given:
    """The open steps of the customer, of the vendor, and of nobody yet; each by date, those without one last."""

    customer: list[Row]
    team: list[Row]
    nobody: list[Row]


@blueprint.get("/w/<workspace_id>/plan/sides")
def show_sides(workspace_id: str) -> str:
    entry = enter(workspace_id)
    plan, known = load_plan(entry), faces(workspace_id)
    today = clock.today(entry.workspace.timezone)
    rows = [
        row_of(task, plan, known, entry.actor.participant_id, today) for task in plan.tasks_in_order() if task.is_open
    ]
    return render_template(
        "plan/sides.html",
        entry=entry,
        tab="plan",
        address=f"/w/{workspace_id}/plan",
        given=_given(rows),
        today=today,
    )


def _given(rows: list[Row]) -> Given:
    def of(side: Side | None) -> list[Row]:
        found = [row for row in rows if (row.owner.side if row.owner else None) == side]
        return sorted(found, key=lambda row: row.task.due or LAST_DAY)

    return Given(of(Side.CUSTOMER), of(Side.TEAM), of(None))
