"""The blueprint that all pages of this room hang on."""

from typing import Any

from flask import Blueprint, request

from portal.access import sessions
from portal.access.entry import member_of
from portal.access.limits import limit_writes
from portal.config import settings
from portal.extensions import db

blueprint = Blueprint("training", __name__)
limit_writes(blueprint)

TAKES_A_VIDEO = "training.upload_video"
ROOM_FOR_THE_FORM = 100_000


@blueprint.url_value_preprocessor
def _make_room_for_a_video(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # The only moment before the CSRF check reads the form, and with it the whole body; nobody but the team gets room.
    if endpoint == TAKES_A_VIDEO and member_of(sessions.current()):
        request.max_content_length = settings().video_bytes + ROOM_FOR_THE_FORM
        # The body may take minutes to come; no snapshot is held for so long.
        db.session.rollback()
