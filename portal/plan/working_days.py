"""Which days nobody works: weekends and public holidays of the country a time zone lies in."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from babel.core import get_global

SATURDAY = 5


@lru_cache(maxsize=64)
def days_off(zone: str) -> Callable[[date], bool]:
    """Whether a date is a day off where the IANA time zone `zone` is; without a country, weekends only."""
    calendar = _calendar(get_global("zone_territories").get(zone))
    if calendar is None:
        return is_weekend
    return lambda day: not calendar.is_working_day(day)


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _calendar(country: str | None) -> Any:
    # Importing holidays takes a noticeable moment, and most processes never ask.
    import holidays  # noqa: PLC0415

    try:
        return holidays.country_holidays(country) if country else None
    except NotImplementedError:
        return None
