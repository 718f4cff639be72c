"""A plan in figures: pure, and true on any day, since it keeps dates and never says what is late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.plan.core.blocking import waits_on
from portal.plan.core.forecast import go_live_forecast
from portal.plan.core.plan import Phase, Plan, Task, go_live_task
from portal.plan.core.shift import IsOff


@dataclass(frozen=True)
class Summary:
    """The figures of one plan. `phase_index` counts from 1, 0 where there is no phase.

    The last ones are ISO dates in order, spaces between: when tasks are due, and since when they are blocked.
    """

    revision: int
    phase_name: str
    phase_index: int
    phase_count: int
    done: int
    total: int
    internal_open: int
    blocked: int
    milestone_title: str | None
    milestone_on: date | None
    forecast_on: date | None
    went_live: bool
    oldest_title: str | None
    dues: str
    customer_dues: str
    team_dues: str
    milestone_dues: str
    customer_blocked: str = ""
    team_blocked: str = ""


def summarise(plan: Plan, sides: Mapping[str, str], is_off: IsOff) -> Summary:
    """The figures of the team's `plan`; `sides` says for each participant id whether team or customer."""
    shared = [task for task in plan.tasks_in_order() if task.is_shared and task.status != "dropped"]
    still_open = [task for task in shared if task.is_open]
    dated = sorted((task for task in still_open if task.due), key=_due)
    milestone = next_milestone(still_open)
    go_live = go_live_task(shared)
    phase, index = current_phase(plan)
    progress = plan.progress()
    return Summary(
        revision=plan.revision,
        phase_name=phase.name if phase else "",
        phase_index=index,
        phase_count=len(plan.phases_in_order()),
        done=progress.done,
        total=progress.total,
        internal_open=progress.internal_open,
        blocked=sum(task.status == "blocked" for task in still_open),
        milestone_title=milestone.title if milestone else None,
        milestone_on=milestone.due if milestone else None,
        forecast_on=go_live_forecast(plan, is_off),
        went_live=go_live is not None and go_live.status == "done",
        oldest_title=dated[0].title if dated else None,
        dues=_dates(shared),
        customer_dues=_dates(task for task in still_open if side_of(task, sides) == "customer"),
        team_dues=_dates(task for task in still_open if side_of(task, sides) == "team"),
        milestone_dues=_dates(task for task in still_open if task.is_milestone),
        customer_blocked=_blocked_since(still_open, sides, "customer"),
        team_blocked=_blocked_since(still_open, sides, "team"),
    )


def side_of(task: Task, sides: Mapping[str, str]) -> str:
    """Whose move a task is: the side of who can clear what blocks it, else of its owner.

    Without either it is the side its role names, else ours to find one.
    """
    whose = waits_on(task)
    if whose and whose in sides:
        return sides[whose]
    role = task.role or {}
    return "customer" if role.get("side") == "customer" else "team"


def next_milestone(still_open: Iterable[Task]) -> Task | None:
    """The open milestone that comes first by date; without any date the first in the plan."""
    milestones = [task for task in still_open if task.is_milestone]
    return min(milestones, key=_due, default=None)


def current_phase(plan: Plan) -> tuple[Phase | None, int]:
    """The first phase with an open shared task and its number from 1; the last one when all is done.

    Where there is no task yet, it is the first.
    """
    phases = plan.phases_in_order()
    if phases and not plan.progress().total:
        return phases[0], 1
    for index, phase in enumerate(phases, start=1):
        if any(task.is_open and task.is_shared for task in plan.tasks_in(phase.id)):
            return phase, index
    return (phases[-1], len(phases)) if phases else (None, 0)


def _due(task: Task) -> date:
    return task.due or date.max


def _dates(tasks: Iterable[Task]) -> str:
    return " ".join(sorted(task.due.isoformat() for task in tasks if task.due))


def _blocked_since(still_open: Iterable[Task], sides: Mapping[str, str], side: str) -> str:
    blockers = [task.blocked.now for task in still_open if task.blocked.now and side_of(task, sides) == side]
    return " ".join(sorted(blocker.since.isoformat() for blocker in blockers if blocker.since))
