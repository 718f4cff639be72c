"""Many dates moved by working days at once, and who then follows."""

from datetime import date

from portal.plan.core.plan import Phase, Plan, Task, Wait
from portal.plan.core.shift import Shift
from portal.plan.core.shift_many import shift_many

# 2026-11-27 is a Friday.
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def plan_of(*tasks: Task) -> Plan:
    return Plan("plan", phases={"p": Phase("p", "Phase", "a")}, tasks={task.id: task for task in tasks})


def step(id: str, due: date | None, *waits: str, start: date | None = None, status: str = "todo") -> Task:
    return Task(id, "p", id, id.upper(), start=start, due=due, status=status, waits=tuple(Wait(on) for on in waits))


def dues(shifts: list[Shift]) -> dict[str, date | None]:
    return {shift.task.id: shift.due for shift in shifts}


def test_each_moves_by_working_days_over_the_weekend() -> None:
    found = shift_many(plan_of(step("a", FRIDAY), step("b", MONDAY)), ["a", "b"], 1, {}, is_weekend)
    assert dues(found.asked) == {"a": MONDAY, "b": TUESDAY}
    assert found.following == []


def test_below_zero_they_move_earlier_and_nobody_follows() -> None:
    plan = plan_of(step("a", MONDAY), step("b", TUESDAY, "a"))
    found = shift_many(plan, ["a"], -1, {}, is_weekend)
    assert dues(found.asked) == {"a": FRIDAY}
    assert found.following == []


def test_what_waits_for_a_moved_task_follows_once_and_what_was_chosen_itself_is_not_moved_twice() -> None:
    plan = plan_of(
        step("a", FRIDAY), step("b", MONDAY, "a"), step("c", TUESDAY, "b"), step("d", date(2026, 12, 9), "c")
    )
    found = shift_many(plan, ["a", "b"], 1, {}, is_weekend)
    assert dues(found.asked) == {"a": MONDAY, "b": TUESDAY}
    assert dues(found.following) == {"c": WEDNESDAY}


def test_start_and_due_move_together_and_undated_or_finished_tasks_stay() -> None:
    plan = plan_of(step("a", MONDAY, start=FRIDAY), step("b", None), step("c", MONDAY, status="done"))
    found = shift_many(plan, ["a", "b", "c"], 2, {}, is_weekend)
    assert [(shift.task.id, shift.start, shift.due) for shift in found.asked] == [("a", TUESDAY, WEDNESDAY)]


def test_two_that_push_the_same_task_push_it_as_far_as_the_later_needs() -> None:
    plan = plan_of(step("a", FRIDAY), step("b", MONDAY), step("c", TUESDAY, "a", "b"))
    assert dues(shift_many(plan, ["a", "b"], 2, {}, is_weekend).following) == {"c": date(2026, 12, 3)}
    assert dues(shift_many(plan, ["b", "a"], 2, {}, is_weekend).following) == {"c": date(2026, 12, 3)}
