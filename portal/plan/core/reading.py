"""Reading what people type or paste as tasks: the words, "@Maria" as the owner, "fri" or "12 dec" as the due date.

The only parser: the page without scripts uses it, and the scripts ask the server to read, so that what a chip shows
before Enter is what is added. English and German words are read whatever the page's language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.plan.core.values import FIRST_DAY, LAST_DAY


@dataclass(frozen=True, slots=True)
class Reading:
    """One line as a task. `name` is an owner nobody here is called like; it is confirmed before anyone is made."""

    title: str
    owner: str | None = None
    name: str | None = None
    due: date | None = None
    is_done: bool = False


WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "mon monday mo montag",
            "tue tues tuesday di dienstag",
            "wed wednesday mi mittwoch",
            "thu thur thurs thursday do donnerstag",
            "fri friday fr freitag",
            "sat saturday sa samstag sonnabend",
            "sun sunday so sonntag",
        )
    )
    for word in words.split()
}
# Short German days are ordinary words ("do it", "so far"); alone they count only with a full stop or after "am".
ONLY_MARKED = frozenset({"mo", "di", "mi", "do", "fr", "sa", "so"})
MARKS = frozenset({"on", "by", "due", "until", "am", "bis", "fällig", "next", "nächsten", "kommenden", "this", "zum"})
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar jänner",
            "feb february februar",
            "mar march mär märz mrz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for word in words.split()
}
NEAR = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2}
UNITS = {
    **dict.fromkeys(("day", "days", "tag", "tage", "tagen"), 1),
    **dict.fromkeys(("week", "weeks", "woche", "wochen"), 7),
}

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?")
DAY = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?")
OWNER = re.compile(r"""(?:^|(?<=\s))@(?:"([^"]{1,100})"|([^\s@,;]{1,100}))""")
BULLET = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s+")
CHECK = re.compile(r"^\s*(?:[-*+]\s+)?\[([ xX])\]\s+")


def read_line(line: str, people: Mapping[str, str], today: date) -> Reading:
    """One typed line. `people` are the names of those who can own a task, by id."""
    words = line.strip()
    words, owner, name = _take_owner(words, people)
    words, due = _take_date(words, today)
    title = " ".join(words.split())
    # Nothing but a name or a day is no task: then the words stay as they are.
    return Reading(title, owner, name, due) if title else Reading(" ".join(line.split()))


def _take_owner(line: str, people: Mapping[str, str]) -> tuple[str, str | None, str | None]:
    """The line without its first "@name", the owner's id, or the name that nobody has."""
    found = OWNER.search(line)
    if found is None:
        return line, None, None
    for name, start, end in _names(line, found):
        owner = person_called(name, people)
        if owner:
            return f"{line[:start]} {line[end:]}", owner, None
    name = (found[1] or found[2]).rstrip(".:!?")
    return f"{line[: found.start()]} {line[found.start() + len(found[0]) :]}", None, name


def _names(line: str, found: re.Match[str]) -> Iterable[tuple[str, int, int]]:
    """What the name may be, longest first: "@Maria Lead" before "@Maria"."""
    if found[1]:
        return [(found[1], found.start(), found.end())]
    after = re.compile(r"\s+[^\s@,;]+").match(line, found.end())
    one = (found[2].rstrip(".:!?"), found.start(), found.end())
    return [(f"{found[2]}{after[0]}", found.start(), after.end()), one] if after else [one]


def person_called(name: str, people: Mapping[str, str]) -> str | None:
    """The one person called so: by full name, first name, or how the name begins; None where none or several are."""
    wanted = " ".join(name.split()).casefold()
    known = {id: full.casefold() for id, full in people.items()}
    called = [id for id, full in known.items() if full == wanted]
    first = [id for id, full in known.items() if full.split()[:1] == [wanted]]
    begun = [id for id, full in known.items() if len(wanted) > 1 and full.startswith(wanted)]
    found = called or first or begun
    return found[0] if len(found) == 1 else None


def _take_date(line: str, today: date) -> tuple[str, date | None]:
    """The line without the day at its end, and that day. Elsewhere "may" and "Monday" are words like others."""
    words = line.split()
    for first, last in _stretches(len(words)):
        due = read_date(" ".join(words[first:last]), today)
        if due is not None and len(words) > last - first:
            return " ".join(words[:first] + words[last:]), due
    return line, None


def _stretches(count: int) -> Iterable[tuple[int, int]]:
    return [(count - size, count) for size in range(min(4, count), 0, -1)]


def read_date(text: str, today: date) -> date | None:
    """The day that `text` is as a whole; None where it is none."""
    words = [word.strip(",;:").casefold() for word in text.split()]
    is_marked = bool(words) and words[0] in MARKS
    while words and words[0] in MARKS:
        words = words[1:]
    day = _near(words, today) or _weekday(words, today, is_marked) or _numbers(words, today) or _month(words, today)
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def _near(words: list[str], today: date) -> date | None:
    """ "tomorrow", "in 3 days", "in 2 Wochen", "next week"."""
    match words:
        case [word] if word in NEAR:
            return today + timedelta(days=NEAR[word])
        case ["in", count, unit] if unit in UNITS and count.isdecimal() and len(count) <= len("999"):
            return today + timedelta(days=int(count) * UNITS[unit])
    return None


def _weekday(words: list[str], today: date, is_marked: bool) -> date | None:
    """The next such day after today."""
    if len(words) != 1:
        return None
    word = words[0].removesuffix(".")
    if word not in WEEKDAYS or (word in ONLY_MARKED and word == words[0] and not is_marked):
        return None
    return today + timedelta(days=(WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)


def _numbers(words: list[str], today: date) -> date | None:
    """ "2026-12-01", "1.12.", "1.12.2026"."""
    if len(words) != 1:
        return None
    iso, dotted = ISO.fullmatch(words[0]), DOTTED.fullmatch(words[0])
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted:
        return _of_year(dotted[3], int(dotted[2]), int(dotted[1]), today)
    return None


def _month(words: list[str], today: date) -> date | None:
    """ "12 dec", "dec 12", "12. Dezember 2026"."""
    year = words[2] if len(words) == 3 else None
    if len(words) not in (2, 3) or (year and not re.fullmatch(r"\d{4}", year)):
        return None
    for day, month in ((words[0], words[1]), (words[1], words[0])):
        number = DAY.fullmatch(day)
        if number and month.removesuffix(".") in MONTHS:
            return _of_year(year, MONTHS[month.removesuffix(".")], int(number[1]), today)
    return None


def _of_year(year: str | None, month: int, day: int, today: date) -> date | None:
    """Without a year it is the next such day, or one of the last three months: plans rarely reach further back."""
    if year:
        return _date(int(year) + (2_000 if len(year) == 2 else 0), month, day)
    this = _date(today.year, month, day)
    if this is None or this < today - timedelta(days=92):
        return _date(today.year + 1, month, day) or this
    return this


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
