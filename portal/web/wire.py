"""The live wire's messages over plain requests, for networks where sockets do not pass: the same for every topic."""

from typing import Any

from flask import Response, abort, jsonify, request

from portal.web.errors import WIRE_WORDS

STATUSES = {word: status for status, word in WIRE_WORDS.items()}


def status_of(err: str) -> int:
    """The HTTP status that goes with a refusal's word on the wire."""
    return STATUSES.get(err, 422)


def wire_answer(answer: dict[str, Any]) -> tuple[Response, int]:
    """The answer to an `op`, with the status that says the same."""
    return jsonify(answer), 200 if answer["ok"] else status_of(answer["err"])


def asked_seq() -> int:
    """Where the one who asks stands, from `?seq=`; ends the request where it is no number."""
    seq = request.args.get("seq", type=int)
    if seq is None:
        abort(400)
    return seq
