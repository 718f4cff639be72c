"""The job table: put in by the cause's own transaction, taken by whoever runs it, kept until it is done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import after_commit
from portal.jobs.models import Job

ATTEMPTS = 8
LEASE = timedelta(minutes=5)
FIRST_RETRY = timedelta(seconds=5)
RETRY_GROWS_BY = 4
KEEP_DONE = timedelta(days=7)

JobFunction = Callable[[dict[str, Any]], None]


class UnknownKind(Exception):
    """A job names a kind that nothing is bound to."""


def bind(app: Flask, kind: str, function: JobFunction) -> None:
    """Let jobs of `kind` be run by `function(payload)`, which must bear being run twice."""
    _functions(app)[kind] = function


def function_of(app: Flask, kind: str) -> JobFunction:
    """What jobs of `kind` are bound to. Raises UnknownKind."""
    try:
        return _functions(app)[kind]
    except KeyError:
        raise UnknownKind(f"No function is bound to jobs of the kind {kind!r}.") from None


def _functions(app: Flask) -> dict[str, JobFunction]:
    functions: dict[str, JobFunction] = app.extensions.setdefault("onward.jobs", {})
    return functions


def on_enqueued(app: Flask, wake: Callable[[], None]) -> None:
    """Call `wake` after every commit that wrote a job."""
    app.extensions["onward.jobs.wake"] = wake


def enqueue(session: Session, kind: str, payload: dict[str, Any], due_at: datetime | None = None) -> Job:
    """Write a job in the caller's transaction; it is run right after the commit, or once `due_at` has come."""
    job = Job(kind=kind, payload=payload, due_at=due_at or clock.now())
    session.add(job)
    after_commit(session, current_app.extensions.get("onward.jobs.wake", _leave_to_the_loop))
    return job


def _leave_to_the_loop() -> None:
    """In a process without a loop (a command), the server finds the job when it next looks."""


def claim(session: Session) -> Job | None:
    """Take the job that has waited longest, so that nobody else runs it until the lease ends; None if none is due."""
    now = clock.now()
    due = (
        select(Job.id)
        .where(
            Job.done_at.is_(None),
            Job.due_at <= now,
            Job.attempts < ATTEMPTS,
            or_(Job.locked_until.is_(None), Job.locked_until <= now),
        )
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taking = (
        update(Job)
        .where(Job.id == due.scalar_subquery())
        .values(locked_until=now + LEASE, attempts=Job.attempts + 1)
        .returning(Job)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(taking).one_or_none()


def finish(session: Session, job: Job) -> None:
    """Record that `job` was done."""
    _change(session, job, done_at=clock.now(), locked_until=None, error=None)


def put_back(session: Session, job: Job, error: str) -> None:
    """Record why `job` failed and when to try again; after the last attempt it stays, undone, with its error."""
    wait = FIRST_RETRY * RETRY_GROWS_BY ** (job.attempts - 1)
    _change(session, job, error=error, locked_until=None, due_at=clock.now() + wait)


def _change(session: Session, job: Job, **values: Any) -> None:
    # Only the holder of this attempt may speak for the job: a lease may have ended and another taken it.
    session.execute(update(Job).where(Job.id == job.id, Job.attempts == job.attempts).values(**values))


def purge_done(session: Session) -> None:
    """Delete jobs that were done more than a week ago."""
    session.execute(delete(Job).where(Job.done_at < clock.now() - KEEP_DONE))
