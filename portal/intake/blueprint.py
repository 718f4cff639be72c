"""The blueprint that all pages of this room hang on."""

from typing import Any

from flask import Blueprint, request

from portal.access.entry import enter
from portal.access.limits import limit_writes
from portal.access.policy import Act
from portal.config import settings
from portal.extensions import db
from portal.files.on_their_way import count_in, is_large
from portal.intake.cleaning import number_words
from portal.intake.words import size_words

blueprint = Blueprint("intake", __name__)
limit_writes(blueprint)
blueprint.add_app_template_filter(size_words)
blueprint.add_app_template_filter(number_words)

TAKES_ONE_FILE = "intake.upload_file"
TAKES_THE_WHOLE_FORM = "intake.save_form"
ROOM_BESIDE_FILES = 100_000
FILES_AT_ONCE = 4
PARTS_A_FIELD = 60


@blueprint.url_value_preprocessor
def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    # The only moment before the CSRF check reads the form, and with it the whole body, which lies on disk until then.
    if endpoint not in (TAKES_ONE_FILE, TAKES_THE_WHOLE_FORM) or not values:
        return
    if endpoint == TAKES_ONE_FILE:
        request.max_content_length = settings().upload_bytes + ROOM_BESIDE_FILES
    else:
        request.max_content_length = FILES_AT_ONCE * settings().upload_bytes + settings().request_bytes
        request.max_form_memory_size = settings().request_bytes
        request.max_form_parts = PARTS_A_FIELD * settings().fields_per_form
    if is_large():
        enter(values["workspace_id"], Act.EDIT)
        count_in(values["workspace_id"])
        # The body may take minutes to come; no snapshot is held for so long.
        db.session.rollback()
