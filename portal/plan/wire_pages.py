"""The socket's messages by plain requests, for networks where sockets do not pass."""

from flask import Response, abort, jsonify, request

from portal.access.entry import enter
from portal.plan import queries, wire
from portal.plan.blueprint import blueprint
from portal.plan.operations import whole_plan

# How a refusal on the wire is said in HTTP; whatever is not named here is 422.
STATUS_OF = {
    "forbidden": 403,
    "gone": 404,
    "conflict": 409,
    "revoked": 410,
    "rate": 429,
    "busy": 503,
    "internal": 500,
}


@blueprint.post("/w/<workspace_id>/plan/op")
def send_op(workspace_id: str) -> tuple[Response, int]:
    entry = enter(workspace_id)
    message = request.get_json(silent=True)
    answer = wire.answer_op(plan_of(workspace_id), workspace_id, entry.actor.session_id, message).to_wire()
    return jsonify(answer), 200 if answer["ok"] else STATUS_OF.get(answer["err"], 422)


@blueprint.get("/w/<workspace_id>/plan/since")
def show_since(workspace_id: str) -> Response:
    entry = enter(workspace_id)
    seq = request.args.get("seq", type=int)
    if seq is None:
        abort(400)
    return jsonify(wire.answer_since(plan_of(workspace_id), entry.actor, seq))


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
