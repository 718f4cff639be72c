"""Where we live on the web: the base of every link we write and the only origin that may speak to us."""

from flask import request

from portal.config import settings
from portal.people.models import Workspace


def address_of(_workspace: Workspace | None = None) -> str:
    """The address (scheme and host, no slash at the end) of a workspace. Never taken from the Host header."""
    return settings().public_url


def is_own_origin(origin: str | None) -> bool:
    return origin is not None and origin == address_of()


def is_foreign_post() -> bool:
    """Whether another site sent this form.

    Our own pages with `no-referrer` send the word "null", and some browsers send nothing: both pass, since only
    routes whose address is itself the secret rely on this alone. A frame of another site can say "null" as well, but
    not where it stands: that the browser says.
    """
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return True
    return request.headers.get("Origin") not in (None, "null", address_of())
