"""Dates and names as pages show them, in English and German."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.web import filters
from tests.conftest import Clock

FRIDAY = date(2026, 11, 27)
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _at_a_known_time(app: Flask, clock: Clock) -> None:
    """Every date here is seen from Monday 23 November 2026."""


@pytest.mark.parametrize(
    ("language", "long", "full", "short", "weekday"),
    [
        ("en", "Friday 27 November", "27 November 2026", "27 Nov", "Friday"),
        ("de", "Freitag, 27. November", "27. November 2026", "27. Nov", "Freitag"),
    ],
)
def test_a_day_is_said_in_the_language_of_the_page(
    language: str, long: str, full: str, short: str, weekday: str
) -> None:
    with force_locale(language):
        said = (filters.day(FRIDAY), filters.full_day(FRIDAY), filters.short_day(FRIDAY), filters.weekday(FRIDAY))
    assert said == (long, full, short, weekday)


def test_a_far_day_says_its_year() -> None:
    with force_locale("en"):
        assert (filters.day(date(2028, 3, 1)), filters.short_day(date(2025, 1, 9))) == (
            "Wednesday 1 March 2028",
            "9 Jan 2025",
        )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 13), "13 Nov"),
        (date(2026, 11, 21), "21 Nov"),
        (date(2026, 11, 22), "Yesterday"),
        (date(2026, 11, 23), "Today"),
        (date(2026, 11, 24), "Tomorrow"),
        (date(2026, 11, 25), "Wednesday"),
        (date(2026, 11, 29), "Sunday"),
        (date(2026, 11, 30), "30 Nov"),
    ],
)
def test_near_days_have_words(value: date, words: str) -> None:
    with force_locale("en"):
        assert filters.relative_day(value, MONDAY) == words


def test_a_moment_is_told_on_the_workspaces_clocks() -> None:
    with force_locale("en"):
        assert filters.moment(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "Europe/Berlin") == "24 Nov, 00:30"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Bergström", "AB"),
        ("Northwind", "NO"),
        ("Harbor & Pine", "HP"),
        ("Åsa", "ÅS"),
        ("Ana María de la Cruz", "AC"),
        ("—", "?"),
        ("", "?"),
    ],
)
def test_a_name_shortens_to_two_letters(name: str, letters: str) -> None:
    assert filters.initials(name) == letters


def test_a_name_keeps_its_hue() -> None:
    assert filters.hue("Anna") == filters.hue("Anna")
    assert {filters.hue(str(number)) for number in range(200)} == set(range(8))
