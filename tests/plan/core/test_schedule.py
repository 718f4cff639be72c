from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.plan.core.schedule import Rule, due_on, rule_of

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)
NEXT_MONDAY = date(2026, 11, 30)


def weekend(day: date) -> bool:
    return day.weekday() >= 5


def after(offset: int, unit: str = "calendar", kickoff: date = MONDAY) -> date | None:
    return due_on(Rule("kickoff", offset, unit), {"kickoff": kickoff}, weekend)


def before(offset: int, unit: str = "calendar", go_live: date = NEXT_MONDAY) -> date | None:
    return due_on(Rule("go_live", offset, unit, "before"), {"go_live": go_live}, weekend)


def test_a_rule_without_its_anchor_has_no_date():
    assert due_on(Rule("signed", 3), {"kickoff": MONDAY}, weekend) is None
    assert due_on(Rule("signed", 3), {"signed": None}, weekend) is None


def test_calendar_days_count_days_off():
    assert after(8) == date(2026, 12, 1)


def test_a_calendar_date_on_a_day_off_rolls_forward():
    assert after(5) == NEXT_MONDAY


def test_a_calendar_date_before_the_anchor_rolls_back():
    assert before(1) == FRIDAY


def test_business_days_count_working_days_only():
    assert after(5, "business") == NEXT_MONDAY


def test_business_days_backward_skip_the_weekend():
    assert before(1, "business") == FRIDAY
    assert before(5, "business") == MONDAY


def test_the_first_business_day_after_a_saturday_is_monday():
    assert after(1, "business", SATURDAY) == NEXT_MONDAY


def test_the_day_of_an_anchor_on_a_day_off_rolls():
    assert after(0, "business", SATURDAY) == NEXT_MONDAY
    assert before(0, "business", SATURDAY) == FRIDAY


def test_holidays_may_be_given_as_a_set():
    off = {MONDAY, MONDAY + timedelta(days=1)}
    assert due_on(Rule("kickoff"), {"kickoff": MONDAY}, off) == date(2026, 11, 25)


def test_a_calendar_without_working_days_is_an_error():
    with pytest.raises(ValueError, match="no working day"):
        due_on(Rule("kickoff"), {"kickoff": MONDAY}, lambda day: True)


def test_a_stored_rule_reads_back():
    stored = {"anchor": "go_live", "offset": 10, "unit": "business", "direction": "before"}
    assert rule_of(stored) == Rule("go_live", 10, "business", "before")


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"anchor": "easter"},
        {"anchor": "kickoff", "unit": "weeks"},
        {"anchor": "kickoff", "direction": "around"},
        {"anchor": "kickoff", "offset": -1},
        {"anchor": "kickoff", "offset": True},
        {"anchor": "kickoff", "offset": 100_000},
    ],
)
def test_what_is_no_rule_is_refused(stored):
    with pytest.raises(ValueError):
        rule_of(stored)


@settings(max_examples=80)
@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(0, 120),
    st.sampled_from(["calendar", "business"]),
    st.sampled_from(["after", "before"]),
)
def test_every_date_is_a_working_day_on_the_right_side_of_its_anchor(anchor, offset, unit, direction):
    due = due_on(Rule("kickoff", offset, unit, direction), {"kickoff": anchor}, weekend)
    assert not weekend(due)
    distance = (due - anchor).days if direction == "after" else (anchor - due).days
    assert distance >= offset
