"""The plan's blueprint, which its pages and its JSON twins share."""

from typing import Any

from flask import Blueprint, request

from portal.access.limits import limit_writes
from portal.config import settings

blueprint = Blueprint("plan", __name__)
limit_writes(blueprint)

TAKES_A_FILE = "plan.attach_file"
ROOM_BESIDE_THE_FILE = 100_000


@blueprint.url_value_preprocessor
def _make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # The only moment before the CSRF check reads the form, and with it the whole body.
    if endpoint == TAKES_A_FILE:
        request.max_content_length = settings().upload_bytes + ROOM_BESIDE_THE_FILE
