"""Mails as words and as HTML, both from templates/mail: plain text by Jinja, HTML by Jinja and MJML."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from mjml import mjml2html

from portal.config import settings

# The brand's own blue, for mails that are about no workspace.
BRAND = {"brand_colour": "#1f5b9f", "brand_ink": "#ffffff", "brand_tint": "#edf5ff"}


@dataclass(frozen=True)
class Body:
    text: str
    html: str


def compose(template: str, context: dict[str, Any]) -> Body:
    """The mail `template` filled with `context`. Raises UndefinedError when a name is missing."""
    known = {"vendor_name": settings().vendor_name, "customer_name": "", "footer": "", **BRAND, **context}
    words = current_app.jinja_env.get_template(f"mail/{template}.txt").render(known)
    markup = current_app.jinja_env.get_template(f"mail/{template}.html").render(known)
    return Body(text=words.strip() + "\n", html=mjml2html(markup))
