"""The socket's messages by plain requests, for networks where sockets do not pass."""

from flask import Response, abort, jsonify, request

from portal.access.entry import enter
from portal.intake import wire
from portal.intake.blueprint import blueprint
from portal.intake.finding import find_form

# How a refusal on the wire is said in HTTP; whatever is not named here is 422.
STATUS_OF = {"forbidden": 403, "gone": 404, "conflict": 409, "revoked": 410, "rate": 429, "busy": 503, "internal": 500}


@blueprint.post("/w/<workspace_id>/forms/<form_id>/op")
def send_op(workspace_id: str, form_id: str) -> tuple[Response, int]:
    entry = enter(workspace_id)
    form = find_form(entry, form_id)
    answer = wire.answer_op(form.id, workspace_id, entry.actor.session_id, request.get_json(silent=True))
    return jsonify(answer), 200 if answer["ok"] else STATUS_OF.get(answer["err"], 422)


@blueprint.get("/w/<workspace_id>/forms/<form_id>/since")
def show_since(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id)
    form = find_form(entry, form_id)
    seq = request.args.get("seq", type=int)
    if seq is None:
        abort(400)
    return jsonify(wire.answer_since(form, entry.actor.side.value, seq))


@blueprint.get("/w/<workspace_id>/forms/<form_id>/snapshot")
def show_snapshot(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id)
    return jsonify(wire.whole_form(find_form(entry, form_id)))
