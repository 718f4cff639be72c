"""The plan's history as its page shows it: day by day, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from portal.people.queries import Face
from portal.plan.core.plan import Plan
from portal.plan.history.folds import folded
from portal.plan.history.lines import HistoryLine, history_lines
from portal.plan.queries import Change, Wanted
from portal.web.filters import local


@dataclass(frozen=True)
class HistoryDay:
    day: date
    lines: list[HistoryLine]


def history_days(
    changes: Sequence[Change], plan: Plan, faces: Mapping[str, Face], me: str | None, zone: str
) -> list[HistoryDay]:
    """The changes by day, newest first; what the reader of `plan` may not know by now is left out."""
    told = list(folded(history_lines(changes, plan, faces, me)))
    return [HistoryDay(day, list(lines)) for day, lines in groupby(told, key=lambda line: local(line.at, zone).date())]


def wanted_on(day: date | None, zone: str, wanted: Wanted) -> Wanted:
    """`wanted`, narrowed to one day of the workspace's zone."""
    if day is None:
        return wanted
    start = datetime.combine(day, time(), ZoneInfo(zone))
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return Wanted(wanted.by, wanted.subject, start.astimezone(UTC), end.astimezone(UTC), wanted.before)
