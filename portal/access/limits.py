"""How often somebody may ask or guess. Counted by the caller, by the mailbox asked for, and for all together."""

from flask import Response, request

from portal.access.keys import fingerprint
from portal.access.sessions import cookie_name
from portal.callers import caller
from portal.config import settings
from portal.extensions import limiter

TOO_MANY = 429


def _mailbox() -> str:
    # The counter keeps its keys: whatever is typed, each takes the same little room.
    return fingerprint(request.form.get("email", "").strip().lower())


def _everybody() -> str:
    return "everybody"


def _was_wrong(response: Response) -> bool:
    # Who is refused has guessed nothing: counted, one caller's flood would use up what all have together.
    return response.status_code >= 400 and response.status_code != TOO_MANY


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
# One allowance for every page that tries a join code, so that guessing is not spread over them.
limit_guesses_by_caller = limiter.shared_limit(
    lambda: settings().wrong_join_codes_per_caller, scope="join codes", deduct_when=_was_wrong
)
limit_guesses_in_all = limiter.shared_limit(
    lambda: settings().wrong_join_codes_in_all, scope="join codes", key_func=_everybody, deduct_when=_was_wrong
)
