"""The built-in forms: data files with every text in English and German, read once and refused at the first slip."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.intake.kinds import Strict
from portal.intake.schema import Schema, read_schema

DATA = Path(__file__).parent / "templates"
LANGUAGES = ("en", "de")


class Text(Strict):
    """One text in every language of ours."""

    en: str
    de: str

    def in_language(self, language: str) -> str:
        return self.de if language.startswith("de") else self.en


class FormTemplate(Strict):
    """`asks` is a schema whose texts are {"en": …, "de": …}."""

    key: str
    title: Text
    summary: Text
    intro: Text
    asks: dict[str, Any]

    def schema_in(self, language: str) -> Schema:
        """What it asks, in that language. Raises SchemaRefused for a file that breaks the rules."""
        return read_schema(_in_language(self.asks, "de" if language.startswith("de") else "en"))


@lru_cache(maxsize=1)
def templates() -> dict[str, FormTemplate]:
    """Every built-in form by its key. Raises ValueError for a file that breaks the rules."""
    read = [FormTemplate.model_validate(json.loads(path.read_text())) for path in sorted(DATA.glob("*.json"))]
    for template in read:
        for language in LANGUAGES:
            template.schema_in(language)
    return {template.key: template for template in read}


def _in_language(part: Any, language: str) -> Any:
    if isinstance(part, dict):
        if part.keys() == set(LANGUAGES):
            return part[language]
        return {name: _in_language(value, language) for name, value in part.items()}
    if isinstance(part, list):
        return [_in_language(one, language) for one in part]
    return part
