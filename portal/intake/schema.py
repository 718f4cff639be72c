"""The schema of a form: sections of fields, strict, with readable refusals. Kinds of fields stand in kinds.py."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from pydantic import Field as Limit
from pydantic import ValidationError, model_validator

from portal.intake.kinds import FieldOf, FormField, Id, Label, Strict

MOST_SECTIONS = 50


class Section(Strict):
    id: Id
    title: Label
    fields: list[FormField] = []


class RemovedField(Strict):
    """A field that is asked no more; its answers stay, and it can come back to where it stood."""

    section: Id
    place: int = Limit(ge=0)
    field: FormField


class Schema(Strict):
    sections: list[Section] = Limit([], max_length=MOST_SECTIONS)
    removed: list[RemovedField] = []

    @model_validator(mode="after")
    def _ids_differ(self) -> "Schema":
        ids = [field.id for field in self.fields()]
        sections = [section.id for section in self.sections]
        if len(set(ids)) < len(ids) or len(set(sections)) < len(sections):
            raise ValueError("ids_same")
        return self

    def fields(self) -> Iterator[FieldOf]:
        """Every field that is asked, in order."""
        return (field for section in self.sections for field in section.fields)

    def field(self, field_id: str) -> FieldOf | None:
        return next((field for field in self.fields() if field.id == field_id), None)

    @property
    def count(self) -> int:
        return sum(len(section.fields) for section in self.sections)

    def to_store(self) -> dict[str, Any]:
        return self.model_dump()


class SchemaRefused(Exception):
    """Something is wrong with what a form should ask; `errors` are sentences by the name of the setting."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {say}" for name, say in errors.items()))
        self.errors = dict(errors)


def read_schema(raw: Any) -> Schema:
    """The schema that a row or a template holds. Raises SchemaRefused."""
    try:
        return Schema.model_validate(raw)
    except ValidationError as error:
        raise SchemaRefused(errors_of(error)) from None


def errors_of(error: ValidationError) -> dict[str, str]:
    """Sentences for what pydantic found, by the last name on the way to it; "label" where there is none."""
    found: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False):
        names = [part for part in problem["loc"] if isinstance(part, str)]
        reason = str(problem.get("ctx", {}).get("error", problem["type"]))
        name = OF_THE_WHOLE.get(reason) or (names[-1] if names else "label")
        found.setdefault(name, _sentence(reason, problem.get("ctx", {})))
    return found


# Where a rule about the whole field is said.
OF_THE_WHOLE = {"limits_crossed": "maximum", "options_same": "options"}


def _sentence(reason: str, details: Mapping[str, Any]) -> str:
    most, least = details.get("max_length", details.get("le", 0)), details.get("min_length", details.get("ge", 0))
    sentences = {
        "limits_crossed": _("The largest number is smaller than the smallest."),
        "options_same": _("Two options are the same."),
        "ids_same": _("Two fields have the same id."),
        "string_too_short": _("This is still missing."),
        "missing": _("This is still missing."),
        "string_too_long": _("At most %(max)d characters, please.", max=most),
        "too_short": _("At least %(number)s, please.", number=least),
        "too_long": _("At most %(number)s, please.", number=most),
        "greater_than_equal": _("At least %(number)s, please.", number=least),
        "less_than_equal": _("At most %(number)s, please.", number=most),
        "union_tag_invalid": _("There is no such kind of field."),
        "extra_forbidden": _("This does not belong here."),
    }
    return sentences.get(reason) or _("This cannot be read.")


def version_of(title: str, raw: Mapping[str, Any]) -> int:
    """Changes whenever what the form asks changes: pages that stand open compare it."""
    asked = repr((title, raw.get("sections")))
    return zlib.crc32(asked.encode())
