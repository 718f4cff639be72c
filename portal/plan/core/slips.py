"""How the forecast go-live came to be another: each change of the plan that moved it, found in the plan's own log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from portal.plan.core.apply import Draft
from portal.plan.core.events import DATE_FIELDS, Event, TaskChanged, TaskLinked, WaitsChanged, subject_of
from portal.plan.core.forecast import go_live_forecast, makes_the_forecast
from portal.plan.core.plan import Plan
from portal.plan.core.shift import IsOff

# What of a task has no say in any date.
SILENT_FIELDS = frozenset({"description", "owner", "blocker", "agreed", "checklist", "pinned"})


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the log with its author; `change` is the same for all events of one change."""

    event: Event
    revision: int
    change: int
    by: str | None
    side: str
    via: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """One change that moved the forecast go-live from a day to another, and the task that it began with.

    `first` and `last` are the revisions of its first and last event, `number` counts the plan's slips from 1.
    """

    number: int
    task: str
    first: int
    last: int
    by: str | None
    side: str
    via: str
    at: datetime
    before: date
    after: date

    @property
    def days(self) -> int:
        """By how many calendar days it is later; negative where it is earlier."""
        return (self.after - self.before).days


@dataclass(frozen=True)
class Ledger:
    """A plan as its log was read so far, its forecast there, and the slips on the way."""

    plan: Plan
    forecast: date | None
    slips: tuple[Slip, ...] = ()


def ledger_from(plan: Plan, is_off: IsOff) -> Ledger:
    """The ledger before anything happened to `plan`."""
    return Ledger(plan, go_live_forecast(plan, is_off))


def read_on(ledger: Ledger, happened: Iterable[Happened], is_off: IsOff) -> Ledger:
    """The ledger after these events, which follow on what it has read."""
    plan, forecast, slips = ledger.plan, ledger.forecast, list(ledger.slips)
    watched = makes_the_forecast(plan)
    for _change, events in groupby(happened, key=lambda one: one.change):
        together, before = list(events), plan
        plan = _after(plan, together)
        told = {subject_of(one.event) for one in together if _may_move(one.event)}
        if not any(one in watched or _may_be_the_goal(one, before, plan) for one in told):
            continue
        now, watched = go_live_forecast(plan, is_off), makes_the_forecast(plan)
        if forecast and now and now != forecast:
            slips.append(_slip(len(slips) + 1, together, forecast, now))
        # Where the go-live has no date for a while, what it had counts until it has one again.
        forecast = now or forecast
    return Ledger(plan, forecast, tuple(slips))


def _after(plan: Plan, together: list[Happened]) -> Plan:
    draft = Draft(plan)
    for one in together:
        draft.apply(one.event)
    return draft.plan(together[-1].revision, plan.shared_revision)


def _may_move(event: Event) -> bool:
    if isinstance(event, TaskChanged):
        return event.field not in SILENT_FIELDS
    return not isinstance(event, TaskLinked)


def _may_be_the_goal(subject: str, before: Plan, after: Plan) -> bool:
    """Whether the go-live may be another with that: a milestone, before or after, or a phase."""
    tasks = [plan.tasks[subject] for plan in (before, after) if subject in plan.tasks]
    return not tasks or any(task.is_milestone for task in tasks)


def _slip(number: int, together: list[Happened], before: date, after: date) -> Slip:
    began = next(_told_first(together), together[0])
    return Slip(
        number=number,
        task=subject_of(began.event),
        first=together[0].revision,
        last=together[-1].revision,
        by=began.by,
        side=began.side,
        via=began.via,
        at=began.at,
        before=before,
        after=after,
    )


def _told_first(together: list[Happened]) -> Iterator[Happened]:
    """The dates and waits among them: what a change began with stands before what moved along."""
    for one in together:
        is_date = isinstance(one.event, TaskChanged) and one.event.field in DATE_FIELDS
        if is_date or isinstance(one.event, WaitsChanged):
            yield one
