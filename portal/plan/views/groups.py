"""Tasks in groups: the board's by status, the calendar's by day, my own by when they are due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.plan.core.plan import Task
from portal.plan.core.roles import ROLES, role_of
from portal.plan.views.filters import is_wanted
from portal.plan.views.frame import Seen
from portal.plan.views.rows import Row, row_of

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
LATEST_MONTH = date(2199, 12, 1)
MINE = ("overdue", "week", "later", "undated", *ROLES, "done")


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together; the scripts know it by its key."""

    key: str
    rows: list[Row] = field(default_factory=list)


def grouped(seen: Seen, keys: Sequence[str], key_of: Callable[[Task], str]) -> list[Group]:
    """The tasks that are asked for, in the plan's order; what belongs to none of the groups is left out."""
    groups, reading = {key: Group(key) for key in keys}, seen.reading
    for task in seen.plan.tasks_in_order():
        group = groups.get(key_of(task)) if is_wanted(task, seen.wanted, reading) else None
        if group is not None:
            group.rows.append(row_of(task, seen.plan, reading.people, reading.me, reading.today))
    return list(groups.values())


def state_of(row: Row) -> str:
    """What colour and word say: late goes before in progress, never before blocked."""
    if row.is_late and row.task.status != "blocked":
        return "late"
    return "waiting" if row.waits_for else row.task.status


def my_group(task: Task, me: str | None, today: date) -> str:
    """Where a task stands among mine: by its date where I own it, else by the say I have in it."""
    if me is not None and task.owner == me:
        return due_group(task, today)
    return role_of(task, me) if task.is_open else ""


def due_group(task: Task, today: date) -> str:
    """When a task of mine is due, as its group. The twin in the browser is static/js/plan/mine/page.js."""
    if not task.is_open:
        return "done" if task.status == "done" else ""
    if task.due is None:
        return "undated"
    if task.due < today:
        return "overdue"
    return "week" if task.due < today - today.weekday() * ONE_DAY + ONE_WEEK else "later"


def by_due(groups: Sequence[Group]) -> list[Group]:
    """Each group with what is due first at its head."""
    return [Group(group.key, sorted(group.rows, key=lambda row: row.task.due or date.max)) for group in groups]


def month_asked(asked: str, today: date) -> date:
    """The first day of the month that an address names, as in 2026-11; this month for anything else."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        found = today
    return min(found, LATEST_MONTH).replace(day=1)


def next_month(first: date, step: int) -> date | None:
    """The first day of the month after, or before with -1; None where the calendar ends."""
    number = first.year * 12 + first.month - 1 + step
    found = date(number // 12, number % 12 + 1, 1) if number >= 12 else None
    return found if found and found <= LATEST_MONTH else None


def days_of_month(first: date) -> list[date]:
    """Whole weeks, from the Monday before the first to the Sunday after the last day."""
    day = first - first.weekday() * ONE_DAY
    days = []
    while day.weekday() or day <= first or day.month == first.month:
        days.append(day)
        day += ONE_DAY
    return days
