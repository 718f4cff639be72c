"""Errors in the product's words: a page for people, {ok: false, err, say} for scripts."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, ServiceUnavailable, TooManyRequests

from portal.config import settings
from portal.extensions import limiter

KEPT_HEADERS = ("Allow", "Retry-After")
# What is refused for no fault of what was typed, and may be taken the next time.
MAY_WORK_NEXT_TIME = (CSRFError, TooManyRequests, ServiceUnavailable, InternalServerError)
WORDS_BYTES = 400_000

# The words of the wire for each status; anything else is "invalid" below 500 and "internal" above.
WIRE_WORDS = {403: "forbidden", 404: "gone", 409: "conflict", 410: "revoked", 429: "rate", 500: "internal", 503: "busy"}


@dataclass(frozen=True)
class Explanation:
    """What happened, and what was kept or can be done."""

    title: str
    text: str


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(OperationalError, show_database_error)
    app.register_error_handler(DataError, show_unreadable)
    app.before_request(_refuse_unstorable_address)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """The answer to `error`; one that brings its own response (a redirect, a page) is left alone."""
    if error.response is not None:
        return error.get_response()
    code = error.code or 500
    if 300 <= code < 400:
        return error
    explanation = explain(error)
    headers = [(name, value) for name, value in error.get_headers() if name in KEPT_HEADERS]
    if code == 429:
        headers.append(("Retry-After", str(_seconds_to_wait())))
    if wants_json():
        err = WIRE_WORDS.get(code, "invalid")
        return jsonify(ok=False, err=err, say=f"{explanation.title}. {explanation.text}"), code, headers
    page = render_template(
        "errors/error.html",
        brand=None,
        code=code,
        explanation=explanation,
        fields=_fields_to_send_again() if isinstance(error, MAY_WORK_NEXT_TIME) else None,
        back_url=_page_of_the_form(),
    )
    return page, code, headers


def show_database_error(error: OperationalError) -> ResponseReturnValue:
    """The database is away, full or locked: nothing was changed, and trying again may work."""
    current_app.logger.exception("the database did not answer", exc_info=error)
    return show_error(ServiceUnavailable())


def show_unreadable(error: DataError) -> ResponseReturnValue:
    """The database cannot hold what was sent, such as a NUL: nothing was changed."""
    return show_error(BadRequest())


def _refuse_unstorable_address() -> None:
    # No address of ours holds one, and PostgreSQL cannot even be asked for it.
    if "\0" in request.path:
        abort(404)
    if any("\0" in value for values in request.args.listvalues() for value in values):
        abort(400)


def wants_json() -> bool:
    """Whether a script asked, and not a person's browser."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def explain(error: HTTPException) -> Explanation:
    """Words for `error`; a sentence given to abort(…, description) takes the place of the usual text."""
    if isinstance(error, CSRFError):
        return _page_too_old()
    usual = _usual_words(error.code or 500)
    own = error.description
    # A rate limit and a crash describe themselves in figures that are nobody's business.
    is_ours = (
        own and own != type(error).description and error.code != 429 and not isinstance(error, InternalServerError)
    )
    return Explanation(usual.title, str(own)) if is_ours else usual


def _page_too_old() -> Explanation:
    return Explanation(
        _("This page was open too long, or its cookies are gone"),
        _("Nothing was saved, and nothing is lost. Go back to the page, reload it, and send it again."),
    )


def _usual_words(code: int) -> Explanation:
    words = {
        400: (
            _("We could not read that"),
            _("Something in the request was cut or changed on the way. Nothing was changed. Go back and try again."),
        ),
        403: (_("This is not open to you"), _("Nothing was changed. Ask your contact if you need it.")),
        404: (
            _("There is nothing here"),
            _("The address may be cut or mistyped, or this was never open to you. Try the link you were sent."),
        ),
        405: (_("That does not work here"), _("Nothing was changed. Go back to the page and use its buttons.")),
        409: (
            _("Someone else was faster"),
            _("This changed while you had it open. Yours was not saved. Reload to see how it stands now."),
        ),
        410: (_("This is no longer here"), _("It was removed or has ended. Ask your contact for a new link.")),
        413: (_("That is too large"), _("Nothing was saved. Send something smaller.")),
        415: (_("We cannot read this kind of file"), _("Nothing was saved. Send it in another format.")),
        422: (_("Something in it is not right"), _("Nothing was saved. Go back, correct it, and send it again.")),
        429: (_("That was too many at once"), _words_to_wait()),
        503: (
            _("We cannot reach our data at the moment"),
            _("Nothing was saved. What was saved before is safe. Try again in a minute."),
        ),
    }
    title, text = words.get(code) or (
        words[400]
        if code < 500
        else (
            _("Something went wrong on our side"),
            _("What was saved before is safe; the last step may not be. Try again, and tell your contact if it stays."),
        )
    )
    return Explanation(title, text)


def _words_to_wait() -> str:
    minutes = max(1, -(-(_seconds_to_wait() - 1) // 60))
    return ngettext(
        "Nothing was changed. Wait a minute, then try again.",
        "Nothing was changed. Try again in %(num)s minutes.",
        minutes,
    )


def _seconds_to_wait() -> int:
    """How long the limit that was reached still refuses."""
    reached = limiter.current_limit
    return max(1, reached.reset_at - int(time.time())) if reached and reached.breached else 60


def _fields_to_send_again() -> list[tuple[str, str]] | None:
    """What was typed, to be sent again by one press; None unless the form surely came from our own page."""
    is_ours = request.headers.get("Origin") == settings().public_url
    # A body that was not read yet is read here: none that is too large, and no file's.
    is_small = 0 < (request.content_length or 0) <= WORDS_BYTES
    try:
        if not is_ours or not is_small or request.files:
            return None
        return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    except HTTPException:
        return None


def _page_of_the_form() -> str | None:
    """The address of our page that a refused form was sent from; None where it cannot be opened again."""
    came_from = request.referrer or ""
    if request.method != "POST" or not came_from.startswith(f"{settings().public_url}/"):
        return None
    addresses = current_app.create_url_adapter(request)
    return came_from if addresses and addresses.test(urlsplit(came_from).path, method="GET") else None
