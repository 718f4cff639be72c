"""Stretches of days in which somebody, or nobody, works: kept as lists beside whom they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from portal.database import new_id
from portal.people.naming import Refused, clean_line

Stored = list[dict[str, str]]

PERIODS_AT_MOST = 50
LONGEST = timedelta(days=366)


@dataclass(frozen=True, order=True)
class Period:
    """From `first` to `last`, both included; `name` says why, where somebody wrote it."""

    first: date
    last: date
    name: str = ""
    id: str = ""

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def periods_of(stored: Stored | None) -> tuple[Period, ...]:
    """The periods of a row, the earliest first."""
    periods = (
        Period(date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one.get("name", ""), one["id"])
        for one in stored or ()
    )
    return tuple(sorted(periods))


def with_period(stored: Stored, first: date, last: date | None, name: str = "") -> Stored:
    """The row's list with one more; without an end it is one day. Raises Refused, with the field, for what is none."""
    last = last or first
    if last < first:
        raise Refused("last_on", _("The last day is before the first."))
    if last - first > LONGEST:
        raise Refused("last_on", _("A stretch of days off lasts at most a year."))
    if len(stored) >= PERIODS_AT_MOST:
        raise Refused("first_on", _("There are as many entries as fit. Take an old one away first."))
    added = {"id": new_id(), "first": first.isoformat(), "last": last.isoformat(), "name": clean_line(name)}
    return [*stored, added]


def without_period(stored: Stored, period_id: str) -> Stored:
    """The row's list without that one."""
    return [one for one in stored if one["id"] != period_id]


def away_on(periods: Sequence[Period], day: date | None) -> Period | None:
    """The period that holds the day, if any does."""
    return next((one for one in periods if day is not None and one.holds(day)), None)
