"""Every mail: no tag that MJML does not know, nothing left over, and a twin in plain text."""

import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from jinja2 import UndefinedError

from portal.config import TEMPLATES
from portal.mail import compose

# Unknown tags vanish without a word, and their content with them.
KNOWN_TAGS = {
    "mjml", "mj-head", "mj-title", "mj-preview", "mj-attributes", "mj-all", "mj-body", "mj-section", "mj-column",
    "mj-text", "mj-button", "mj-divider", "mj-image", "mj-wrapper", "mj-spacer",
}  # fmt: skip
FRAMES = {"layout", "parts"}
MAILS = sorted({path.stem for path in (TEMPLATES / "mail").glob("*.*")} - FRAMES)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


def tags_of(markup: str) -> set[str]:
    parser = Tags()
    parser.feed(re.sub(r"{#.*?#}|{%.*?%}", "", markup, flags=re.DOTALL))
    return {tag for tag in parser.found if tag.startswith("mj")}


@pytest.mark.parametrize("name", [*MAILS, *sorted(FRAMES)])
def test_mails_use_only_tags_that_mjml_knows(name: str) -> None:
    assert tags_of((TEMPLATES / "mail" / f"{name}.html").read_text()) - KNOWN_TAGS == set()


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_has_words_and_html(name: str) -> None:
    assert [(TEMPLATES / "mail" / f"{name}{ending}").exists() for ending in (".txt", ".html")] == [True, True]


CONTEXT = {
    "subject": "Sign in",
    "sender": {"name": "Northwind <Cloud>"},
    "member_name": "Anna <b>",
    "url": "https://onward.example/sign-in/token?next=%2Fa&b=1",
    "code": "ABCD-EFGH",
    "minutes": 15,
}


def test_html_mails_are_compiled_whole_with_every_value_escaped(app: Flask) -> None:
    html = compose.compose("sign_in", CONTEXT).html
    assert (tags_of(html), "Northwind &lt;Cloud&gt;" in html, "<b>" in html) == (set(), True, False)
    assert 'href="https://onward.example/sign-in/token?next=%2Fa&amp;b=1"' in html


def test_plain_text_is_not_escaped_and_ends_with_one_line_break(app: Flask) -> None:
    text = compose.compose("sign_in", CONTEXT).text
    assert (text.endswith("\n"), text.endswith("\n\n"), CONTEXT["url"] in text) == (True, False, True)


def test_a_mail_with_a_missing_name_is_not_made(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        compose.compose("sign_in", {**CONTEXT, "sender": {}})
