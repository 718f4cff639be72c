"""The blueprint that all pages of this room hang on."""

from typing import Any

from flask import Blueprint, request

from portal.access import sessions
from portal.access.entry import member_of
from portal.access.limits import limit_writes
from portal.extensions import db
from portal.files.logos import LOGO_BYTES

blueprint = Blueprint("workspaces", __name__)
limit_writes(blueprint)

PAGES_WITH_LOGOS = {"workspaces.edit_brand", "workspaces.edit_default_brand"}
ROOM_FOR_TWO_LOGOS = 2 * LOGO_BYTES + 100_000


@blueprint.url_value_preprocessor
def _make_room_for_logos(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # The only moment before the CSRF check reads the form, and with it the whole body; nobody but the team gets room.
    if endpoint in PAGES_WITH_LOGOS and member_of(sessions.current()):
        request.max_content_length = ROOM_FOR_TWO_LOGOS
        db.session.rollback()
