"""Fixed dates: they never move, and what they hang on is counted back from them, exactly as moving pushes forward."""

from dataclasses import replace
from datetime import date
from graphlib import TopologicalSorter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.plan.core.apply import Draft
from portal.plan.core.commands import AddTask, ChangeTask, Limits, Rejected, Writer
from portal.plan.core.decide import decide
from portal.plan.core.fixed import fixed_steps, holds_of, planned_backwards
from portal.plan.core.following import Moved, followers, off_days_left
from portal.plan.core.leading import led_to_by
from portal.plan.core.paths import paths_of
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import Shift, WorkingDays, shifts
from portal.plan.dates.preview import broken_by
from tests.plan.core.test_paths import chain, steps
from tests.plan.core.test_shift import day, is_off, moved, plan_of, task

EVENT = {"is_fixed": True, "is_milestone": True}


def test_what_a_fixed_task_waits_for_must_be_done_so_many_working_days_before() -> None:
    # Thursday is a holiday: for Friday, B must be done on Wednesday, and A a pause of one day before B begins.
    plan = plan_of(task("A", 0), task("B", 2, start=2, after="A", lag=1), task("E", 4, after="B", **EVENT))
    holds = holds_of(plan, is_off)
    assert {name: (hold.start, hold.due, hold.late_by) for name, hold in holds.items()} == {
        "B": (day(2), day(2), 0),
        "A": (day(0), day(0), 0),
    }


def test_a_task_that_is_due_later_breaks_the_date_by_so_many_working_days() -> None:
    plan = plan_of(task("A", 7), task("E", 4, after="A", **EVENT))
    assert holds_of(plan, is_off)["A"].late_by == 2
    assert paths_of(plan, is_off).names("A") == ["breaks"]
    assert paths_of(plan, is_off).names("E") == ["fixed"]


def test_of_two_fixed_dates_the_tighter_one_counts() -> None:
    plan = plan_of(task("A", 0), task("E", 9, after="A", **EVENT), task("F", 4, after="A", **EVENT))
    assert holds_of(plan, is_off)["A"].goal.id == "F"


def test_a_date_wrong_by_a_century_is_only_too_late() -> None:
    assert holds_of(plan_of(task("A", 60_000), task("E", 4, after="A", **EVENT)), is_off)["A"].late_by > 100


def test_a_fixed_task_moves_by_no_rule_with_no_other_and_off_no_holiday() -> None:
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


def test_without_a_due_date_there_is_nothing_to_fix() -> None:
    plan, writer = plan_of(task("E", None), task("F", 4)), Writer(is_team=False, people=frozenset())
    assert decide(ChangeTask("F", "fixed", True), plan, writer, Limits())
    with pytest.raises(Rejected, match="nothing_to_fix"):
        decide(ChangeTask("E", "fixed", True), plan, writer, Limits())
    adding = AddTask("new-task".ljust(22, "-"), "phase", "Event", None, {"fixed": True})
    with pytest.raises(Rejected, match="nothing_to_fix"):
        decide(adding, plan, writer, Limits())


def test_a_task_fixed_without_a_date_in_an_older_release_breaks_what_its_date_breaks_once_it_has_one() -> None:
    dated = task("E", None, after="A", **EVENT)
    plan = plan_of(task("A", 7), dated)
    assert [one.late_by for one in broken_by(plan, [Shift(dated, None, day(4))], is_off)] == [2]


def test_planned_backwards_everything_stands_as_late_as_it_may_and_other_fixed_dates_stay() -> None:
    contract = task("C", 1, after="A", is_fixed=True)
    goal = task("E", 16, after="BC")
    plan = plan_of(task("A", None), task("B", 1, start=0, after="A"), contract, goal, task("X", 1))
    assert moved(planned_backwards(plan, goal, is_off)) == {"A": (None, day(0)), "B": (day(14), day(15))}


@settings(max_examples=60)
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


def held_to(goal: Task, plan: Plan) -> dict[str, tuple[date, str, date]]:
    """What one fixed date asks of each step: its due date, for which goal, and its start."""
    followers, calendar = led_to_by(goal, plan), WorkingDays(is_off)
    begins: dict[str, date] = {}
    held: dict[str, tuple[date, str, date]] = {}
    for one in TopologicalSorter(followers).static_order():
        if one == goal.id:
            begins[one] = goal.start or goal.due or day(0)
            continue
        step, dues = plan.tasks[one], []
        for after in followers[one]:
            lag = next(wait.lag for wait in plan.tasks[after].waits if wait.on == one)
            dues.append(calendar.before(begins[after], lag + 1 + is_off(begins[after])))
        days = calendar.between(step.start, step.due) if step.start and step.due else 0
        begins[one] = calendar.before(min(dues), days)
        held[one] = (min(dues), goal.id, begins[one])
    return held


@settings(max_examples=200)
@given(steps, st.sets(st.integers(0, 7), max_size=4))
def test_all_fixed_dates_looked_at_at_once_ask_the_same_as_one_by_one(
    made: list[tuple[int, int | None, set[int], int]], fixed: set[int]
) -> None:
    plan = chain(made)
    tasks = {one.id: replace(one, is_fixed=one.id == "Go-live" or int(one.id) in fixed) for one in plan.tasks.values()}
    plan = replace(plan, tasks=tasks)
    tightest: dict[str, tuple[date, str, date]] = {}
    for goal in fixed_steps(plan):
        for one, held in held_to(goal, plan).items():
            if one not in tightest or held[0] < tightest[one][0]:
                tightest[one] = held
    found = {one: (hold.due, hold.goal.id, hold.start) for one, hold in holds_of(plan, is_off).items()}
    assert found == tightest


def test_a_chain_of_fixed_tasks_looks_at_each_step_a_few_times_however_long_it_is() -> None:
    class Counted(dict[str, Task]):
        asked = 0

        def __getitem__(self, key: str) -> Task:
            self.asked += 1
            return super().__getitem__(key)

    chained = [replace(task("0", 1), is_fixed=True)]
    for number in range(1, 100):
        waits = task("x", 1, after="y").waits
        own = tuple(replace(wait, on=str(number - 1)) for wait in waits)
        chained.append(replace(task(str(number), number), waits=own, is_fixed=True))
    plan = plan_of(*chained)
    counted = Counted(plan.tasks)
    assert len(holds_of(replace(plan, tasks=counted), is_off)) == 99
    assert counted.asked < 10 * len(chained)
