"""The few addresses that belong to no feature."""

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from portal.config import settings
from portal.extensions import limiter
from portal.web.paths import own_path
from portal.web.static_files import static_url
from portal.web.translations import COOKIE, LANGUAGES

blueprint = Blueprint("web", __name__)

YEAR_SECONDS = 365 * 24 * 3600


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Remember the language this reader chose, and go back to where they were."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(422)
    response = redirect(own_path(request.form.get("next")), 303)
    response.set_cookie(COOKIE, chosen, max_age=YEAR_SECONDS, secure=settings().is_https, httponly=True, samesite="Lax")
    return response


@blueprint.get("/favicon.ico")
@limiter.exempt
def show_icon() -> ResponseReturnValue:
    return redirect(static_url("icon.svg"), 302)


@blueprint.get("/robots.txt")
@limiter.exempt
def show_robots() -> Response:
    """Nothing here is for search engines."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
