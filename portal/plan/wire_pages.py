"""The socket's messages by plain requests, for networks where sockets do not pass."""

from flask import Response, abort, jsonify, request

from portal.access.entry import enter
from portal.plan import queries, wire
from portal.plan.blueprint import blueprint
from portal.plan.operations import whole_plan
from portal.web.wire import asked_seq, wire_answer


@blueprint.post("/w/<workspace_id>/plan/op")
def send_op(workspace_id: str) -> tuple[Response, int]:
    entry = enter(workspace_id)
    message = request.get_json(silent=True)
    answer = wire.answer_op(plan_of(workspace_id), workspace_id, entry.actor.session_id, message).to_wire()
    return wire_answer(answer)


@blueprint.get("/w/<workspace_id>/plan/since")
def show_since(workspace_id: str) -> Response:
    entry = enter(workspace_id)
    return jsonify(wire.answer_since(plan_of(workspace_id), entry.actor, asked_seq()))


@blueprint.get("/w/<workspace_id>/plan/snapshot")
def show_snapshot(workspace_id: str) -> Response:
    entry = enter(workspace_id)
    plan_of(workspace_id)
    return jsonify(whole_plan(queries.load_plan(workspace_id, entry.actor.side)))


def plan_of(workspace_id: str) -> str:
    """The workspace's plan; 404 where there is none yet."""
    plan_id = queries.plan_of(workspace_id)
    if plan_id is None:
        abort(404)
    return plan_id
