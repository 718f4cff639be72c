"""How much lies on one person: hours, and open tasks due close together."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.plan.core.plan import Task

A_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Hours:
    """Effort in hours: of what is open, and of all that is needed."""

    open: float = 0
    all: float = 0


def hours_by(tasks: Iterable[Task], key: Callable[[Task], str]) -> dict[str, Hours]:
    """The effort of the tasks that have any, by what `key` says of each."""
    sums: dict[str, Hours] = {}
    for task in tasks:
        if task.effort and task.status != "dropped":
            had = sums.get(key(task), Hours())
            sums[key(task)] = Hours(had.open + (task.effort if task.is_open else 0), had.all + task.effort)
    return sums


@dataclass(frozen=True, slots=True)
class Crowd:
    """The seven days in which most of somebody's open tasks are due."""

    owner: str
    count: int
    first: date
    last: date


def crowds(tasks: Iterable[Task], at_once: int) -> list[Crowd]:
    """For everyone with more than `at_once` open tasks due within seven days, the first of their fullest such weeks."""
    dues: dict[str, list[date]] = {}
    for task in tasks:
        if task.owner and task.due and task.is_open:
            dues.setdefault(task.owner, []).append(task.due)
    found = (_fullest(owner, sorted(days)) for owner, days in dues.items())
    return [crowd for crowd in found if crowd.count > at_once]


def _fullest(owner: str, days: list[date]) -> Crowd:
    counts = [bisect_right(days, first + A_WEEK) - at for at, first in enumerate(days)]
    at = counts.index(max(counts))
    return Crowd(owner, counts[at], days[at], days[at + counts[at] - 1])
