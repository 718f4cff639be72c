"""What a moved date would do to the plan, before anything is changed: what moves along, the go-live, fixed dates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.access.entry import Entry
from portal.plan.core.blocking import waits_on
from portal.plan.core.fixed import holds_of
from portal.plan.core.following import Moved, followers
from portal.plan.core.forecast import go_live_forecast
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import IsOff, Shift, shifts
from portal.plan.dates.anchors import anchors_of
from portal.plan.dates.working_days import days_off_of

# The go-live before and after.
Turn = tuple[date | None, date | None]


@dataclass(frozen=True)
class Broken:
    """A task that would be due so many working days too late for a fixed one."""

    step: Task
    goal: Task
    late_by: int


@dataclass(frozen=True)
class Preview:
    """What moves along, what becomes of the go-live, and which fixed dates would not hold.

    `absorbed` is what moves where later tasks keep their dates as far as there is room, where that spares the go-live
    something; `absorbed_go_live` what becomes of it then.
    """

    shifts: Sequence[Shift]
    go_live: Turn | None = None
    broken: Sequence[Broken] = ()
    absorbed: Sequence[Shift] | None = None
    absorbed_go_live: Turn | None = None


def preview_of(entry: Entry, plan: Plan, task: Task, due: date, found: Sequence[Shift]) -> Preview:
    """The preview of moving `task` to `due`, with which `found` moves."""
    is_off = days_off_of(entry.workspace)
    own = Shift(task, min(task.start, due) if task.start else None, due)
    go_live = turned_go_live(plan, [own, *found], is_off)
    whole = Preview(found, go_live, broken_by(plan, [own, *found], is_off))
    if go_live is None or not (go_live[0] and go_live[1] and go_live[1] > go_live[0]):
        return whole
    # Only who would begin too early moves: what follows by a rule alone stays, and its room is used up.
    kept = shifts(plan, task.id, due, is_off)
    spared = turned_go_live(plan, [own, *kept], is_off)
    if spared and (spared[1] is None or spared[1] >= go_live[1]):
        return whole
    return replace(whole, absorbed=kept, absorbed_go_live=spared)


def found_by(entry: Entry, plan: Plan, task: Task, due: date) -> list[Shift]:
    """What moves when the task gets this due date: what its rule hangs on it, and what would start too early."""
    if due == task.due or task.is_fixed:
        return []
    moved = Moved(anchors_of(entry.workspace), dues={task.id: due})
    return followers(plan, moved, days_off_of(entry.workspace))


def moved_plan(plan: Plan, found: Iterable[Shift]) -> Plan:
    """The plan as it would be."""
    moved = {shift.task.id: replace(shift.task, start=shift.start, due=shift.due) for shift in found}
    return replace(plan, tasks={**plan.tasks, **moved})


def turned_go_live(plan: Plan, found: Iterable[Shift], is_off: IsOff) -> Turn | None:
    """The forecast go-live before and after; None where it stays or there is none."""
    before, after = go_live_forecast(plan, is_off), go_live_forecast(moved_plan(plan, found), is_off)
    return None if before == after else (before, after)


def broken_by(plan: Plan, found: Sequence[Shift], is_off: IsOff) -> list[Broken]:
    """The tasks that would be too late for a fixed date, and are not by now."""
    if not any(task.is_fixed for task in plan.tasks.values()):
        return []
    # A task that is fixed without a date holds none until it gets one.
    before = {task_id: hold.late_by for task_id, hold in holds_of(plan, is_off).items()}
    after = holds_of(moved_plan(plan, found), is_off)
    worse = ((task_id, hold) for task_id, hold in after.items() if hold.late_by > before.get(task_id, 0))
    return [Broken(plan.tasks[task_id], hold.goal, hold.late_by) for task_id, hold in worse]


def likely_cause(task: Task, sides: dict[str, str]) -> tuple[str, str]:
    """The kind and side that a slip of this task most likely has: what blocks it now, and whose turn it is."""
    kind = task.blocked.now.kind if task.blocked.now else ""
    whose = waits_on(task)
    side = sides.get(whose or "") or str((task.role or {}).get("side", ""))
    return kind, side if kind else ""
