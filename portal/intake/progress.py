"""How far a form is filled in, and what keeps it from being submitted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.intake.cleaning import WrongAnswer
from portal.intake.kinds import FileField
from portal.intake.schema import Schema


@dataclass(frozen=True)
class Progress:
    """`needed_left` counts the needed fields without an answer."""

    answered: int
    total: int
    needed_left: int


def progress_of(schema: Schema, answers: Mapping[str, Any]) -> Progress:
    """Counts only what the form asks now."""
    fields = list(schema.fields())
    given = {field.id for field in fields if answers.get(field.id) is not None}
    return Progress(
        answered=len(given),
        total=len(fields),
        needed_left=sum(field.required and field.id not in given for field in fields),
    )


def problems_of(schema: Schema, answers: Mapping[str, Any]) -> dict[str, str]:
    """A sentence for each field that keeps the form from being submitted, in the form's order."""
    found: dict[str, str] = {}
    for field in schema.fields():
        answer = answers.get(field.id)
        if answer is None:
            if field.required:
                found[field.id] = missing_words()
        elif not isinstance(field, FileField):
            # The form may have changed since this was answered.
            try:
                field.clean(answer)
            except WrongAnswer as wrong:
                found[field.id] = wrong.say
    return found


def missing_words() -> str:
    return str(_("This is still needed."))
