"""Mails as words and as HTML, both from templates/mail: plain text by Jinja, HTML by Jinja and MJML."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from mjml import mjml2html


@dataclass(frozen=True)
class Look:
    """The colours of a mail: the brand's, the text on it, and the panel's ground. Onward's own if nothing is given."""

    colour: str = "#1c5c9e"
    ink: str = "#ffffff"
    tint: str = "#edf5ff"


@dataclass(frozen=True)
class Body:
    text: str
    html: str


def compose(template: str, context: dict[str, Any]) -> Body:
    """The mail `template` filled with `context`. Raises UndefinedError when a name is missing."""
    known = {"customer_name": "", "footer": "", "look": Look(), **context}
    words = current_app.jinja_env.get_template(f"mail/{template}.txt").render(known)
    return Body(text=words.strip() + "\n", html=mjml2html(markup_of(template, known)))


def markup_of(template: str, known: dict[str, Any]) -> str:
    """The mail in MJML, every value in it escaped."""
    return current_app.jinja_env.get_template(f"mail/{template}.html").render(known)
