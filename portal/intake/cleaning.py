"""Cleaning what was typed as an answer: text that can be stored, numbers as the page's language writes them."""

import re
from math import isfinite
from typing import Any

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.web.forms import UNSTORABLE

DIGITS = 15
DECIMALS = 6
LONGEST_NUMBER = 30

GROUPED = {"en": re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?"), "de": re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")}
PLAIN = re.compile(r"-?\d+([.,]\d+)?")


class WrongAnswer(ValueError):
    """This cannot be the field's answer; `say` is the sentence to show beside it."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


def parsed_number(value: Any) -> int | float | None:
    """The number that was typed, read as the page's language writes it; None for nothing. Raises WrongAnswer."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | None):
        raise WrongAnswer(_not_a_number())
    if isinstance(value, str):
        value = _number_in(re.sub(r"[\s\u00a0\u202f']", "", value))
    if value is None:
        return None
    if (isinstance(value, float) and not isfinite(value)) or abs(value) >= 10**DIGITS:
        raise WrongAnswer(_not_a_number())
    rounded = round(value, DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded


def _number_in(text: str) -> float | None:
    if not text:
        return None
    if len(text) > LONGEST_NUMBER:
        raise WrongAnswer(_not_a_number())
    if GROUPED[_language()].fullmatch(text):
        return float(text.replace(",", "") if _language() == "en" else text.replace(".", "").replace(",", "."))
    if not PLAIN.fullmatch(text):
        raise WrongAnswer(_not_a_number())
    return float(text.replace(",", "."))


def _not_a_number() -> str:
    return str(_("Write a number, such as %(example)s.", example=number_words(12.5)))


def number_words(number: float, is_grouped: bool = True) -> str:
    """A number as the page's language writes it."""
    shown = format_decimal(number, "#,##0.######", locale=_language(), group_separator=is_grouped)
    return str(shown)


def _language() -> str:
    locale = get_locale()
    return locale.language if locale and locale.language in GROUPED else "en"


def storable(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WrongAnswer(_("This takes text."))
    if UNSTORABLE.search(value):
        raise WrongAnswer(_("This holds characters that cannot be stored. Type it again rather than pasting it."))
    return value


def of_length(text: str, most: int) -> str | None:
    if len(text) > most:
        raise WrongAnswer(_("At most %(max)d characters, please.", max=most))
    return text or None
