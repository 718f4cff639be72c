"""What every template may call: where it is, what the icons are, and how a brand's colours come in."""

import re
from collections.abc import Iterable
from functools import lru_cache

from flask import Flask, Response, has_request_context, request
from markupsafe import Markup

from portal.config import STATIC

NOT_CSS = set("<>\\")
ICON_USED = re.compile(rb'href="#i-([a-z0-9-]+)"')
ICON_DRAWN = re.compile(r'<symbol id="i-([a-z0-9-]+)".*?</symbol>', re.DOTALL)


def init_page(app: Flask) -> None:
    app.after_request(_add_icons)
    app.add_template_global(current_path)
    app.add_template_global(is_here)
    app.add_template_global(css_text)


def _add_icons(response: Response) -> Response:
    """End every page, and every part of one that a script fetches, with the icons it uses, each drawn once."""
    if response.mimetype != "text/html" or response.is_streamed or response.direct_passthrough:
        return response
    html = response.get_data()
    used = frozenset(name.decode() for name in ICON_USED.findall(html))
    if used:
        body, end, rest = html.rpartition(b"</body>")
        response.set_data(body + _sprite(used) + end + rest if end else html + _sprite(used))
    return response


@lru_cache(maxsize=200)
def _sprite(names: Iterable[str]) -> bytes:
    symbols = _symbols()
    drawn = "".join(symbols[name] for name in sorted(names) if name in symbols)
    return f'<svg class="sprite" width="0" height="0" aria-hidden="true">{drawn}</svg>'.encode()


@lru_cache
def _symbols() -> dict[str, str]:
    """The drawing of every icon by its name."""
    sprite = (STATIC / "vendor" / "lucide" / "sprite.svg").read_text()
    return {found[1]: found[0] for found in ICON_DRAWN.finditer(sprite)}


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
