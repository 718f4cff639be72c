"""Where bars, days and lines of the timeline stand."""

from datetime import date, timedelta

import pytest

from portal.plan.core.plan import Task
from portal.plan.dates.working_days import is_weekend
from portal.plan.views.timeline import ROW_HEIGHT, Bar, Scale, axis_of, bar_of, line_path, scale_of

MONDAY = date(2026, 11, 23)
SCALE = Scale(MONDAY, MONDAY + timedelta(days=27), 10)


def task(**fields: object) -> Task:
    return Task(id="t", phase="p", rank="a", title="A step", **fields)  # type: ignore[arg-type]


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_a_bar_takes_in_its_first_and_its_last_day() -> None:
    assert bar_of(task(start=day(2), due=day(4)), SCALE) == Bar(20, 30)


@pytest.mark.parametrize("dates", [{"start": day(2)}, {"due": day(2)}, {"start": day(2), "due": day(2)}])
def test_one_date_alone_is_one_day(dates: dict[str, date]) -> None:
    assert bar_of(task(**dates), SCALE) == Bar(20, 10)


def test_without_a_date_there_is_no_bar() -> None:
    assert bar_of(task(), SCALE) is None


def test_a_milestone_stands_on_its_due_day_alone() -> None:
    bar = bar_of(task(start=day(2), due=day(6), is_milestone=True), SCALE)
    assert bar == Bar(60, 10)
    assert bar.middle == 65


def test_what_lies_outside_stands_at_the_edge() -> None:
    assert bar_of(task(start=date(2019, 1, 1), due=day(1)), SCALE) == Bar(0, 20)
    assert bar_of(task(due=date(2190, 1, 1)), SCALE) == Bar(270, 10)


def test_the_scale_begins_on_a_monday_and_ends_on_a_sunday_around_all_dates() -> None:
    scale = scale_of([task(start=day(-10), due=day(40))], MONDAY, "weeks")
    assert (scale.first.weekday(), scale.last.weekday()) == (0, 6)
    assert scale.first < day(-10) < day(40) < scale.last
    assert scale.width == ((scale.last - scale.first).days + 1) * scale.day_width


def test_a_date_typed_wrongly_by_a_century_makes_no_endless_sheet() -> None:
    scale = scale_of([task(start=date(2000, 1, 1), due=date(2199, 12, 31))], MONDAY, "days")
    assert (scale.last - scale.first).days < 2_000


def test_a_plan_without_dates_shows_the_weeks_around_today() -> None:
    scale = scale_of([task()], MONDAY, "months")
    assert scale.first < MONDAY < scale.last


def test_days_off_in_a_row_are_one_stripe() -> None:
    axis = axis_of(SCALE, MONDAY, is_weekend)
    assert list(axis.stripes()) == [Bar(50 + week * 70, 20) for week in range(4)]
    assert axis.today_x == 5


def test_a_line_goes_down_and_on_where_the_next_step_begins_later() -> None:
    path = line_path(Bar(0, 20), 1, Bar(60, 10), 3)
    middle = ROW_HEIGHT // 2
    assert path == f"M20 {ROW_HEIGHT + middle}h6V{3 * ROW_HEIGHT + middle}H59m-4-3 4 3-4 3"


def test_a_line_turns_back_where_the_next_step_begins_too_early() -> None:
    path = line_path(Bar(50, 20), 3, Bar(20, 10), 1)
    middle = ROW_HEIGHT // 2
    assert path == f"M70 {3 * ROW_HEIGHT + middle}h6V{2 * ROW_HEIGHT}H10V{ROW_HEIGHT + middle}H19m-4-3 4 3-4 3"
