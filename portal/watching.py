"""For monitors and load balancers: is the process up, is it ready, and how does it do."""

import hmac
import time
from collections.abc import Iterable, Iterator

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal import green, migrating, signs
from portal.config import LOOPBACK, settings
from portal.extensions import db, limiter
from portal.jobs.models import Job
from portal.jobs.queue import ATTEMPTS
from portal.live.connections import connections
from portal.live.tail import tails
from portal.mail.models import Mail, MailState

blueprint = Blueprint("watching", __name__)

DRAINING = "onward.draining"
LAG_LOOK_SECONDS = 0.5
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


@blueprint.get("/healthz")
@limiter.exempt
def show_health() -> ResponseReturnValue:
    """Whether the process answers; says nothing of its database, so that nobody restarts what only waits for it."""
    return jsonify(ok=True)


@blueprint.get("/readyz")
@limiter.exempt
def show_readiness() -> ResponseReturnValue:
    """Whether to send people here: not while draining, nor without a database of this version's schema."""
    problem = _what_is_missing()
    return jsonify(ok=False, missing=problem) if problem else jsonify(ok=True), 503 if problem else 200


def _what_is_missing() -> str | None:
    if current_app.extensions.get(DRAINING):
        return "draining"
    try:
        revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return "database"
    return None if revision == migrating.newest_revision() else "migration"


@blueprint.get("/metrics")
@limiter.exempt
def show_metrics() -> ResponseReturnValue:
    """The numbers of this process, in Prometheus' words; only for this machine itself, or with the token."""
    if not _may_watch():
        abort(404)
    own = CollectorRegistry()
    own.register(_Standing(current_app))
    return Response(generate_latest(REGISTRY) + generate_latest(own), content_type=CONTENT_TYPE_LATEST)


def _may_watch() -> bool:
    token = settings().metrics_token
    if token and hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        return True
    # Behind a proxy on this machine everybody seems to be here.
    is_direct = not any(name in request.headers for name in FORWARDED)
    return is_direct and request.remote_addr in LOOPBACK


class _Standing(Collector):
    """What is counted when somebody looks: sockets of this process; jobs and mails of the whole installation."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def collect(self) -> Iterator[Metric]:
        live = connections(self.app)
        yield GaugeMetricFamily("onward_sockets", "Open sockets of this process", len(live.sockets))
        yield GaugeMetricFamily("onward_topics", "Topics that somebody follows here", len(tails(self.app)))
        yield _by_label("onward_jobs", "Jobs that wait, and those given up", "state", _jobs())
        yield _by_label("onward_mails", "Mails, by their fate", "state", _mails())


def _by_label(name: str, words: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, number in values:
        family.add_metric([value], number)
    return family


def _jobs() -> list[tuple[str, float]]:
    is_open = select(func.count()).where(Job.done_at.is_(None))
    waiting = db.session.scalar(is_open.where(Job.attempts < ATTEMPTS))
    failed = db.session.scalar(is_open.where(Job.attempts >= ATTEMPTS))
    return [("waiting", waiting or 0), ("failed", failed or 0)]


def _mails() -> list[tuple[str, float]]:
    by_state = select(Mail.state, func.count()).group_by(Mail.state)
    counted = {row[0]: row[1] for row in db.session.execute(by_state)}
    return [(state.value, counted.get(state, 0)) for state in MailState]


def measure_lag() -> None:
    """Note how late this process wakes, for as long as it lives: what stalls one stalls all."""
    while True:
        before = time.monotonic()
        green.sleep(LAG_LOOK_SECONDS)
        signs.loop_lag_seconds.observe(max(0.0, time.monotonic() - before - LAG_LOOK_SECONDS))
