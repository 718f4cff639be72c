"""How a date follows from an anchor: so many days before or after it, in calendar or in business days."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias

DaysOff: TypeAlias = Set[date] | Callable[[date], bool]

ANCHORS = ("signed", "kickoff", "go_live", "task")
UNITS = ("calendar", "business")
DIRECTIONS = ("after", "before")
FURTHEST_DAYS = 1_000
# No calendar has this many days off in a row; more means the rule can never be met.
LONGEST_BREAK_DAYS = 366
FORWARD = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """`offset` days `direction` the anchor; `unit` says whether days off count among them.

    Where the anchor is another task's due date, `task` is its id.
    """

    anchor: Literal["signed", "kickoff", "go_live", "task"]
    offset: int = 0
    unit: Literal["calendar", "business"] = "calendar"
    direction: Literal["after", "before"] = "after"
    task: str | None = None

    @property
    def counted_from(self) -> str:
        """The anchor's name, or the task's id."""
        return self.task or self.anchor


def rule_of(stored: Mapping[str, Any]) -> Rule:
    """The rule a task's row keeps as JSON. Raises ValueError for anything that is not one."""
    rule = Rule(
        anchor=stored.get("anchor", ""),
        offset=stored.get("offset", 0),
        unit=stored.get("unit", "calendar"),
        direction=stored.get("direction", "after"),
        task=stored.get("task"),
    )
    if rule.anchor not in ANCHORS or rule.unit not in UNITS or rule.direction not in DIRECTIONS:
        raise ValueError(f"{dict(stored)!r} is not a schedule rule.")
    if (rule.anchor == "task") != (isinstance(rule.task, str) and bool(rule.task)):
        raise ValueError(f"{dict(stored)!r} does not say which task it is counted from.")
    if type(rule.offset) is not int or not 0 <= rule.offset <= FURTHEST_DAYS:
        raise ValueError(f"A rule's offset is 0 to {FURTHEST_DAYS} days, not {rule.offset!r}.")
    return rule


def rule_to_record(rule: Rule) -> dict[str, Any]:
    """The rule as JSON can hold it."""
    record = {"anchor": rule.anchor, "offset": rule.offset, "unit": rule.unit, "direction": rule.direction}
    return record if rule.task is None else {**record, "task": rule.task}


def due_on(rule: Rule, anchors: Mapping[str, date | None], days_off: DaysOff) -> date | None:
    """The working day the rule means, or None while its anchor has no date.

    Business days are working days counted from the day next to the anchor. A date that falls on a day off rolls on to
    the next working day, and back to the one before when it counts backward. `days_off` are weekends and the holidays
    of both sides, as a set or as a question.

    Raises ValueError if there is no working day within a year.
    """
    anchor = anchors.get(rule.counted_from)
    if anchor is None:
        return None
    is_off = days_off if callable(days_off) else days_off.__contains__
    step = timedelta(days=1 if rule.direction == "after" else -1)
    if rule.unit == "calendar" or not rule.offset:
        return _next_working_day(anchor + rule.offset * step, step, is_off)
    return working_days_after(anchor, rule.offset, is_off, step)


def working_days_after(day: date, count: int, is_off: Callable[[date], bool], step: timedelta = FORWARD) -> date:
    """The working day that many working days after `day`, or before it with a step of minus one day.

    Raises ValueError if there is no working day within a year.
    """
    for _counted in range(count):
        day = _next_working_day(day + step, step, is_off)
    return day


def _next_working_day(day: date, step: timedelta, is_off: Callable[[date], bool]) -> date:
    """`day` itself if people work on it, else the nearest one in the direction of `step`."""
    for _looked in range(LONGEST_BREAK_DAYS):
        if not is_off(day):
            return day
        day += step
    raise ValueError("There is no working day within a year of this date.")
