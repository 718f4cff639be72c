"""The plan's blueprint, which its pages and its JSON twins share."""

from typing import Any

from flask import Blueprint, request

from portal.access.entry import enter
from portal.access.limits import limit_writes
from portal.access.policy import Act
from portal.config import settings
from portal.extensions import db
from portal.files.on_their_way import count_in, is_large

blueprint = Blueprint("plan", __name__)
limit_writes(blueprint)

TAKES_A_FILE = "plan.attach_file"
ROOM_BESIDE_THE_FILE = 100_000


@blueprint.url_value_preprocessor
def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    # The only moment before the CSRF check reads the form, and with it the whole body, which lies on disk until then.
    if endpoint != TAKES_A_FILE or not values:
        return
    request.max_content_length = settings().upload_bytes + ROOM_BESIDE_THE_FILE
    if is_large():
        enter(values["workspace_id"], Act.EDIT)
        count_in(values["workspace_id"])
        # The body may take minutes to come; no snapshot is held for so long.
        db.session.rollback()
