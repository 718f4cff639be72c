"""What follows a moved date: the tasks whose rule hangs on it, and whatever then would start too early.

A rule answers to its anchor alone: when that moves, the task's due date is found anew, earlier or later. A date set by
hand is pinned and stays; so does a date that is already over. After its rule a task still begins no sooner than what it
waits for allows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from graphlib import TopologicalSorter

from portal.plan.core.plan import Standing, Task, stands
from portal.plan.core.schedule import Rule, due_on, rule_of
from portal.plan.core.shift import (
    FURTHEST,
    Dates,
    IsOff,
    Shift,
    WorkingDays,
    is_endless,
    is_movable,
    length_of,
    pushed,
)
from portal.plan.core.values import FIRST_DAY, LAST_DAY
from portal.plan.core.waits import hangs_on

Anchors = Mapping[str, date | None]


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved by hand: all `anchors` as they are then, which of them changed, and tasks' new due dates."""

    anchors: Anchors
    changed: frozenset[str] = frozenset()
    dues: Mapping[str, date] = field(default_factory=dict)


def is_following(task: Task) -> bool:
    """Whether the date moves with its anchor."""
    return bool(task.rule) and not task.is_pinned and is_movable(task)


def date_by_rule(rule: Rule, anchors: Anchors, plan: Standing, is_off: IsOff) -> date | None:
    """The date that the rule means; None while its anchor has none, or where it means no day of any calendar."""
    is_known = rule.task is not None and stands(rule.task, plan)
    return _date({**anchors, str(rule.task): plan.tasks[str(rule.task)].due if is_known else None}, rule, is_off)


def _date(anchors: Anchors, rule: Rule, is_off: IsOff) -> date | None:
    try:
        due = due_on(rule, anchors, is_off)
    except (ValueError, OverflowError):
        return None
    return due if due and FIRST_DAY <= due <= LAST_DAY else None


def followers(plan: Standing, moved: Moved, is_off: IsOff) -> list[Shift]:
    """The tasks to move along, in the order of what hangs on what."""
    return Following(plan, moved, is_off).shifts()


class Following:
    """One look at what moves. `dues` are the dates that are new, `later` those of them that moved ahead."""

    def __init__(self, plan: Standing, moved: Moved, is_off: IsOff) -> None:
        self.plan, self.moved, self.is_off = plan, moved, is_off
        self.calendar = WorkingDays(is_off)
        self.dues: dict[str, date] = dict(moved.dues)
        self.later = {one: due for one, due in moved.dues.items() if _is_later(plan.tasks[one].due, due)}

    def shifts(self) -> list[Shift]:
        """Each step that has to move, after all it hangs on."""
        found = []
        for task in self._in_order():
            start, due = self._dates(task)
            if (start, due) == (task.start, task.due):
                continue
            found.append(Shift(task, start, due))
            if due is not None:
                self.dues[task.id] = due
                if _is_later(task.due, due):
                    self.later[task.id] = due
        return found

    def _in_order(self) -> Iterator[Task]:
        """What hangs on the moved, directly or far around, by rule or by waiting."""
        after = _hanging(self.plan)
        waiting = [*self.moved.changed, *self.moved.dues]
        reached: dict[str, set[str]] = {one: set() for one in waiting}
        while waiting:
            before = waiting.pop()
            for one in after.get(before, ()):
                if one not in reached:
                    waiting.append(one)
                reached.setdefault(one, set()).add(before)
        for one in TopologicalSorter(reached).static_order():
            if one not in self.moved.dues and stands(one, self.plan) and is_movable(self.plan.tasks[one]):
                yield self.plan.tasks[one]

    def _dates(self, task: Task) -> Dates:
        by_rule = self._by_rule(task)
        if by_rule is None:
            return pushed(task, self.later, self.calendar)
        return self.placed(task, by_rule)

    def placed(self, task: Task, due: date) -> Dates:
        """The task's dates with its rule's due date, or as soon after as what it waits for allows."""
        moved = _moved_to(task, due, self.calendar)
        return pushed(moved, self._dues_near(moved, due), self.calendar)

    def _by_rule(self, task: Task) -> date | None:
        """The date its rule now means, if what it hangs on moved; None where it stays with what it has."""
        if not is_following(task):
            return None
        rule = rule_of(task.rule or {})
        if rule.counted_from not in self.moved.changed and rule.counted_from not in self.dues:
            return None
        return _date({**self.moved.anchors, **self.dues}, rule, self.is_off)

    def _dues_near(self, task: Task, day: date) -> dict[str, date]:
        """When what it waits for is due, moved or not; what is over or a century away holds nobody up."""
        tasks = (self.plan.tasks[wait.on] for wait in task.waits if wait.on and stands(wait.on, self.plan))
        dues = {one.id: self.dues.get(one.id, one.due) for one in tasks if one.is_open}
        return {one: due for one, due in dues.items() if due is not None and abs(due - day) <= FURTHEST}


def _hanging(plan: Standing) -> dict[str, list[str]]:
    """By an anchor's name or a task's id, the tasks whose date hangs on it."""
    after: dict[str, list[str]] = {}
    for task in plan.tasks.values():
        for one in hangs_on(task):
            after.setdefault(one, []).append(task.id)
    return after


def _is_later(before: date | None, after: date) -> bool:
    """A date typed wrongly by a century pushes nobody; nobody plans that far."""
    return before is not None and timedelta() < after - before <= FURTHEST


def _moved_to(task: Task, due: date, calendar: WorkingDays) -> Task:
    """The task with this due date, as long in working days as before."""
    if task.start is None or task.due is None:
        return replace(task, due=due)
    if is_endless(task):
        return replace(task, start=min(task.start, due), due=due)
    return replace(task, start=calendar.before(due, length_of(task, due, calendar)), due=due)


def followed_again(plan: Standing, task_id: str, rule: Rule, anchors: Anchors, is_off: IsOff) -> list[Shift]:
    """The task itself, put where the rule means, and all that moves with it; nothing where that is no move."""
    task, due = plan.tasks[task_id], date_by_rule(rule, anchors, plan, is_off)
    if due is None:
        return []
    alone = Following(plan, Moved(anchors), is_off)
    start, due = alone.placed(task, due)
    if due is None or (start, due) == (task.start, task.due):
        return []
    return [Shift(task, start, due), *followers(plan, Moved(anchors, dues={task_id: due}), is_off)]


def off_days_left(plan: Standing, anchors: Anchors, is_off: IsOff) -> list[Shift]:
    """Every open task that is due on a day off, on a working day instead, and what moves with it.

    On the next one; on the one before where its rule counts backward.
    """
    calendar, found = WorkingDays(is_off), []
    for task in plan.tasks.values():
        if task.due is None or not is_movable(task) or not is_off(task.due) or not stands(task.id, plan):
            continue
        is_backward = is_following(task) and (task.rule or {}).get("direction") == "before"
        due = calendar.before(task.due, 1) if is_backward else calendar.after(task.due, 1)
        found.append(Shift(task, task.start and min(task.start, due), due))
    dues = {shift.task.id: shift.due for shift in found if shift.due}
    return [*found, *followers(plan, Moved(anchors, dues=dues), is_off)]
