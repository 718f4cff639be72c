"""Reading a pasted list as tasks: plain lines, bullets, "- [x]", or the rows of a sheet with their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from portal.plan.core.reading import BULLET, CHECK, Reading, person_called, read_date, read_line

# How sheets head the columns that a task has.
HEADS = {
    **dict.fromkeys(("title", "task", "step", "name", "what", "aufgabe", "titel", "schritt", "was"), "title"),
    **dict.fromkeys(("owner", "assignee", "who", "responsible", "verantwortlich", "zuständig", "wer"), "owner"),
    **dict.fromkeys(("due", "due date", "date", "when", "deadline", "fällig", "termin", "datum", "bis"), "due"),
}
DONE_MARKS = frozenset("xX")


def read_list(text: str, people: Mapping[str, str], today: date) -> list[Reading]:
    """Every line that holds words, in order."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if sum("\t" in line for line in lines) * 2 > len(lines):
        return _read_sheet([line.split("\t") for line in lines], people, today)
    return [reading for line in lines if (reading := _read_item(line, people, today)).title]


def _read_item(line: str, people: Mapping[str, str], today: date) -> Reading:
    check = CHECK.match(line)
    words = line[check.end() :] if check else BULLET.sub("", line, count=1)
    reading = read_line(words, people, today)
    return replace(reading, is_done=True) if check and check[1] in DONE_MARKS else reading


def _read_sheet(rows: Sequence[Sequence[str]], people: Mapping[str, str], today: date) -> list[Reading]:
    """By the heads of its columns; without heads the first is the title, and days and names speak for themselves."""
    heads = [HEADS.get(cell.strip().casefold()) for cell in rows[0]]
    is_headed = "title" in heads
    readings = [
        _by_heads(row, heads, people, today) if is_headed else _by_look(row, people, today)
        for row in (rows[1:] if is_headed else rows)
    ]
    return [reading for reading in readings if reading.title]


def _by_heads(row: Sequence[str], heads: Sequence[str | None], people: Mapping[str, str], today: date) -> Reading:
    cells = {head: " ".join(cell.split()) for head, cell in zip(heads, row, strict=False) if head}
    return _owned(cells.get("title", ""), cells.get("owner", ""), read_date(cells.get("due", ""), today), people)


def _by_look(row: Sequence[str], people: Mapping[str, str], today: date) -> Reading:
    title, *others = [" ".join(cell.split()) for cell in row]
    days = [(cell, read_date(cell, today)) for cell in others if cell]
    due = next((day for _cell, day in days if day), None)
    names = [cell for cell, day in days if not day]
    known = next((cell for cell in names if person_called(cell, people)), "")
    return _owned(BULLET.sub("", title, count=1), known, due, people)


def _owned(title: str, name: str, due: date | None, people: Mapping[str, str]) -> Reading:
    owner = person_called(name.removeprefix("@"), people) if name else None
    return Reading(title, owner, None if owner or not name else name.removeprefix("@"), due)
