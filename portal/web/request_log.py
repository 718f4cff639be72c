"""Each request gets an id, which stands in every line that is logged meanwhile and in the answer's header."""

import time

import structlog
from flask import Flask, Response, g, request

from portal import signs
from portal.config import settings
from portal.database import new_id

HEADER = "X-Request-Id"
ID_LENGTH = 12
FAILED = 500
REFUSED = 400

log = structlog.get_logger()


def init_request_log(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id, g.begun_at = new_id()[:ID_LENGTH], time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _end(response: Response) -> Response:
    if "request_id" not in g:
        return response
    seconds = time.perf_counter() - g.begun_at
    response.headers[HEADER] = g.request_id
    signs.requests.labels(f"{response.status_code // 100}xx").observe(seconds)
    if response.status_code >= REFUSED:
        signs.refusals.labels(str(response.status_code)).inc()
    if response.status_code >= FAILED or settings().log_requests:
        # The rule and not the address: addresses carry tokens and ids.
        rule = request.url_rule.rule if request.url_rule else "(none)"
        log.info("request", method=request.method, route=rule, status=response.status_code, ms=round(seconds * 1000))
    return response
