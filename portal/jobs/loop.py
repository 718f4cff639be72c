"""Running jobs: a background loop that serve starts, woken by commits, looking by itself every few seconds."""

import contextvars

import structlog
from flask import Flask

from portal import database, green, signs
from portal.jobs import queue, schedule
from portal.jobs.models import Job

POLL_SECONDS = 5.0
LONGEST_ERROR = 500

log = structlog.get_logger()


def run_due(app: Flask) -> int:
    """Run every job that is due, one after another, and return how many were run."""
    count = 0
    with app.app_context():
        while _run_next(app):
            count += 1
    return count


def _run_next(app: Flask) -> bool:
    with database.write() as session:
        job = queue.claim(session)
    if job is None:
        return False
    error = _run(app, job)
    signs.jobs_run.labels("failed" if error else "done").inc()
    with database.write() as session:
        if error is None:
            queue.finish(session, job)
        else:
            queue.put_back(session, job, error)
    return True


def _run(app: Flask, job: Job) -> str | None:
    """Run `job` outside any transaction; what went wrong, in one line, or None."""
    try:
        # A context of its own: a job sees no request, even where one waits for it.
        contextvars.Context().run(_call, app, job)
    except Exception as error:  # a job may fail in any way; it must not take the loop along
        words = f"{type(error).__name__}: {error}".splitlines()[0][:LONGEST_ERROR]
        log.warning("job failed", kind=job.kind, job=job.id, attempt=job.attempts, error=type(error).__name__)
        return words
    return None


def _call(app: Flask, job: Job) -> None:
    with app.app_context():
        queue.function_of(app, job.kind)(job.payload)


class Loop:
    """The background thread of one app; `stop()` lets the job at hand finish."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._bell = green.Event()
        self._is_stopping = False
        queue.on_enqueued(app, self._bell.set)

    def start(self) -> None:
        green.spawn(self._run)

    def stop(self) -> None:
        self._is_stopping = True
        self._bell.set()

    def _run(self) -> None:
        while not self._is_stopping:
            try:
                schedule.run_chores(self._app)
                run_due(self._app)
            except Exception as error:  # the database may be away for a moment
                log.error("jobs wait", error=type(error).__name__)
            self._bell.wait(POLL_SECONDS)
            self._bell.clear()


def run_at_once(app: Flask) -> None:
    """Run jobs in the thread that wrote them, right after its commit, instead of in a loop: for tests and commands."""
    running: list[bool] = []

    def run() -> None:
        if running:
            return
        running.append(True)
        try:
            run_due(app)
        finally:
            running.clear()

    queue.on_enqueued(app, run)
