"""Forms: the class they share, and fields that clean and check what is typed.

Each function answers a WTForms field. A line or text is trimmed; what no one can see or store is refused.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import BooleanField, DateField, EmailField, Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from portal.web.translations import LANGUAGES

LINE_LENGTH = 200
TEXT_LENGTH = 20_000
ADDRESS_LENGTH = 254
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[^\s@<>\"(),:;\[\]\\.]+(\.[^\s@<>\"(),:;\[\]\\.]+)+")
COLOUR = r"^#[0-9a-f]{6}$"
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Form(FlaskForm):
    """A form with its CSRF token. Show it with templates/components/form.html; answer 422 when it does not validate."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            # A script's JSON holds whatever it likes, lists and numbers too; here only what a form sends is read.
            if formdata is _Auto and request.is_json:
                return None
            return super().wrap_formdata(form, formdata)

    def refuse(self, name: str, sentence: str) -> None:
        """Put what an action refused beside the field `name`, or above the form if there is no such field."""
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]


def line(label: str, most: int = LINE_LENGTH, is_needed: bool = True) -> UnboundField:
    """One line of at most `most` characters."""
    return StringField(label, filters=[_one_line], validators=[*_presence(is_needed), _storable, _at_most(most)])


def text(label: str, most: int = TEXT_LENGTH, is_needed: bool = False) -> UnboundField:
    """Several lines of at most `most` characters; line ends become plain newlines."""
    return TextAreaField(label, filters=[_many_lines], validators=[*_presence(is_needed), _storable, _at_most(most)])


def address(label: str, is_needed: bool = True) -> UnboundField:
    """An e-mail address, in lower case."""
    return EmailField(
        label, filters=[_lower], validators=[*_presence(is_needed), _at_most(ADDRESS_LENGTH), _is_address]
    )


def colour(label: str, is_needed: bool = False) -> UnboundField:
    """A colour as #rrggbb."""
    sentence = _("A colour is six digits after a #, such as #1c5c9e.")
    return StringField(label, filters=[_lower], validators=[*_presence(is_needed), Regexp(COLOUR, message=sentence)])


def day(label: str, is_needed: bool = False) -> UnboundField:
    """A date, from the browser's own date field; None when left empty."""
    return DateField(label, validators=[*_presence(is_needed), _in_our_time])


def language(label: str) -> UnboundField:
    """One of the languages Onward speaks."""
    return SelectField(label, choices=_offered(list(LANGUAGES.items())))


def time_zone(label: str) -> UnboundField:
    """An IANA time zone, such as Europe/Berlin."""
    return SelectField(label, choices=_offered(zone_choices()))


def choice(label: str, choices: list[tuple[str, str]]) -> UnboundField:
    """One of `choices`, each a value and its words."""
    return SelectField(label, choices=_offered(choices))


def yes_no(label: str) -> UnboundField:
    """A box to tick."""
    return BooleanField(label)


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone that is named after a place, and UTC."""
    zones = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
    )
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *zones]]


def _offered(choices: list[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in choices]


def _presence(is_needed: bool) -> list[Callable[..., None]]:
    if is_needed:
        return [InputRequired(message=_("This is still missing.")), _not_blank]
    return [Optional()]


def _not_blank(form: Form, field: Field) -> None:
    if isinstance(field.data, str) and not field.data:
        raise ValidationError(_("This is still missing."))


def _at_most(most: int) -> Length:
    return Length(max=most, message=_("At most %(max)d characters, please."))


def _storable(form: Form, field: Field) -> None:
    if field.data and UNSTORABLE.search(field.data):
        raise ValidationError(_("This holds characters that cannot be stored. Type it again rather than pasting it."))


def _in_our_time(form: Form, field: Field) -> None:
    # As in the plan: who counts days from the year 1, or to 9999, counts for long and past the end of the calendar.
    if field.data and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(_("Choose a date between 2000 and 2199."))


def _is_address(form: Form, field: Field) -> None:
    if not ADDRESS.fullmatch(field.data):
        raise ValidationError(_("This does not look like an e-mail address, such as anna@example.com."))


def _one_line(value: str | None) -> str | None:
    return " ".join(value.split()) if value else value


def _many_lines(value: str | None) -> str | None:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() if value else value


def _lower(value: str | None) -> str | None:
    return value.strip().lower() if value else value
