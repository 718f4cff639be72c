"""Names that nobody asked for: of every column and whatever else a row has, with values that would tell."""

from collections.abc import Mapping
from enum import Enum as PythonEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Enum, Float, Integer, Numeric, select
from sqlalchemy.sql.schema import Column

from portal.database import Base
from portal.extensions import db
from tests.world import World

# What other frameworks and other people's forms call such things.
BESIDES = ("rights", "role", "roles", "admin", "is_staff", "is_superuser", "permissions", "scope", "token", "password")

W = "/w/<workspace_id>"
LESSON = {"title": "A lesson", "summary": "Short", "body": "Words", "minutes": "5", "embed_url": ""}
TRACK = {"title": "A track", "summary": "Short", "audience": "Everyone"}
BRAND = {"name": "Vendor", "colour": "#1c5c9e", "footer": "Words", "welcome": "Hello"}
PERSON = {"role": "expert", "ask_about": "Data", "email": "carl@customer.example", "phone": "1234"}
# What the forms of some pages hold beside the little that the table sends: with all of it sent, nothing else is taken.
FULLER: dict[str, dict[str, str]] = {
    "POST /library/lessons/new": LESSON,
    "POST /library/lessons/<lesson_id>": LESSON,
    "POST /library/tracks/new": TRACK,
    "POST /library/tracks/<track_id>": TRACK,
    "POST /team": {"is_admin": ""},
    "POST /settings": BRAND,
    f"POST {W}/brand": BRAND,
    "POST /onboardings/new": {
        "customer_id": "",
        "customer_name": "Harbor & Pine",
        "name": "",
        "playbook": "standard-90-days",
        "csm_id": "{member_id}",
        "implementation_id": "",
        "trainer_id": "",
        "signed_on": "2026-11-16",
        "kickoff_on": "2026-11-23",
        "go_live_on": "",
        "language": "en",
        "timezone": "Europe/Berlin",
        **{f"contacts-{number}-role": "expert" for number in range(4)},
    },
    f"POST {W}/settings": {
        "name": "Renamed",
        "status": "active",
        "csm_id": "",
        "language": "en",
        "timezone": "UTC",
        "signed_on": "2026-11-16",
        "kickoff_on": "2026-11-23",
        "go_live_on": "",
    },
    f"POST {W}/people": PERSON,
    f"POST {W}/people/<participant_id>": PERSON,
    f"POST {W}/people/members": {"role": "csm", "ask_about": "Data"},
    f"POST {W}/people/<participant_id>/away": {"name": "Holiday"},
    f"POST {W}/away": {"name": "Holiday"},
    f"POST {W}/days-off/blackouts": {"name": "Stocktaking"},
    f"POST {W}/links": {"person": "everyone", "rights": "view", "label": "For the board", "expires_on": ""},
    f"POST {W}/plan/tasks/<task_id>": {"description": "Words", "status": "todo", "visibility": "shared"},
    f"POST {W}/plan/tasks/<task_id>/promise": {"who": "{participant_id}", "until": "2027-03-05"},
    f"POST {W}/plan/tasks/<task_id>/behind": {"step": "{internal_id}"},
    f"POST {W}/forms/<form_id>/edit": {"intro": "Words", "due_on": "2026-12-24"},
    f"POST {W}/forms/<form_id>/open": {"intro": "Words", "due_on": "2026-12-24"},
    f"POST {W}/training/give": {"due_on": "2026-12-24"},
    f"POST {W}/training/<assignment_id>/edit": {"due_on": "2026-12-24"},
    f"POST {W}/reached/<landmark>": {"reached_on": "2026-11-23", "evidence": "Words"},
    f"POST {W}/chat": {"thread": ""},
    f"POST {W}/chat/internal": {"thread": ""},
}

PLAN, CHAT, FORM = f"POST {W}/plan/op", f"POST {W}/chat/op", f"POST {W}/forms/<form_id>/op"
# One operation of each kind with all the names that it may have.
OPERATIONS: list[tuple[str, dict[str, Any]]] = [
    (PLAN, {"k": "set", "t": "{task_id}", "f": "title", "v": "New", "along": False}),
    (
        PLAN,
        {"k": "add", "t": "{new_id}", "phase": "{phase_id}", "after": None, "title": "One more", "description": ""}
        | {"owner": None, "start": None, "due": None, "status": "todo", "milestone": False, "visibility": "shared"},
    ),
    (PLAN, {"k": "move", "t": "{task_id}", "phase": "{phase_id}", "after": None}),
    (PLAN, {"k": "remove", "t": "{task_id}"}),
    (PLAN, {"k": "set", "p": "{phase_id}", "f": "name", "v": "New"}),
    (PLAN, {"k": "add", "p": "{new_id}", "name": "One more", "after": None}),
    (PLAN, {"k": "move", "p": "{phase_id}", "after": None}),
    (PLAN, {"k": "remove", "p": "{phase_id}"}),
    (CHAT, {"k": "say", "m": "{new_id}", "room": "shared", "thread": None, "body": "Hello"}),
    (CHAT, {"k": "edit", "m": "{message_id}", "body": "Other words", "base": "Words of their own"}),
    (CHAT, {"k": "remove", "m": "{message_id}"}),
    (FORM, {"k": "set", "f": "{field_id}", "v": "New"}),
]

Values = dict[str, list[Any]]


def values_by_name(world: World) -> Values:
    """For every name, values of its columns' types that differ from what a fresh row has; the same ones every time."""
    found: Values = {name: ["taken over"] for name in BESIDES}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            known = found.setdefault(column.name, [])
            known += [value for value in _values_of(column, world) if value not in known]
    for mapper in Base.registry.mappers:
        for name in (name for name in dir(mapper.class_) if not name.startswith("_")):
            found.setdefault(name, [world.other.id, "taken over"])
    return found


def _values_of(column: Column[Any], world: World) -> list[Any]:
    for key in column.foreign_keys:
        return _ids_in(key.column)
    if column.primary_key and column.name == "id":
        return [world.other.id, world.admin.id]
    kind = column.type
    if isinstance(kind, Enum):
        return [one.value if isinstance(one, PythonEnum) else one for one in kind.enum_class or kind.enums]
    for types, values in (
        (Boolean, [True]),
        (DateTime, ["2031-05-05T10:00:00+00:00"]),
        (Date, ["2031-05-05"]),
        ((Integer, Float, Numeric), [7]),
        (JSON, [{"taken": "over"}]),
    ):
        if isinstance(kind, types):  # type: ignore[arg-type]
            return values
    return ["taken over"]


def _ids_in(column: Column[Any]) -> list[Any]:
    """An id that there is: the first and the last of the table that is referred to."""
    ids = list(db.session.scalars(select(column).order_by(column)))
    return [ids[0], ids[-1]] if ids else ["taken over"]


def round_of(values: Values, number: int) -> dict[str, Any]:
    """Every name with one of its values: another in each round, as long as it has others."""
    return {name: known[number % len(known)] for name, known in values.items()}


def beside(sent: Mapping[str, Any], extras: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent with the extras beside it, on every level that has names."""
    own = {name: _inside(value, extras) for name, value in sent.items()}
    return {**extras, **own}


def _inside(value: Any, extras: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inside(one, extras) for one in value]
    return beside(value, extras) if isinstance(value, dict) else value


def as_text(value: Any) -> str:
    return "1" if value is True else str(value)
