"""Fixed dates: they never move, and what they hang on is counted back from them, exactly as moving pushes forward."""

import pytest
from hypothesis import given, settings

from portal.plan.core.apply import Draft
from portal.plan.core.commands import ChangeTask, Limits, Rejected, Writer
from portal.plan.core.decide import decide
from portal.plan.core.fixed import holds_of, planned_backwards
from portal.plan.core.following import Moved, followers, off_days_left
from portal.plan.core.paths import paths_of
from portal.plan.core.shift import shifts
from tests.plan.core.test_paths import chain, steps
from tests.plan.core.test_shift import day, is_off, moved, plan_of, task

EVENT = {"is_fixed": True, "is_milestone": True}


def test_what_a_fixed_step_waits_for_must_be_done_so_many_working_days_before() -> None:
    # Thursday is a holiday: for Friday, B must be done on Wednesday, and A a pause of one day before B begins.
    plan = plan_of(task("A", 0), task("B", 2, start=2, after="A", lag=1), task("E", 4, after="B", **EVENT))
    holds = holds_of(plan, is_off)
    assert {name: (hold.start, hold.due, hold.late_by) for name, hold in holds.items()} == {
        "B": (day(2), day(2), 0),
        "A": (day(0), day(0), 0),
    }


def test_a_step_that_is_due_later_breaks_the_date_by_so_many_working_days() -> None:
    plan = plan_of(task("A", 7), task("E", 4, after="A", **EVENT))
    assert holds_of(plan, is_off)["A"].late_by == 2
    assert paths_of(plan, is_off).names("A") == ["breaks"]
    assert paths_of(plan, is_off).names("E") == ["fixed"]


def test_of_two_fixed_dates_the_tighter_one_counts() -> None:
    plan = plan_of(task("A", 0), task("E", 9, after="A", **EVENT), task("F", 4, after="A", **EVENT))
    assert holds_of(plan, is_off)["A"].goal.id == "F"


def test_a_date_wrong_by_a_century_is_only_too_late() -> None:
    assert holds_of(plan_of(task("A", 60_000), task("E", 4, after="A", **EVENT)), is_off)["A"].late_by > 100


def test_a_fixed_step_moves_by_no_rule_with_no_other_and_off_no_holiday() -> None:
    rule = {"anchor": "kickoff", "offset": 1, "unit": "business", "direction": "after"}
    plan = plan_of(task("A", 0), task("E", 3, after="A", rule=rule, **EVENT))
    assert shifts(plan, "A", day(7), is_off) == []
    assert followers(plan, Moved({"kickoff": day(7)}, frozenset({"kickoff"}), {"A": day(7)}), is_off) == []
    assert off_days_left(plan, {}, is_off) == []


def test_its_date_is_not_changed_by_hand_until_it_is_fixed_no_longer() -> None:
    plan, writer = plan_of(task("E", 4, **EVENT)), Writer(is_team=True, people=frozenset())
    with pytest.raises(Rejected, match="fixed_date"):
        decide(ChangeTask("E", "due", day(7)), plan, writer, Limits())
    draft = Draft(plan)
    for command in (ChangeTask("E", "fixed", False), ChangeTask("E", "due", day(7))):
        for event in decide(command, draft, writer, Limits()):
            draft.apply(event)
    assert (draft.tasks["E"].due, draft.tasks["E"].is_fixed) == (day(7), False)


def test_planned_backwards_everything_stands_as_late_as_it_may_and_other_fixed_dates_stay() -> None:
    contract = task("C", 1, after="A", is_fixed=True)
    goal = task("E", 16, after="BC")
    plan = plan_of(task("A", None), task("B", 1, start=0, after="A"), contract, goal, task("X", 1))
    assert moved(planned_backwards(plan, goal, is_off)) == {"A": (None, day(0)), "B": (day(14), day(15))}


@settings(max_examples=60, deadline=None)
@given(steps)
def test_counted_back_a_plan_holds_its_date_and_a_day_more_anywhere_would_not(
    made: list[tuple[int, int | None, set[int], int]],
) -> None:
    plan = chain(made)
    draft = Draft(plan)
    for shift in planned_backwards(plan, plan.tasks["Go-live"], is_off):
        for command in shift.commands():
            for event in decide(command, draft, Writer(is_team=True, people=frozenset()), Limits()):
                draft.apply(event)
    after = draft.plan(1, 1)
    for task_id, hold in holds_of(plan_of(*after.tasks.values()), is_off).items():
        assert hold.late_by == 0, task_id
    for one in after.tasks.values():
        for wait in one.waits:
            due = after.tasks[wait.on or ""].due
            assert due is None or not shifts(after, wait.on or "", due, is_off)
