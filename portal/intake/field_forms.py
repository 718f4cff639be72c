"""The form of one field in the editor: what was typed, as a field; and a field, as what its form shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from portal.database import new_id
from portal.intake.cleaning import WrongAnswer, number_words, parsed_number
from portal.intake.kinds import KINDS, ChoiceField, FieldOf
from portal.intake.schema import SchemaRefused, errors_of
from portal.web.forms import UNSTORABLE


@dataclass(frozen=True)
class FieldForm:
    """What the form of a field shows: texts by setting, and what is wrong with which."""

    id: str
    kind: str
    values: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> tuple[str, ...]:
        return KINDS[self.kind].settings if self.kind in KINDS else ()


def form_of(one: FieldOf) -> FieldForm:
    """The form as the field stands."""
    values: dict[str, Any] = {"label": one.label, "help": one.help, "required": one.required}
    for name in one.settings:
        values[name] = _as_typed(getattr(one, name))
    return FieldForm(one.id, one.kind, values)


def _as_typed(value: Any) -> Any:
    if isinstance(value, list):
        return "\n".join(one.label for one in value) if value and not isinstance(value[0], str) else value
    if isinstance(value, float):
        return number_words(value, is_grouped=False)
    return "" if value is None else value


def sent_form(kind: str, field_id: str, sent: MultiDict[str, str], errors: Mapping[str, str]) -> FieldForm:
    """The form once more, with what was typed and what is wrong."""
    values: dict[str, Any] = {"label": sent.get("label", ""), "help": sent.get("help", "")}
    values["required"] = "required" in sent
    for name in KINDS[kind].settings:
        values[name] = sent.getlist(name) if name == "kinds" else sent.get(name, "")
    return FieldForm(field_id, kind, values, dict(errors))


def read_field(kind: str, sent: MultiDict[str, str], before: FieldOf | None = None) -> FieldOf:
    """The field that was typed; one that was there `before` keeps its id. Raises SchemaRefused."""
    if kind not in KINDS:
        raise SchemaRefused({"kind": _("There is no such kind of field.")})
    raw: dict[str, Any] = {
        "id": before.id if before else new_id(),
        "kind": kind,
        "label": _line(sent, "label"),
        "help": sent.get("help", "").replace("\r\n", "\n").strip(),
        "required": "required" in sent,
    }
    errors: dict[str, str] = {}
    for name in KINDS[kind].settings:
        if name not in sent and name != "kinds":
            raw |= _starting(name)
            continue
        try:
            raw[name] = _setting(name, sent, before)
        except WrongAnswer as wrong:
            errors[name] = wrong.say
    for name in ("label", "help", "options", "unit"):
        if UNSTORABLE.search(sent.get(name, "")):
            errors[name] = _("This holds characters that cannot be stored. Type it again rather than pasting it.")
    try:
        read = KINDS[kind].model_validate(raw)
    except ValidationError as error:
        raise SchemaRefused(errors_of(error) | errors) from None
    if errors:
        raise SchemaRefused(errors)
    return read


def _starting(name: str) -> dict[str, Any]:
    """What a new field starts with where its kind cannot do without."""
    if name != "options":
        return {}
    return {"options": [{"id": new_id(), "label": _("First option")}, {"id": new_id(), "label": _("Second option")}]}


def _line(sent: MultiDict[str, str], name: str) -> str:
    return " ".join(sent.get(name, "").split())


def _setting(name: str, sent: MultiDict[str, str], before: FieldOf | None) -> Any:
    match name:
        case "minimum" | "maximum":
            number = parsed_number(sent.get(name, ""))
            return None if number is None else float(number)
        case "most_files":
            return _whole_number(sent.get(name, ""))
        case "kinds":
            return sent.getlist(name)
        case "options":
            return _options(sent.get(name, ""), before)
        case _:
            return _line(sent, name)


def _whole_number(text: str) -> int:
    number = parsed_number(text)
    if not isinstance(number, int):
        raise WrongAnswer(_("Write a whole number, such as 3."))
    return number


def _options(text: str, before: FieldOf | None) -> list[dict[str, str]]:
    """One option a line. A line that says what an option said keeps its id; so does one that stands in its place."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    known = before.options if isinstance(before, ChoiceField) else []
    by_label = {one.label: one.id for one in known}
    kept = {label: by_label[label] for label in lines if label in by_label}
    options = []
    for place, label in enumerate(lines):
        in_place = known[place].id if place < len(known) and known[place].label not in kept else None
        options.append({"id": kept.get(label) or in_place or new_id(), "label": label})
    return options
