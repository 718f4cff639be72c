"""Days at their edges: weekends, Easter, the turn of the year, two countries' holidays, and clocks that are changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock
from portal.plan.core.plan import Task
from portal.plan.core.shift import WorkingDays
from portal.plan.dates.working_days import _days_off

# Germany and England keep Easter Monday and Boxing Day; only one of them keeps the first of May, or its first Monday.
is_off = _days_off(("DE", "GB"), ())
calendar = WorkingDays(is_off)

turns_of_years = st.dates(date(2026, 12, 15), date(2027, 1, 15))
around_easter = st.dates(date(2027, 3, 15), date(2027, 4, 15))
edges = st.one_of(turns_of_years, around_easter, st.dates(date(2026, 4, 20), date(2026, 9, 10)))
# Clocks go forward and back on different Sundays on each side of the ocean, and in Lord Howe by half an hour.
zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]
)
clock_changes = st.sampled_from(
    [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2026, 4, 5)]
)


@settings(max_examples=80)
@given(edges, st.integers(1, 40))
def test_forth_and_back_by_as_many_working_days_ends_where_it_began(start: date, count: int) -> None:
    begun = start if not is_off(start) else calendar.after(start, 1)
    there = calendar.after(begun, count)
    assert calendar.before(there, count) == begun
    assert calendar.between(begun, there) == count
    assert not is_off(there)


@settings(max_examples=60)
@given(edges, st.integers(0, 30), st.integers(0, 30))
def test_two_moves_are_one_move_of_both(start: date, one: int, other: int) -> None:
    assert calendar.after(calendar.after(start, one), other) == calendar.after(start, one + other)
    assert calendar.before(calendar.before(start, one), other) == calendar.before(start, one + other)


def test_a_holiday_of_either_side_is_a_day_off_for_both() -> None:
    easter_monday, may_day, early_may = date(2027, 3, 29), date(2026, 5, 1), date(2026, 5, 4)
    assert [is_off(day) for day in (easter_monday, may_day, early_may)] == [True, True, True]
    assert calendar.after(date(2027, 3, 25), 1) == date(2027, 3, 30)
    assert calendar.after(date(2026, 12, 24), 1) == date(2026, 12, 29)


@settings(max_examples=80)
@given(zones, clock_changes, st.integers(-2, 2), st.integers(0, 24 * 60 - 1))
def test_late_turns_at_midnight_of_the_workspace_also_where_a_day_has_23_or_25_hours(
    zone: str, change: date, days: int, minute: int
) -> None:
    due = change + timedelta(days=days)
    task = Task("t", "p", "a", "T", due=due)
    midnight = datetime.combine(due + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    for at, is_late in ((midnight - timedelta(seconds=1), False), (midnight, True)):
        with time_machine.travel(at, tick=False):
            assert task.is_late(clock.today(zone)) is is_late
    moment = datetime.combine(due, time(), UTC) + timedelta(minutes=minute)
    with time_machine.travel(moment, tick=False):
        assert clock.today(zone) == moment.astimezone(ZoneInfo(zone)).date()
