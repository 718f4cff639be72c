"""What every template may call: where it is, what the icons are, and how a brand's colours come in."""

from flask import Flask, has_request_context, request
from markupsafe import Markup

from portal.config import STATIC

NOT_CSS = set("<>\\")


def init_page(app: Flask) -> None:
    sprite = Markup((STATIC / "vendor" / "lucide" / "sprite.svg").read_text())  # noqa: S704 - our own file

    @app.template_global()
    def icon_sprite() -> Markup:
        return sprite

    app.add_template_global(current_path)
    app.add_template_global(is_here)
    app.add_template_global(css_text)


def current_path() -> str:
    """Path and query of the page, to come back to; of a POST only its path."""
    if not has_request_context():
        return "/"
    has_query = request.method == "GET" and request.query_string
    return request.full_path if has_query else request.path


def is_here(path: str) -> bool:
    """Whether the page is `path` or lies below it."""
    return request.path == path or request.path.startswith(path + "/")


def css_text(css: str) -> Markup:
    """Custom properties for a <style> element. Raises ValueError for anything that could end that element."""
    if NOT_CSS & set(css):
        raise ValueError("A brand's style holds more than custom properties.")
    return Markup(css)  # noqa: S704 - checked above
