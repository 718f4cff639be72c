"""What follows a moved anchor: by its rule, unless pinned or over, and never before what it waits for allows."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.plan.core.apply import Draft
from portal.plan.core.commands import AddWait, ChangeTask, Limits, Rejected, Writer
from portal.plan.core.decide import decide
from portal.plan.core.events import TaskChanged, from_record, to_record
from portal.plan.core.following import Moved, followed_again, followers
from portal.plan.core.plan import Plan, Task
from portal.plan.core.schedule import Rule, rule_to_record
from portal.plan.core.shift import WorkingDays
from tests.plan.core.test_shift import MONDAY, day, is_off, moved, plan_of, task

TEAM = Writer(is_team=True, people=frozenset())
A, B, C = ("task-A----------------", "task-B----------------", "task-C----------------")


def rule(anchor: str, offset: int, unit: str = "business", direction: str = "after", on: str | None = None) -> Any:
    record = {"anchor": anchor, "offset": offset, "unit": unit, "direction": direction}
    return record if on is None else {**record, "task": on}


def kickoff_moves_to(ahead: int, plan: Plan) -> Any:
    return moved(followers(plan, Moved({"kickoff": day(ahead)}, frozenset({"kickoff"})), is_off))


def test_what_is_counted_from_a_moved_anchor_moves_both_ways() -> None:
    plan = plan_of(task("A", 2, rule=rule("kickoff", 2)), task("B", 9), task("C", 9, rule=rule("go_live", 1)))
    # Two working days after Tuesday: Thursday is a holiday.
    assert kickoff_moves_to(1, plan) == {"A": (None, day(4))}
    assert kickoff_moves_to(-3, plan) == {"A": (None, day(1))}


def test_pinned_dates_and_finished_tasks_stay() -> None:
    ruled = {"rule": rule("kickoff", 1)}
    plan = plan_of(task("A", 1, is_pinned=True, **ruled), task("B", 1, status="done", **ruled), task("C", 1, **ruled))
    assert list(kickoff_moves_to(7, plan)) == ["C"]


def test_a_task_keeps_its_length_and_what_waits_for_it_is_pushed() -> None:
    plan = plan_of(task("A", 2, start=0, rule=rule("kickoff", 2)), task("B", 4, after="A"))
    assert kickoff_moves_to(7, plan) == {"A": (day(7), day(9)), "B": (None, day(10))}


def test_a_rule_counted_from_a_task_follows_it_also_when_it_comes_earlier() -> None:
    second, third = (rule("task", days, on=on) for days, on in ((1, "A"), (2, "B")))
    plan = plan_of(task("A", 8), task("B", 9, rule=second), task("C", 11, rule=third))
    found = followers(plan, Moved({}, dues={"A": day(1)}), is_off)
    assert moved(found) == {"B": (None, day(2)), "C": (None, day(7))}


def test_a_rule_never_puts_a_task_before_what_it_waits_for() -> None:
    plan = plan_of(task("A", 9), task("B", 10, after="A", rule=rule("kickoff", 1)))
    assert kickoff_moves_to(1, plan) == {}


def test_an_anchor_without_a_date_or_far_beyond_any_calendar_moves_nothing() -> None:
    plan = plan_of(task("A", 2, rule=rule("kickoff", 900)))
    assert followers(plan, Moved({"kickoff": None}, frozenset({"kickoff"})), is_off) == []
    assert followers(plan, Moved({"kickoff": date(2199, 12, 1)}, frozenset({"kickoff"})), is_off) == []
    assert followers(plan, Moved({"kickoff": date.max}, frozenset({"kickoff"})), is_off) == []


def after(plan: Plan, *commands: Any) -> Draft:
    draft = Draft(plan)
    for command in commands:
        for event in decide(command, draft, TEAM, Limits()):
            kind, body = to_record(event)
            assert from_record(kind, 1, body) == event
            draft.apply(event)
    return draft


def three() -> Plan:
    tasks = [replace(task(name, 3), id=task_id) for name, task_id in (("A", A), ("B", B), ("C", C))]
    return plan_of(*tasks)


def test_a_date_set_by_hand_pins_and_one_that_moves_along_does_not() -> None:
    ruled = after(three(), ChangeTask(A, "rule", rule("kickoff", 1)))
    assert not after(ruled.plan(1, 1), ChangeTask(A, "due", day(4), pins=False)).tasks[A].is_pinned
    by_hand = after(ruled.plan(1, 1), ChangeTask(A, "due", day(4)))
    assert by_hand.tasks[A].is_pinned
    assert not after(by_hand.plan(2, 2), ChangeTask(A, "pinned", False)).tasks[A].is_pinned


def test_an_event_from_before_dates_could_move_along_pins() -> None:
    event = from_record("TaskChanged", 1, {"task": A, "field": "due", "before": None, "after": "2026-11-23"})
    assert event == TaskChanged(A, "due", None, MONDAY, pins=True)


def test_dates_do_not_follow_each_other_in_a_circle() -> None:
    plan = after(three(), ChangeTask(A, "rule", rule("task", 1, on=B)), AddWait(B, C)).plan(2, 2)
    with pytest.raises(Rejected, match="circle"):
        after(plan, AddWait(C, A))
    with pytest.raises(Rejected, match="circle"):
        after(plan, ChangeTask(C, "rule", rule("task", 1, on=A)))
    with pytest.raises(Rejected, match="circle"):
        after(plan, ChangeTask(A, "rule", rule("task", 1, on=A)))


@pytest.mark.parametrize(
    "wrong",
    [
        "kickoff",
        {},
        rule("moon", 1),
        rule("kickoff", -1),
        rule("kickoff", 1_001),
        rule("kickoff", "3"),  # type: ignore[arg-type]
        rule("task", 1),
        rule("kickoff", 1, on=B),
        rule("kickoff", 1, unit="years"),
    ],
)
def test_what_is_no_rule_is_refused(wrong: Any) -> None:
    with pytest.raises(Rejected, match="bad_rule"):
        after(three(), ChangeTask(A, "rule", wrong))


def test_a_customer_cannot_count_from_a_task_they_do_not_know() -> None:
    plan = after(three(), ChangeTask(B, "visibility", "internal")).plan(1, 1)
    customer = Writer(is_team=False, people=frozenset())
    with pytest.raises(Rejected, match="task_gone"):
        decide(ChangeTask(A, "rule", rule("task", 1, on=B)), Draft(plan), customer, Limits())


def test_following_again_moves_the_task_and_what_hangs_on_it() -> None:
    late = task("A", 9, rule=rule("kickoff", 1), is_pinned=True)
    plan = plan_of(late, task("B", 10, rule=rule("task", 1, on="A")))
    found = followed_again(plan, "A", Rule("kickoff", 1, "business"), {"kickoff": day(0)}, is_off)
    assert moved(found) == {"A": (None, day(1)), "B": (None, day(2))}


ruled_steps = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.one_of(st.none(), st.integers(0, 6)),
        st.integers(-1, 6),
        st.builds(
            Rule,
            st.just("kickoff"),
            st.integers(0, 12),
            st.sampled_from(["calendar", "business"]),
            st.sampled_from(["after", "before"]),
        ),
    ),
    min_size=1,
    max_size=7,
)


def made(steps: list[tuple[int, int | None, int, Rule]]) -> list[Task]:
    """Each counted from the kickoff, or where it names an earlier task, from that."""
    tasks: list[Task] = []
    for number, (due, length, on, one) in enumerate(steps):
        record = rule_to_record(one)
        if 0 <= on < number:
            record |= {"anchor": "task", "task": str(on)}
        tasks.append(task(str(number), due, None if length is None else due - length, rule=record))
    return tasks


@given(ruled_steps, st.integers(-40, 40))
def test_whatever_moves_lands_on_working_days_as_long_as_before(
    steps: list[tuple[int, int | None, int, Rule]], kickoff: int
) -> None:
    plan, calendar = plan_of(*made(steps)), WorkingDays(is_off)
    draft = Draft(plan)
    for shift in followers(plan, Moved({"kickoff": day(kickoff)}, frozenset({"kickoff"})), is_off):
        assert shift.due is not None
        assert not is_off(shift.due)
        if shift.start and shift.task.start and shift.task.due:
            assert calendar.between(shift.start, shift.due) == calendar.between(shift.task.start, shift.task.due)
        for command in shift.commands():
            for event in decide(command, draft, TEAM, Limits()):
                draft.apply(event)
        assert (draft.tasks[shift.task.id].start, draft.tasks[shift.task.id].due) == (shift.start, shift.due)
        assert not draft.tasks[shift.task.id].is_pinned
