"""The same done many times in a row, such as dates that move along with one, as one line that opens to all of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from flask_babel import ngettext
from markupsafe import Markup

from portal.plan.core.events import Event, TaskAdded, TaskChanged, TaskRemoved
from portal.plan.history.changes import is_confirmed_anew
from portal.plan.history.lines import HistoryLine
from portal.plan.queries import Change

# Two lines are read as quickly as one that says there are two.
FEWEST_FOLDED = 3
# One press after another, as of somebody who goes down a list.
IN_A_ROW = timedelta(minutes=1)

Told = tuple[Change, HistoryLine]


def folded(told: Iterable[Told]) -> Iterator[HistoryLine]:
    """The lines, newest first; where the same was done to many things in a row, one line has them as its `parts`."""
    row: list[Told] = []
    for one in _by_kind(told):
        if row and not _goes_on(row[-1][0], one[0]):
            yield from _folded_row(row)
            row = []
        row.append(one)
    yield from _folded_row(row)


def _by_kind(told: Iterable[Told]) -> Iterator[Told]:
    """What was saved together was one act: within it, the same kind of change stands together."""
    for _act, same in groupby(told, key=lambda one: (one[0].at, _hand(one[0]))):
        kinds: dict[str, list[Told]] = {}
        for one in same:
            kinds.setdefault(_kind_of(one[0].event), []).append(one)
        for ones in kinds.values():
            yield from ones


def _goes_on(later: Change, earlier: Change) -> bool:
    is_same = _hand(later) == _hand(earlier) and _kind_of(later.event) == _kind_of(earlier.event)
    return is_same and later.at - earlier.at <= IN_A_ROW


def _hand(change: Change) -> tuple[str | None, str | None, str]:
    return change.by, change.said, change.via


def _folded_row(row: Sequence[Told]) -> Iterator[HistoryLine]:
    lines = tuple(line for _change, line in row)
    if len(lines) < FEWEST_FOLDED or _kind_of(row[0][0].event) == "other":
        yield from lines
    else:
        said = Markup.escape(_words(_kind_of(row[0][0].event), len(lines)))
        yield replace(lines[0], said=said, before="", after="", task_id=None, restore=None, parts=lines)


def _kind_of(event: Event) -> str:
    match event:
        case TaskAdded():
            return "added"
        case TaskRemoved():
            return "removed"
        case TaskChanged(field="due" | "start"):
            return "dates"
        case TaskChanged(field="agreed", before=before, after=after):
            if len(after.words) < len(before.words):
                return "withdrawn"
            return "confirmed" if is_confirmed_anew(before, after) else "agreed"
        case TaskChanged(field="status" | "owner" as field):
            return field
    return "other"


def _words(kind: str, count: int) -> str:
    match kind:
        case "added":
            said = ngettext("Added %(num)s task", "Added %(num)s tasks", count)
        case "removed":
            said = ngettext("Removed %(num)s task", "Removed %(num)s tasks", count)
        case "dates":
            said = ngettext("Changed %(num)s date", "Changed %(num)s dates", count)
        case "agreed":
            said = ngettext("Agreed to %(num)s task", "Agreed to %(num)s tasks", count)
        case "confirmed":
            said = ngettext("Said that %(num)s date still holds", "Said that %(num)s dates still hold", count)
        case "withdrawn":
            said = ngettext("Took back the word on %(num)s task", "Took back the word on %(num)s tasks", count)
        case "status":
            said = ngettext("Changed the status of %(num)s task", "Changed the status of %(num)s tasks", count)
        case _:
            said = ngettext("Changed the owner of %(num)s task", "Changed the owner of %(num)s tasks", count)
    return str(said)
