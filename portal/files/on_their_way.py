"""Files on their way: what comes in at the same time fills the disk no further than what the workspace may hold."""

from collections import Counter

from flask import Flask, abort, current_app, g, request
from flask_babel import gettext as _

from portal.config import settings
from portal.extensions import db
from portal.files.uploads import used_bytes


def init_counting(app: Flask) -> None:
    """Let what was counted in be counted out however its request ends."""
    app.extensions["onward.on_their_way"] = Counter()
    app.teardown_request(_count_out)


def is_large() -> bool:
    """Whether this request may bring more than any request may."""
    length = request.content_length
    return length is None or length > settings().request_bytes


def count_in(workspace_id: str) -> None:
    """Count the body of this request among what the workspace holds, until it is answered.

    Ends the request (413) where there is no room for it. To be called before anything reads the body.
    """
    coming, most = _on_their_way(), settings().workspace_bytes
    size = min(request.content_length or request.max_content_length or 0, request.max_content_length or 0)
    if used_bytes(db.session(), workspace_id) + coming[workspace_id] + size > most:
        abort(413, description=_("This onboarding holds files of %(most)s MB already.", most=most // 1_000_000))
    coming[workspace_id] += size
    g.on_their_way = workspace_id, size


def _count_out(_error: BaseException | None) -> None:
    if "on_their_way" in g:
        workspace_id, size = g.pop("on_their_way")
        coming = _on_their_way()
        coming[workspace_id] -= size
        if not coming[workspace_id]:
            del coming[workspace_id]


def _on_their_way() -> Counter[str]:
    found: Counter[str] = current_app.extensions["onward.on_their_way"]
    return found
