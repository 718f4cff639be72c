"""Chores: what must be done every hour whether anybody is here or not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from flask import Flask

from portal import clock, database
from portal.jobs import queue

EVERY = timedelta(hours=1)

Chore = Callable[[], None]

log = structlog.get_logger()


def bind_chore(app: Flask, chore: Chore) -> None:
    """Let `chore()` run every hour, in an app context; it opens its own write() and bears being run twice."""
    _chores(app).append(chore)


def _chores(app: Flask) -> list[Chore]:
    chores: list[Chore] = app.extensions.setdefault("onward.chores", [purge_done_jobs])
    return chores


def run_chores(app: Flask) -> None:
    """Run all chores if the last time was an hour ago or more."""
    last: datetime | None = app.extensions.get("onward.chores.ran_at")
    if last is not None and clock.now() - last < EVERY:
        return
    app.extensions["onward.chores.ran_at"] = clock.now()
    for chore in _chores(app):
        _run(app, chore)


def _run(app: Flask, chore: Chore) -> None:
    try:
        with app.app_context():
            chore()
    except Exception as error:  # one broken chore must not keep the others from running
        log.error("chore failed", chore=chore.__name__, error=type(error).__name__)


def purge_done_jobs() -> None:
    """Delete jobs that were done more than a week ago."""
    with database.write() as session:
        queue.purge_done(session)
