"""Which language a page speaks, and where its words come from."""

import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Domain, get_locale, refresh
from markupsafe import Markup

from portal.config import TRANSLATIONS
from portal.extensions import babel

LANGUAGES = {"en": "English", "de": "Deutsch"}
SOURCE = "en"
COOKIE = "language"
SCRIPTS = "static/js/"


class InMemory(Domain):
    """Catalogues compiled as they are read: where Onward is installed, it may write nothing."""

    def get_translations(self) -> Translations:
        return catalogue(TRANSLATIONS, language())


def init_translations(app: Flask) -> None:
    # Now, and not while the first page that needs one is waited for.
    for language_code in LANGUAGES:
        catalogue(TRANSLATIONS, language_code)
    app.extensions["onward.script_messages"] = {
        language: script_catalogue(TRANSLATIONS, language) for language in LANGUAGES if language != SOURCE
    }
    babel.init_app(app, locale_selector=chosen_language)
    babel.domain_instance = InMemory()
    app.add_template_global(language)
    app.add_template_global(languages)
    app.add_template_global(script_messages)


def chosen_language() -> str:
    """The reader's own choice, else what the person or the workspace speaks, else what the browser asks for."""
    if not has_request_context():
        return SOURCE
    for wish in (request.cookies.get(COOKIE), g.get("language_hint")):
        if wish in LANGUAGES:
            return str(wish)
    return request.accept_languages.best_match(LANGUAGES, SOURCE) or SOURCE


def hint_language(wish: str | None) -> None:
    """Speak `wish` in this request, unless the reader chose for themselves."""
    g.language_hint = wish
    refresh()


def language() -> str:
    """The language of this page as a code: en or de."""
    locale = get_locale()
    return locale.language if locale else SOURCE


def languages() -> dict[str, str]:
    """Codes of the languages there are, each with its own name for itself."""
    return LANGUAGES


def script_messages() -> Markup:
    """The words of the scripts in the page's language as JSON for a <script> element; empty in English."""
    catalogue = current_app.extensions["onward.script_messages"].get(language())
    if not catalogue:
        return Markup()
    return Markup(json.dumps(catalogue, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - cannot end the element


@lru_cache
def catalogue(folder: Path, language_code: str) -> Translations:
    """What the product says in `language_code`; in English, what stands in the source."""
    source = folder / language_code / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return Translations()
    compiled = BytesIO()
    write_mo(compiled, _read(source))
    compiled.seek(0)
    return Translations(compiled)


@lru_cache
def script_catalogue(folder: Path, language_code: str) -> dict[str, Any]:
    """What static/js says in `language_code`: source to translation, or to [one, many]."""
    source = folder / language_code / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return {}
    found = [message for message in _read(source) if _is_for_scripts(message)]
    return {
        _first(message.id): message.string if isinstance(message.string, str) else list(message.string or ())
        for message in found
    }


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file)


def _is_for_scripts(message: Message) -> bool:
    return (
        bool(message.id) and bool(message.string) and any(path.startswith(SCRIPTS) for path, _line in message.locations)
    )


def _first(identifier: str | list[str] | tuple[str, ...]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]
