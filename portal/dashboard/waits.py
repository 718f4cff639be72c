"""What waits on whom, and the road through the phases. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.dashboard.next_step import late_days
from portal.dashboard.summary import side_of
from portal.plan.core.blocking import days_blocked, waits_on
from portal.plan.core.plan import Phase, Plan, Task

AHEAD = timedelta(days=14)
LINES = 4
WEIGHTS = range(2, 7)


@dataclass(frozen=True)
class Wait:
    """One open shared task that a side has to move. `late_days` is 0 while there is time.

    `owner` is whose turn it is: of a blocked one who can clear it, as far as named. `blocked_days` counts since when.
    """

    task: Task
    owner: str | None
    late_days: int
    is_blocked: bool
    blocked_days: int = 0


@dataclass(frozen=True)
class Waits:
    """The most urgent of one side, and how many more there are in the same stretch of time."""

    lines: list[Wait]
    more: int


def waits_of(plan: Plan, side: str, sides: Mapping[str, str], today: date) -> Waits:
    """What waits on `side`: blocked first, then by date, up to two weeks ahead; never anything internal."""
    waiting = [
        Wait(task, waits_on(task), late_days(task, today), task.status == "blocked", days_blocked(task, today))
        for task in plan.tasks_in_order()
        if task.is_shared and task.is_open and side_of(task, sides) == side and _is_near(task, today)
    ]
    waiting.sort(key=lambda wait: (not wait.is_blocked, wait.task.due or date.max))
    return Waits(waiting[:LINES], max(len(waiting) - LINES, 0))


def _is_near(task: Task, today: date) -> bool:
    return task.status != "todo" or (task.due is not None and task.due <= today + AHEAD)


@dataclass(frozen=True)
class Stretch:
    """A phase on the strip. `weight` is how wide it is drawn, 2 to 6, after how long it lasts."""

    phase: Phase
    done: int
    total: int
    ends_on: date | None
    is_complete: bool
    is_current: bool
    weight: int


def stretches(plan: Plan, current_id: str | None) -> list[Stretch]:
    """The phases in order as the strip shows them, from shared tasks alone."""
    phases = plan.phases_in_order()
    ends = [_last_due(plan, phase) for phase in phases]
    starts = [_first_day(plan, phase) for phase in phases]
    lengths = [(end - start).days if end and start else None for start, end in zip(starts, ends, strict=True)]
    longest = max((length for length in lengths if length), default=0)
    return [
        _stretch(plan, phase, end, phase.id == current_id, _weight(length, longest))
        for phase, end, length in zip(phases, ends, lengths, strict=True)
    ]


def _stretch(plan: Plan, phase: Phase, end: date | None, is_current: bool, weight: int) -> Stretch:
    progress = plan.progress_in(phase.id)
    is_complete = progress.total > 0 and progress.done == progress.total
    return Stretch(phase, progress.done, progress.total, end, is_complete, is_current, weight)


def _weight(length: int | None, longest: int) -> int:
    if not length or not longest:
        return WEIGHTS[0] if longest else WEIGHTS[-1]
    return WEIGHTS[0] + round((WEIGHTS[-1] - WEIGHTS[0]) * length / longest)


def _last_due(plan: Plan, phase: Phase) -> date | None:
    return max(_days(plan, phase), default=None)


def _first_day(plan: Plan, phase: Phase) -> date | None:
    return min(_days(plan, phase), default=None)


def _days(plan: Plan, phase: Phase) -> list[date]:
    tasks = [task for task in plan.tasks_in(phase.id) if task.is_shared and task.status != "dropped"]
    return [day for task in tasks for day in (task.start, task.due) if day]
