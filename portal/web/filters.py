"""Dates, times and names as people read them, in the language of the page."""

import unicodedata
import zlib
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from portal import clock

HUES = 8
# A date further away than this says its year; nearer ones are clear without.
CLEAR_DAYS = 300

# Patterns of Unicode's date format language.
DAY = {"en": "EEEE d MMMM", "de": "EEEE, d. MMMM"}
SHORT_DAY = {"en": "d MMM", "de": "d. MMM"}
FULL_DAY = {"en": "d MMMM y", "de": "d. MMMM y"}
YEAR = " y"


def init_filters(app: Flask) -> None:
    for filter_function in (day, full_day, short_day, weekday, moment, clock_time, relative_day, initials, hue):
        app.add_template_filter(filter_function)


def day(value: date) -> str:
    """ "Friday 27 November"; the year only where it is not clear."""
    return _in_words(value, DAY)


def full_day(value: date) -> str:
    """ "27 November 2026": where the year matters, such as the end of a link."""
    language = _language()
    return _formatted(value, FULL_DAY.get(language, FULL_DAY["en"]), language)


def short_day(value: date) -> str:
    """ "27 Nov"; the year only where it is not clear."""
    return _in_words(value, SHORT_DAY)


def weekday(value: date) -> str:
    """ "Friday"."""
    return _formatted(value, "EEEE", _language())


def relative_day(value: date, today: date) -> str:
    """ "Yesterday", "Today", "Tomorrow", the weekday within the coming six days, else "27 Nov"."""
    ahead = (value - today).days
    if ahead == -1:
        return _("Yesterday")
    if ahead == 0:
        return _("Today")
    if ahead == 1:
        return _("Tomorrow")
    return weekday(value) if 1 < ahead <= 6 else short_day(value)


def local(at: datetime, zone: str) -> datetime:
    """The instant `at` on the clocks of the IANA time zone `zone`."""
    return at.astimezone(ZoneInfo(zone))


def moment(at: datetime, zone: str) -> str:
    """ "23 Nov, 14:05", on the clocks of `zone`."""
    there = local(at, zone)
    return f"{short_day(there.date())}, {format_datetime(there, 'HH:mm', locale=_language())}"


def clock_time(at: datetime, zone: str) -> str:
    """ "14:05", on the clocks of `zone`."""
    return f"{local(at, zone):%H:%M}"


def initials(name: str) -> str:
    """Two letters for a person or a company: "Anna Bergström" is AB, "Northwind" is NO."""
    words = [word for word in (_letters(part) for part in name.split()) if word]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]).upper()


def hue(name: str) -> int:
    """One of the eight hues, always the same for the same name."""
    return zlib.crc32(name.encode()) % HUES


def _in_words(value: date, patterns: dict[str, str]) -> str:
    language = _language()
    pattern = patterns.get(language, patterns["en"])
    if abs(value - clock.now().date()) > timedelta(days=CLEAR_DAYS):
        return _formatted(value, pattern + YEAR, language)
    return _formatted(value, pattern, language).rstrip(".")


@lru_cache(maxsize=4096)
def _formatted(value: date, pattern: str, language: str) -> str:
    # Half of what a page of dates costs, and the same few hundred days come again and again.
    return str(format_date(value, pattern, language))


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "en"


def _letters(word: str) -> str:
    return "".join(letter for letter in word if unicodedata.category(letter)[0] in "LN")
