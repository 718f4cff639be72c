"""An agreed plan held against today's."""

from dataclasses import replace
from datetime import date

from portal.plan.core.compare import compare, known_now
from portal.plan.core.plan import Phase, Plan, Task

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
STEP = Task("a", "p", "a", "Export", due=MONDAY, owner="m")


def plan_of(*tasks: Task) -> Plan:
    return Plan("plan", phases={"p": Phase("p", "Phase", "a")}, tasks={task.id: task for task in tasks})


def test_a_plan_differs_in_nothing_from_itself() -> None:
    assert compare(plan_of(STEP), plan_of(STEP)).is_same


def test_each_kind_of_difference_is_told_once() -> None:
    gone, other = replace(STEP, id="b", title="Gone"), replace(STEP, id="c", title="New")
    changed = replace(STEP, title="Export all", due=FRIDAY, owner=None)
    found = compare(plan_of(STEP, gone), plan_of(changed, replace(gone, is_removed=True), other))
    assert [task.title for task in found.added] == ["New"]
    assert [task.title for task in found.removed] == ["Gone"]
    assert [(one.before, one.after) for one in found.dates] == [(MONDAY, FRIDAY)]
    assert [(one.before, one.after) for one in found.owners] == [("m", None)]
    assert [(one.before, one.after) for one in found.titles] == [("Export", "Export all")]
    assert (found.later, found.earlier, found.is_same) == (1, 0, False)


def test_what_is_not_needed_any_more_counts_as_removed_and_comes_back_as_added() -> None:
    dropped = replace(STEP, status="dropped")
    assert compare(plan_of(STEP), plan_of(dropped)).removed == [STEP]
    assert compare(plan_of(dropped), plan_of(STEP)).added == [STEP]


def test_the_go_live_is_told_before_and_after() -> None:
    live = Task("z", "p", "z", "Go-live", due=MONDAY, is_milestone=True)
    assert compare(plan_of(live), plan_of(replace(live, due=FRIDAY))).go_live == (MONDAY, FRIDAY)
    assert compare(plan_of(STEP), plan_of(STEP)).go_live == (None, None)


def test_what_a_reader_may_not_know_any_more_is_cut_from_the_past() -> None:
    hidden = replace(STEP, id="b")
    assert known_now(plan_of(STEP, hidden), plan_of(STEP)).tasks.keys() == {"a"}
