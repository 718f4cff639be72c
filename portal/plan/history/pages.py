"""The history of the plan: a page to read, filter and bring things back from."""

from datetime import date
from urllib.parse import urlencode

from flask import render_template, request

from portal.access.entry import enter
from portal.access.policy import Act, may
from portal.people.queries import faces
from portal.plan.blueprint import blueprint
from portal.plan.core.decide import ID
from portal.plan.history.days import history_days, wanted_on
from portal.plan.queries import Wanted, changes
from portal.plan.task_pages import load_plan

PER_PAGE = 60
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
MOST_CHANGES = 2**31 - 1


@blueprint.get("/w/<workspace_id>/plan/history")
def show_history(workspace_id: str) -> str:
    entry = enter(workspace_id)
    plan, people = load_plan(entry), faces(workspace_id)
    zone = entry.workspace.timezone
    asked = Wanted(_id("person"), _id("task"), before=_before())
    found = changes(plan.id, entry.actor.side, wanted_on(_day(), zone, asked), PER_PAGE + 1)
    more = found[PER_PAGE - 1].number if len(found) > PER_PAGE else None
    filters = {name: request.args[name] for name in ("person", "task", "day") if request.args.get(name)}
    task = plan.tasks.get(asked.subject or "")
    return render_template(
        "plan/history.html",
        entry=entry,
        tab="plan",
        address=f"/w/{workspace_id}/plan",
        days=history_days(found[:PER_PAGE], plan, people, entry.actor.participant_id, zone),
        people=[face for face in people.values() if face.listed or face.id == asked.by],
        person=asked.by,
        day=filters.get("day", ""),
        task=task,
        is_filtered=bool(filters),
        may_edit=may(entry.actor, Act.EDIT),
        more_query=urlencode({**filters, "before": more}) if more else None,
    )


def _id(name: str) -> str | None:
    """An id among the arguments; anything else finds nothing rather than everything."""
    value = request.args.get(name, "")
    if not value:
        return None
    return value if ID.fullmatch(value) else "-"


def _before() -> int | None:
    """The number to read on from; one that no change can have is none."""
    number = request.args.get("before", type=int)
    return number if number is not None and 0 <= number <= MOST_CHANGES else None


def _day() -> date | None:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
