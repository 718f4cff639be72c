"""How often somebody may ask or guess. Counted by the caller, the mailbox asked for, the link."""

import time

from flask import Response, request
from flask_limiter import RequestLimit

from portal.access.keys import fingerprint
from portal.access.pages import too_many_page
from portal.access.sessions import cookie_name
from portal.callers import caller
from portal.config import settings
from portal.extensions import limiter

TOO_MANY = 429


def _mailbox() -> str:
    # The counter keeps its keys: whatever is typed, each takes the same little room.
    return fingerprint(request.form.get("email", "").strip().lower())


def _was_wrong(response: Response) -> bool:
    # Who is refused has guessed nothing.
    return response.status_code >= 400 and response.status_code != TOO_MANY


def _has_opened(response: Response) -> bool:
    return response.status_code < 400


def _link() -> str:
    return fingerprint(request.path)


def _link_and_caller() -> str:
    return fingerprint(f"{request.path} {caller()}")


def _ask_to_wait(reached: RequestLimit) -> Response:
    return too_many_page(max(1, reached.reset_at - int(time.time())))


def _browser() -> str:
    return fingerprint(request.cookies.get(cookie_name()) or caller())


# One allowance for all that writes in workspaces; a blueprint is limited as a whole.
limit_writes = limiter.shared_limit(
    lambda: settings().writes_per_browser, scope="writes", key_func=_browser, methods=["POST"]
)
limit_previews = limiter.shared_limit(
    lambda: settings().previews_per_browser, scope="previews", key_func=_browser, methods=["POST"]
)
limit_sign_ins_by_caller = limiter.limit(lambda: settings().sign_ins_per_caller)
limit_sign_ins_by_mailbox = limiter.limit(lambda: settings().sign_ins_per_address, key_func=_mailbox)
limit_sign_in_codes = limiter.limit(lambda: settings().sign_in_codes_per_caller, deduct_when=_was_wrong)
limit_fresh_links = limiter.limit(lambda: settings().fresh_links_per_caller)
# Each opening leaves a session and a line of the audit log. Who is in already is not asked again.
limit_openings_by_caller = limiter.limit(
    lambda: settings().openings_per_caller, key_func=_link_and_caller, deduct_when=_has_opened, on_breach=_ask_to_wait
)
limit_openings_of_link = limiter.limit(
    lambda: settings().openings_per_link, key_func=_link, deduct_when=_has_opened, on_breach=_ask_to_wait
)
# One allowance for every page that tries a join code, so that guessing is not spread over them.
limit_guesses_by_caller = limiter.shared_limit(
    lambda: settings().wrong_join_codes_per_caller, scope="join codes", deduct_when=_was_wrong
)
