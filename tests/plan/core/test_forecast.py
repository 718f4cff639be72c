"""The forecast go-live: what the dates of the plan lead to, whatever the milestone itself says."""

from dataclasses import replace
from datetime import date, timedelta

from portal.plan.core.buffers import buffers_of
from portal.plan.core.deferring import deferred
from portal.plan.core.fixed import holds_of
from portal.plan.core.following import Moved, followers
from portal.plan.core.forecast import go_live_forecast
from portal.plan.core.paths import slack_to_go_live
from portal.plan.core.plan import Phase, Plan, Task, Wait
from portal.plan.core.shift import shifts
from portal.plan.core.values import FIRST_DAY, LAST_DAY
from tests.plan.core.test_shift import day, is_off, moved, plan_of, task

LIVE = {"is_milestone": True}


def test_it_is_the_milestones_day_or_as_much_later_as_what_it_hangs_on_makes_it() -> None:
    assert go_live_forecast(plan_of(task("A", 1), task("Go-live", 4, after="A", **LIVE)), is_off) == day(4)
    # A ends on Friday: B, of two days, takes until Tuesday.
    late = plan_of(task("A", 4), task("B", 2, start=1, after="A"), task("Go-live", 4, after="B", **LIVE))
    assert go_live_forecast(late, is_off) == day(9)


def test_what_is_over_holds_nothing_up_and_a_fixed_task_keeps_its_day() -> None:
    over = plan_of(task("A", 9, status="done"), task("Go-live", 4, after="A", **LIVE))
    assert go_live_forecast(over, is_off) == day(4)
    event = plan_of(task("A", 9), task("B", 2, after="A", is_fixed=True), task("Go-live", 4, after="B", **LIVE))
    assert go_live_forecast(event, is_off) == day(4)


def test_without_a_milestone_or_its_date_there_is_none_and_a_century_counts_for_nothing() -> None:
    assert go_live_forecast(plan_of(task("A", 1)), is_off) is None
    assert go_live_forecast(plan_of(task("A", 1), task("Go-live", None, after="A", **LIVE)), is_off) is None
    assert go_live_forecast(plan_of(task("A", 60_000), task("Go-live", 4, after="A", **LIVE)), is_off) == day(4)


class Counted:
    """A calendar that counts how many days it is asked about."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, one: date) -> bool:
        self.asked += 1
        return is_off(one)


def test_a_step_from_one_century_to_another_has_nobody_look_at_its_days() -> None:
    long = replace(task("B", 1, after="A"), start=FIRST_DAY, due=LAST_DAY)
    old, far = replace(task("C", 1, after="A"), start=FIRST_DAY, due=FIRST_DAY), replace(task("D", 1), due=LAST_DAY)
    rule = {"anchor": "kickoff", "offset": 1, "unit": "business", "direction": "after"}
    ruled = [replace(one, id=f"{name}", rule=rule) for name, one in (("F", long), ("G", old), ("H", far))]
    live = task("Go-live", 4, after="BCDFGH", **LIVE)
    value = task("First value", 4, after="A", is_milestone=True)
    plan = plan_of(task("A", 4), long, old, far, *ruled, live, value)
    fixed = replace(plan, tasks={**plan.tasks, live.id: replace(live, is_fixed=True)})
    counted = Counted()
    assert go_live_forecast(plan, counted) == day(8)
    assert holds_of(fixed, counted)["A"].goal.id == "Go-live"
    assert {"F", "G", "H"} <= moved(followers(plan, Moved({"kickoff": day(4)}, frozenset({"kickoff"})), counted)).keys()
    assert {"B", "D", "F", "H"}.isdisjoint(moved(shifts(plan, "A", day(7), counted)))
    assert moved(deferred(plan, {}, counted)) == {"Go-live": (None, day(7))}
    endless = replace(live, start=FIRST_DAY, due=LAST_DAY)
    near = replace(plan.tasks["A"], due=LAST_DAY - timedelta(days=30))
    far_away = replace(plan, tasks={"A": near, live.id: replace(endless, waits=(Wait("A", 0),))})
    assert slack_to_go_live(far_away, counted) == {"A": 0, "Go-live": 0}
    assert counted.asked < 40_000


def two_phases(*tasks: Task) -> Plan:
    phases = {"phase": Phase("phase", "Setup", "1"), "next": Phase("next", "Launch", "2")}
    return Plan("plan", 0, 0, phases, {one.id: one for one in tasks})


def test_a_buffer_is_what_lies_between_the_last_step_and_the_milestone_that_closes_the_phase() -> None:
    # From Monday to Friday there are Tuesday and Wednesday; Thursday is a holiday.
    assert buffers_of(plan_of(task("A", 0), task("M", 4, **LIVE)), is_off) == {"phase": 2}
    assert buffers_of(plan_of(task("A", 2), task("M", 4, **LIVE)), is_off) == {}
    assert buffers_of(plan_of(task("A", 0, status="done"), task("M", 4, status="done", **LIVE)), is_off) == {}


def test_without_a_milestone_it_reaches_to_the_first_day_of_the_next_phase_with_dates() -> None:
    later = Task("B", "next", "B", "B", start=day(4), due=day(9))
    assert buffers_of(two_phases(task("A", 0), later), is_off) == {"phase": 2}
    assert buffers_of(two_phases(task("A", 0)), is_off) == {}


def test_everything_else_moves_behind_the_first_value_with_its_order_lengths_and_waits() -> None:
    value = task("First value", 4, after="A", is_milestone=True)
    rest = (task("B", 1, start=0), task("C", 2, after="B"), task("F", 2, is_fixed=True), task("D", 1, status="done"))
    plan = plan_of(task("A", 1), value, *rest)
    # Monday the 30th is the first working day after the Friday on which the first value is due.
    assert moved(deferred(plan, {}, is_off)) == {"B": (day(7), day(8)), "C": (None, day(9))}


def test_nothing_is_deferred_where_no_way_leads_to_a_first_value() -> None:
    assert deferred(plan_of(task("A", 1), task("First value", 4, is_milestone=True)), {}, is_off) == []
