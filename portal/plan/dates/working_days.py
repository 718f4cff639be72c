"""Which days nobody works: weekends, the public holidays of both sides, and what a workspace keeps free."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from babel.core import Locale, get_global
from sqlalchemy.orm import Session

from portal.jobs.queue import enqueue
from portal.people.models import Workspace
from portal.people.periods import Period, periods_of
from portal.plan.core.values import FIRST_DAY, LAST_DAY

# The kind of job that lets go of what was counted over other days off.
DAYS_OFF_CHANGED = "plan.days_off_changed"
SATURDAY = 5
# Asked again and again while dates are counted, and looking one up takes a while: a byte for each day there is.
WORKING, OFF = 1, 2
A_YEAR = 366

# The countries whose holidays count, and the stretches kept free.
MadeFrom = tuple[tuple[str, ...], tuple[Period, ...]]


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str
    country: str


def days_off_of(workspace: Workspace) -> Callable[[date], bool]:
    """Whether a date is a day off in the workspace: on either side, or in a stretch that is kept free."""
    return _days_off(*made_from(workspace))


def tell_days_off(session: Session, workspace_id: str) -> None:
    """The workspace has other days off by now. In the write() that gave them."""
    enqueue(session, DAYS_OFF_CHANGED, {"workspace": workspace_id})


def made_from(workspace: Workspace) -> MadeFrom:
    """What the workspace's days off come from; where it is the same, so are they."""
    return tuple(countries_of(workspace)), periods_of(workspace.blackouts)


def days_off(zone: str) -> Callable[[date], bool]:
    """Whether a date is a day off where the IANA time zone `zone` is; without a country, weekends only."""
    country = zone_country(zone)
    return _days_off((country,) if country else (), ())


def countries_of(workspace: Workspace) -> list[str]:
    """The countries whose holidays count, each once: those of both sides, or the time zone's."""
    said = [one for one in (workspace.team_country, workspace.customer_country) if one]
    zone = zone_country(workspace.timezone)
    return list(dict.fromkeys(said or ([zone] if zone else [])))


def zone_country(zone: str) -> str | None:
    country = get_global("zone_territories").get(zone)
    return str(country) if country else None


@lru_cache(maxsize=64)
def _days_off(countries: tuple[str, ...], blackouts: tuple[Period, ...]) -> Callable[[date], bool]:
    calendars = [calendar for country in countries if (calendar := _calendar(country)) is not None]

    def look_up(day: date) -> bool:
        if any(period.holds(day) for period in blackouts):
            return True
        return any(not one.is_working_day(day) for one in calendars) if calendars else is_weekend(day)

    known, before = bytearray((LAST_DAY - FIRST_DAY).days + 1), FIRST_DAY.toordinal()

    def is_off(day: date) -> bool:
        if not FIRST_DAY <= day <= LAST_DAY:
            return look_up(day)
        at = day.toordinal() - before
        if not known[at]:
            known[at] = OFF if look_up(day) else WORKING
        return known[at] == OFF

    return is_off


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def holidays_ahead(countries: list[str], start: date) -> Iterator[Holiday]:
    """The public holidays of the year from `start` on, in order, in each country's own words."""
    calendars = [(country, calendar) for country in countries if (calendar := _calendar(country)) is not None]
    for ahead in range(A_YEAR):
        day = start + timedelta(days=ahead)
        for country, calendar in calendars:
            if name := calendar.get(day):
                yield Holiday(day, str(name), country)


@lru_cache(maxsize=8)
def country_choices(language: str) -> list[tuple[str, str]]:
    """Every country whose holidays are known, by code, in the order of their names."""
    names = Locale.parse(language).territories
    known = ((code, names[code]) for code in _holidays().list_supported_countries() if code in names)
    return sorted(known, key=lambda one: one[1])


def _calendar(country: str) -> Any:
    try:
        return _holidays().country_holidays(country)
    except NotImplementedError:
        return None


def _holidays() -> Any:
    # Importing holidays takes a noticeable moment, and most processes never ask.
    import holidays  # noqa: PLC0415

    return holidays
