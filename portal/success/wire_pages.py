"""The socket's news by plain requests, for networks where sockets do not pass."""

from flask import Response, jsonify

from portal.access.entry import enter
from portal.success.blueprint import blueprint
from portal.success.sockets import read_since
from portal.web.wire import asked_seq


@blueprint.get("/w/<workspace_id>/done/since")
def show_since(workspace_id: str) -> Response:
    entry = enter(workspace_id)
    behind = read_since(workspace_id, entry.actor.side.value, asked_seq())
    return jsonify({"ok": True, "seq": behind.seq, "ops": behind.operations})
