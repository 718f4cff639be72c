"""The values a task's fields take: what may stand in each, and why not."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.plan.core.commands import Limits, Rejected, Value, Writer
from portal.plan.core.plan import STATUSES, VISIBILITIES, Task
from portal.plan.core.schedule import rule_of, rule_to_record

FIELDS = (
    *("title", "description", "owner", "start", "due", "status", "milestone", "visibility", "rule", "pinned"),
    *("effort", "fixed"),
)
# The names of the wire, where the value calls them otherwise.
ATTRIBUTES = {"milestone": "is_milestone", "pinned": "is_pinned", "fixed": "is_fixed"}
TEXT_FIELDS = frozenset({"title", "description"})
TEAM_FIELDS = frozenset({"visibility"})
# Control characters but tab and newline, and lone surrogates: no database or font can hold them.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Of an hour.
QUARTERS = 4
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


def value_of(task: Task, field: str) -> Any:
    """The value of a field by its name on the wire."""
    return getattr(task, ATTRIBUTES.get(field, field))


def clean_value(field: str, value: Value, writer: Writer, limits: Limits) -> Value:
    """`value` as it may stand in `field`.

    Raises Rejected when its type, size or range is wrong.
    """
    match field:
        case "title":
            return clean_line(value, field, limits.title_length)
        case "description":
            return _text(value, field, limits.description_length)
        case "owner":
            return _owner(value, writer)
        case "start" | "due":
            return _day(value, field)
        case "rule":
            return _rule(value)
        case "milestone" | "pinned" | "fixed":
            if not isinstance(value, bool):
                raise Rejected("invalid", "not_yes_or_no", field=field)
            return value
        case "status":
            return _one_of(value, field, STATUSES)
        case "effort":
            return _hours(value, limits.effort_hours)
        case _:
            return _one_of(value, field, VISIBILITIES)


def clean_line(value: Value, field: str, longest: int) -> str:
    line = " ".join(_text(value, field, 4 * longest).split())
    if not line:
        raise Rejected("invalid", "empty", field=field)
    if len(line) > longest:
        raise Rejected("invalid", "too_long", field=field, longest=longest)
    return line


def clean_optional_line(value: object, field: str, longest: int) -> str:
    """One line that may be empty."""
    return clean_line(value, field, longest) if value else ""  # type: ignore[arg-type]


def _text(value: Value, field: str, longest: int) -> str:
    if not isinstance(value, str):
        raise Rejected("invalid", "not_text", field=field)
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > longest:
        raise Rejected("invalid", "too_long", field=field, longest=longest)
    if FORBIDDEN.search(text):
        raise Rejected("invalid", "odd_characters", field=field)
    return text


def _owner(value: Value, writer: Writer) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in writer.people:
        raise Rejected("invalid", "not_a_participant", field="owner")
    return value


def _day(value: Value, field: str) -> date | None:
    if value is None:
        return None
    if not isinstance(value, date):
        raise Rejected("invalid", "not_a_date", field=field)
    if not FIRST_DAY <= value <= LAST_DAY:
        raise Rejected("invalid", "date_out_of_range", field=field)
    return value


def _rule(value: Value) -> Mapping[str, Any] | None:
    if value is None:
        return None
    try:
        return rule_to_record(rule_of(value if isinstance(value, Mapping) else {}))
    except ValueError:
        raise Rejected("invalid", "bad_rule", field="rule") from None


def _hours(value: Value, most: int) -> float | None:
    """Hours by the quarter; none and nothing are the same."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Rejected("invalid", "not_hours", field="effort", most=most)
    if not 0 <= value <= most or value * QUARTERS != int(value * QUARTERS):
        raise Rejected("invalid", "not_hours", field="effort", most=most)
    return float(value) or None


def _one_of(value: Value, field: str, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise Rejected("invalid", "unknown_choice", field=field)
    return value
