"""Who gives what: the open tasks by side with their hours, to be printed and agreed on; and whose plan it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _

from portal import clock
from portal.access.entry import enter
from portal.access.policy import Act, may
from portal.config import settings
from portal.people.models import Side
from portal.people.queries import Face, faces
from portal.plan.blueprint import blueprint
from portal.plan.core.load import crowds, hours_by
from portal.plan.core.plan import Plan, Task
from portal.plan.core.values import LAST_DAY
from portal.plan.history.ownership import ownership_of
from portal.plan.parts.work_views import hours_words
from portal.plan.task_pages import load_plan
from portal.plan.views.rows import Row, row_of
from portal.web.filters import short_day


@dataclass(frozen=True)
class Given:
    """The open tasks of the customer, of the vendor, and of nobody yet; each by date, those without one last."""

    customer: list[Row]
    team: list[Row]
    nobody: list[Row]


@dataclass(frozen=True)
class HoursLine:
    """The effort of a phase, a side or a person, in words."""

    of: str
    open: str
    all: str


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
        crowded=crowded_words(plan, known),
        hours=_hours(plan, known),
        ownership=ownership_of(plan, known) if may(entry.actor, Act.SEE_INTERNAL) else None,
    )


def _given(rows: list[Row]) -> Given:
    def of(side: Side | None) -> list[Row]:
        found = [row for row in rows if (row.owner.side if row.owner else None) == side]
        return sorted(found, key=lambda row: row.task.due or LAST_DAY)

    return Given(of(Side.CUSTOMER), of(Side.TEAM), of(None))


def crowded_words(plan: Plan, known: Mapping[str, Face], of: str | None = None) -> list[str]:
    """Who has too many open tasks at once, a sentence each; of one person alone where `of` names them."""
    return [
        _(
            "%(name)s has %(count)s open tasks due from %(first)s to %(last)s. Can somebody take one, or can one wait?",
            name=known[crowd.owner].name,
            count=crowd.count,
            first=short_day(crowd.first),
            last=short_day(crowd.last),
        )
        for crowd in crowds(plan.tasks_in_order(), settings().tasks_at_once)
        if crowd.owner in known and of in (None, crowd.owner)
    ]


def _hours(plan: Plan, known: Mapping[str, Face]) -> dict[str, list[HoursLine]]:
    """The effort by phase, by side and by person; empty where no task says any."""

    def person(task: Task) -> str:
        face = known.get(task.owner or "")
        return face.name if face else _("Nobody yet")

    def side(task: Task) -> str:
        face = known.get(task.owner or "")
        return face.side.value if face else ""

    return {
        "phases": _lines(plan, lambda task: plan.phases[task.phase].name),
        "sides": _lines(plan, side),
        "people": _lines(plan, person),
    }


def _lines(plan: Plan, key: Callable[[Task], str]) -> list[HoursLine]:
    sums = hours_by(plan.tasks_in_order(), key).items()
    return [HoursLine(of, hours_words(hours.open), hours_words(hours.all)) for of, hours in sums]
