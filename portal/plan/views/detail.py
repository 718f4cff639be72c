"""One task opened beside the list, prepared so that templates only draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from portal import clock
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.people.periods import Period, away_on
from portal.people.queries import Face
from portal.plan.core.fixed import Hold, holds_of
from portal.plan.core.paths import paths_of
from portal.plan.core.plan import Phase, Plan, Task, stands
from portal.plan.dates.anchors import RuleLine, rule_line
from portal.plan.dates.working_days import days_off_of
from portal.plan.parts.views import Parts, parts_of
from portal.plan.parts.work_views import Work, work_of
from portal.plan.views.readers import who_may_say
from portal.plan.views.rows import Row, WaitLine, on_paths, row_of, wait_line
from portal.web.markdown import render_markdown


@dataclass(frozen=True)
class Detail:
    """One task opened. `text` is its description as HTML; `phases` are those it can move to."""

    row: Row
    phase: Phase
    phases: list[Phase]
    text: Markup
    waits: list[WaitLine]
    rule: RuleLine | None
    blocks: list[Task]
    parts: Parts
    work: Work
    today: date
    # How many working days it may slip before the go-live moves; None where the go-live does not hang on it.
    slack: int | None
    # The latest dates that hold what it must hold; None where nothing fixed hangs on it.
    hold: Hold | None
    # The stretch in which its owner is away and into which it is due.
    away: Period | None
    may_edit: bool
    sees_internal: bool
    sayers: list[Face]


def detail_view(plan: Plan, task: Task, entry: Entry, faces: Mapping[str, Face]) -> Detail:
    """What the panel beside the list shows of `task`."""
    today = clock.today(entry.workspace.timezone)
    is_off = days_off_of(entry.workspace)
    paths = paths_of(plan, is_off)
    return Detail(
        row=on_paths(row_of(task, plan, faces, entry.actor.participant_id, today), paths),
        phase=plan.phases[task.phase],
        phases=plan.phases_in_order(),
        text=render_markdown(task.description),
        waits=[wait_line(wait, plan) for wait in task.waits if wait.on is None or stands(wait.on, plan)],
        rule=rule_line(task, plan, entry.workspace),
        blocks=[other for other in plan.tasks_in_order() if any(wait.on == task.id for wait in other.waits)],
        parts=parts_of(task, faces, entry.actor.participant_id, today),
        work=work_of(task, plan, faces, entry.actor.participant_id, today),
        today=today,
        away=away_on(known.away, task.due) if (known := faces.get(task.owner or "")) and task.is_open else None,
        slack=(paths.slack or {}).get(task.id),
        hold=holds_of(plan, is_off).get(task.id) if paths.fixed else None,
        may_edit=may(entry.actor, Act.EDIT),
        sees_internal=may(entry.actor, Act.SEE_INTERNAL),
        sayers=who_may_say(entry.actor, faces),
    )
