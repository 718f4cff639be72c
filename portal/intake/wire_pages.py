"""The socket's messages by plain requests, for networks where sockets do not pass."""

from flask import Response, jsonify, request

from portal.access.entry import enter
from portal.intake import wire
from portal.intake.blueprint import blueprint
from portal.intake.finding import find_form
from portal.web.wire import asked_seq, wire_answer


@blueprint.post("/w/<workspace_id>/forms/<form_id>/op")
def send_op(workspace_id: str, form_id: str) -> tuple[Response, int]:
    entry = enter(workspace_id)
    form = find_form(entry, form_id)
    answer = wire.answer_op(form.id, workspace_id, entry.actor.session_id, request.get_json(silent=True))
    return wire_answer(answer)


@blueprint.get("/w/<workspace_id>/forms/<form_id>/since")
def show_since(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id)
    form = find_form(entry, form_id)
    return jsonify(wire.answer_since(form, entry.actor.side.value, asked_seq()))


@blueprint.get("/w/<workspace_id>/forms/<form_id>/snapshot")
def show_snapshot(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id)
    return jsonify(wire.whole_form(find_form(entry, form_id)))
