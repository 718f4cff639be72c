"""The guard at the socket's door: the right site, and a browser session that is alive."""

from typing import Any

from werkzeug.http import parse_cookie

from portal.access.addresses import is_own_origin
from portal.access.sessions import cookie_name, session_of_cookie
from portal.extensions import db


def browser_session_of(environ: dict[str, Any]) -> str | None:
    """The id of the live browser session that wants to connect; None where it must be refused.

    A missing Origin is refused like a foreign one: browsers always send it, and others have the HTTP routes.
    """
    if not is_own_origin(environ.get("HTTP_ORIGIN")):
        return None
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    browser = session_of_cookie(db.session(), cookies.get(cookie_name()))
    return browser.id if browser else None
