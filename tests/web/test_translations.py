"""Which language a page speaks, and the words its scripts are given."""

import json
from pathlib import Path

import pytest
from flask import Flask, g
from flask_babel import gettext

from portal.web import translations
from tests.testclient import Browser

GERMAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

#: templates/layout.html
msgid "Skip to the content"
msgstr "Zum Inhalt"

#: static/js/pill.js
msgid "Offline </script>"
msgstr "Getrennt </script>"

#: portal/plan/words.py static/js/pill.js
msgid "%(n)s change waiting"
msgid_plural "%(n)s changes waiting"
msgstr[0] "%(n)s Änderung wartet"
msgstr[1] "%(n)s Änderungen warten"

#: static/js/pill.js
msgid "Not translated yet"
msgstr ""
"""


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A folder with a small German catalogue."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(GERMAN)
    return tmp_path


@pytest.mark.parametrize(
    ("cookie", "hint", "accepted", "spoken"),
    [
        ("de", "en", "en", "de"),
        (None, "de", "en", "de"),
        ("xx", "de", "en", "de"),
        (None, None, "de-AT,de;q=0.9,en;q=0.5", "de"),
        (None, "xx", "fr", "en"),
        (None, None, None, "en"),
    ],
)
def test_the_readers_choice_comes_first_then_the_person_then_the_browser(
    app: Flask, cookie: str | None, hint: str | None, accepted: str | None, spoken: str
) -> None:
    headers = {"Cookie": f"language={cookie}"} if cookie else {}
    if accepted:
        headers["Accept-Language"] = accepted
    with app.test_request_context(headers=headers):
        g.pop("language_hint", None)
        translations.hint_language(hint)
        assert translations.language() == spoken


def test_a_hint_holds_even_after_something_was_said(app: Flask) -> None:
    with app.test_request_context():
        assert translations.language() == "en"
        translations.hint_language("de")
        assert translations.language() == "de"


def test_a_chosen_language_is_remembered_and_leads_back(client: Browser) -> None:
    response = client.post("/language", data={"language": "de", "next": "/sign-in?next=/x"})
    assert (response.status_code, response.headers["Location"]) == (303, "/sign-in?next=/x")
    assert '<html lang="de">' in client.get("/sign-in").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_choosing_a_language_never_leads_to_another_site(client: Browser, elsewhere: str) -> None:
    response = client.post("/language", data={"language": "en", "next": elsewhere})
    assert response.headers["Location"] == "/"


def test_a_language_we_do_not_speak_is_refused(client: Browser) -> None:
    response = client.post("/language", data={"language": "tlh"})
    assert response.status_code == 422
    assert "Set-Cookie" not in response.headers or "language=" not in response.headers["Set-Cookie"]


def test_scripts_get_their_own_words_only(german: Path) -> None:
    assert translations.script_catalogue(german, "de") == {
        "Offline </script>": "Getrennt </script>",
        "%(n)s change waiting": ["%(n)s Änderung wartet", "%(n)s Änderungen warten"],
    }


def test_a_language_without_a_catalogue_has_no_words_for_scripts(tmp_path: Path) -> None:
    assert translations.script_catalogue(tmp_path, "de") == {}


def test_the_words_of_scripts_cannot_end_their_element(app: Flask, german: Path) -> None:
    app.extensions["onward.script_messages"] = {"de": translations.script_catalogue(german, "de")}
    with app.test_request_context(headers={"Cookie": "language=de"}):
        given = translations.script_messages()
    assert "<" not in given
    assert json.loads(given)["Offline </script>"] == "Getrennt </script>"


def test_english_scripts_are_given_nothing(app: Flask, german: Path) -> None:
    app.extensions["onward.script_messages"] = {"de": translations.script_catalogue(german, "de")}
    with app.test_request_context():
        assert translations.script_messages() == ""


def test_a_catalogue_is_read_without_writing_anything(german: Path) -> None:
    before = sorted(german.rglob("*"))
    words = translations.catalogue(german, "de")
    assert (words.ugettext("Skip to the content"), words.ugettext("New")) == ("Zum Inhalt", "New")
    assert words.ungettext("%(n)s change waiting", "%(n)s changes waiting", 2) == "%(n)s Änderungen warten"
    assert sorted(german.rglob("*")) == before


def test_a_language_without_a_catalogue_speaks_as_the_source(tmp_path: Path) -> None:
    words = translations.catalogue(tmp_path, "en")
    assert [words.ungettext("one", "many", count) for count in (0, 1, 2)] == ["many", "one", "many"]


def test_outside_a_request_we_speak_english(app: Flask) -> None:
    assert gettext("Skip to the content") == "Skip to the content"
    assert translations.chosen_language() == "en"
