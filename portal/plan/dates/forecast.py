"""The committed go-live beside the one that the plan leads to: one pair of days, the same for both sides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.people.models import Side, Workspace
from portal.plan.core.forecast import go_live_forecast
from portal.plan.core.plan import Plan, go_live_task
from portal.plan.dates.working_days import days_off_of
from portal.plan.queries import load_plan

# Anybody who edits can set a date two hundred years ahead, and every look at the page would count the days.
EXACT_UP_TO = timedelta(days=1_000)


@dataclass(frozen=True)
class GoLive:
    """Forecast against what was agreed; `later_by` counts working days, negative when earlier, 0 when kept."""

    forecast_on: date | None
    agreed_on: date | None
    later_by: int
    is_done: bool

    @property
    def on(self) -> date | None:
        return self.forecast_on or self.agreed_on


def go_live_of(workspace: Workspace) -> GoLive:
    """Counted over the whole plan, internal tasks too, so that both sides are told the same day."""
    try:
        plan = load_plan(workspace.id, Side.TEAM)
    except LookupError:
        return GoLive(None, workspace.go_live_on, 0, is_done=False)
    return go_live_in(plan, workspace)


def go_live_in(plan: Plan, workspace: Workspace) -> GoLive:
    """The same of a plan at hand, which must be the team's."""
    is_off, agreed = days_off_of(workspace), workspace.go_live_on
    task = go_live_task(task for task in plan.tasks_in_order() if task.is_shared and task.status != "dropped")
    forecast = go_live_forecast(plan, is_off)
    later_by = working_days_between(agreed, forecast, is_off) if agreed and forecast else 0
    return GoLive(forecast, agreed, later_by, task is not None and task.status == "done")


def working_days_between(start: date, end: date, is_off: Callable[[date], bool]) -> int:
    """Working days after `start` up to `end`; negative when `end` comes first. Over years, five in seven."""
    if end < start:
        return -working_days_between(end, start, is_off)
    if end - start > EXACT_UP_TO:
        return (end - start).days * 5 // 7
    days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
    return sum(not is_off(day) for day in days)
