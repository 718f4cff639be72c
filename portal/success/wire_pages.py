"""The socket's news by plain requests, for networks where sockets do not pass."""

from flask import Response, jsonify

from portal.access.entry import enter
from portal.extensions import db
from portal.live.page_topics import news_of_page
from portal.success.blueprint import blueprint
from portal.success.queries import TOPIC, revision_of
from portal.web.wire import asked_seq


@blueprint.get("/w/<workspace_id>/done/since")
def show_since(workspace_id: str) -> Response:
    enter(workspace_id)
    behind = news_of_page(TOPIC, revision_of(db.session(), workspace_id), asked_seq())
    return jsonify({"ok": True, "seq": behind.seq, "ops": behind.operations})
