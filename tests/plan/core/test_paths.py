"""Slack says what moving a date would do: a day more than it moves the go-live, as many days do not."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.plan.core.paths import first_value_path, paths_of, slack_to_go_live
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import WorkingDays, shifts
from tests.plan.core.test_shift import day, is_off, plan_of, task


def go_live(due: int | None, after: str, **fields: object) -> Task:
    return task("Go-live", due, after=after, is_milestone=True, **fields)


def test_what_leaves_no_day_before_the_go_live_is_critical_and_what_has_room_is_not() -> None:
    # Thursday is a holiday: from Wednesday to Friday is one working day.
    plan = plan_of(task("A", 1), task("B", 2, after="A"), task("C", 1), go_live(4, "BC"))
    assert slack_to_go_live(plan, is_off) == {"A": 0, "B": 0, "C": 1, "Go-live": 0}
    assert paths_of(plan, is_off).critical == {"A", "B", "Go-live"}


def test_a_pause_takes_room_away() -> None:
    plan = plan_of(task("A", 0), Task("G", "phase", "G", "Go-live", is_milestone=True, due=day(2), waits=()))
    assert paths_of(plan, is_off).critical == frozenset()
    lagging = plan_of(task("A", 0), task("Go-live", 2, after="A", lag=1, is_milestone=True))
    assert paths_of(lagging, is_off).critical == {"A", "Go-live"}


def test_what_starts_too_early_already_is_critical() -> None:
    plan = plan_of(task("A", 3), task("B", 2, after="A"), go_live(8, "B"))
    assert slack_to_go_live(plan, is_off)["A"] == 1
    late = plan_of(task("A", 10), task("B", 2, after="A"), go_live(4, "B"))
    assert paths_of(late, is_off).critical == {"A", "B", "Go-live"}


def test_what_is_done_or_has_no_date_is_on_no_path() -> None:
    plan = plan_of(task("A", 1, status="done"), task("B", None), go_live(2, "AB"))
    assert paths_of(plan, is_off).critical == frozenset()
    over = plan_of(task("A", 1), go_live(2, "A", status="done"))
    assert paths_of(over, is_off).slack == {}
    assert paths_of(plan_of(task("A", 1), go_live(None, "A")), is_off).critical == frozenset()


def test_a_date_wrong_by_a_century_is_left_out() -> None:
    assert slack_to_go_live(plan_of(task("A", -60_000), go_live(2, "A")), is_off) == {"Go-live": 0}


def test_the_first_value_path_is_what_the_milestone_hangs_on() -> None:
    value = task("First value confirmed", None, after="B", is_milestone=True)
    plan = plan_of(task("A", None), task("B", 3, after="A"), task("C", 1), value)
    assert first_value_path(plan) == {"A", "B", value.id}
    assert paths_of(plan, is_off).names("A") == ["first"]
    assert first_value_path(plan_of(task("A", 1), task("First value", 2, is_milestone=True))) == frozenset()


def test_a_customer_is_told_of_the_path_they_see() -> None:
    plan = plan_of(task("A", 1), task("X", 2, after="A", visibility="internal"), go_live(4, "X"))
    assert paths_of(plan, is_off).critical == {"A", "X", "Go-live"}
    assert paths_of(plan.for_customer(), is_off).critical == frozenset()


steps = st.lists(
    st.tuples(
        st.integers(0, 20), st.one_of(st.none(), st.integers(0, 6)), st.sets(st.integers(0, 7)), st.integers(0, 3)
    ),
    min_size=1,
    max_size=7,
)


def chain(made: list[tuple[int, int | None, set[int], int]]) -> Plan:
    tasks = []
    for number, (due, length, waits, lag) in enumerate(made):
        after = "".join(str(one) for one in waits if one < number)
        tasks.append(task(str(number), due, None if length is None else due - length, after, lag))
    return plan_of(*tasks, task("Go-live", 21, after=str(len(made) - 1), is_milestone=True))


@given(steps)
def test_slack_is_exactly_how_far_a_task_can_move_before_the_go_live_does(
    made: list[tuple[int, int | None, set[int], int]],
) -> None:
    plan, calendar = chain(made), WorkingDays(is_off)
    for task_id, days in slack_to_go_live(plan, is_off).items():
        due = plan.tasks[task_id].due
        if task_id == "Go-live" or due is None:
            continue
        kept = shifts(plan, task_id, calendar.after(due, days), is_off)
        assert "Go-live" not in {shift.task.id for shift in kept}
        moved = shifts(plan, task_id, calendar.after(due, days + 1), is_off)
        assert "Go-live" in {shift.task.id for shift in moved}
        assert calendar.after(due, days + 1) > due + timedelta(days=days)
