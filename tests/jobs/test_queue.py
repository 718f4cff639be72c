"""Jobs: written with their cause, taken by one, tried again, given up where it shows."""

import contextlib
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal import database
from portal.extensions import db
from portal.jobs import loop, queue, schedule
from portal.jobs.models import Job
from tests import databases
from tests.conftest import Clock

pytestmark = pytest.mark.db


@pytest.fixture
def ran(app: Flask) -> list[dict[str, object]]:
    """The payloads of "note" jobs in the order they were run; nothing runs before run_due() is called."""
    queue.on_enqueued(app, lambda: None)
    payloads: list[dict[str, object]] = []
    queue.bind(app, "note", payloads.append)
    return payloads


def put_in(kind: str = "note", **payload: object) -> str:
    with database.write() as session:
        job = queue.enqueue(session, kind, payload)
        session.flush()
        return job.id


def stored(job_id: str) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def test_a_job_is_run_once_and_is_then_done(app: Flask, ran: list, clock: Clock) -> None:
    job_id = put_in(number=1)
    assert [loop.run_due(app), loop.run_due(app)] == [1, 0]
    assert ran == [{"number": 1}]
    assert (stored(job_id).done_at, stored(job_id).attempts) == (datetime(2026, 11, 23, 9, tzinfo=UTC), 1)


def test_a_job_of_a_cause_that_was_undone_never_was(app: Flask, ran: list) -> None:
    with contextlib.suppress(ZeroDivisionError), database.write() as session:
        queue.enqueue(session, "note", {})
        raise ZeroDivisionError
    assert loop.run_due(app) == 0
    assert db.session.scalars(select(Job)).all() == []


def test_a_job_whose_server_died_between_cause_and_job_is_run_by_the_next_one(app: Flask, ran: list) -> None:
    put_in(number=1)
    # Nobody was told: the process that committed is gone. Another one looks by itself.
    assert loop.run_due(app) == 1
    assert ran == [{"number": 1}]


def test_a_job_whose_server_died_within_it_is_run_again_when_its_lease_has_ended(
    app: Flask, ran: list, clock: Clock
) -> None:
    put_in(number=1)
    with database.write() as session:
        assert queue.claim(session) is not None
    assert loop.run_due(app) == 0
    clock.move(seconds=queue.LEASE.total_seconds())
    assert [loop.run_due(app), loop.run_due(app)] == [1, 0]
    assert ran == [{"number": 1}]


def test_two_workers_never_take_the_same_job(app: Flask, ran: list) -> None:
    job_id = put_in()
    engine = app.extensions["onward.write_engine"]
    with database.write() as session:
        first = queue.claim(session)
        assert first is not None and first.id == job_id
        if databases.is_postgres():
            # Still uncommitted: the second worker steps over the locked row without waiting for it.
            with Session(engine) as other:
                assert queue.claim(other) is None
    with database.write() as session:
        assert queue.claim(session) is None


def test_only_the_newest_attempt_may_speak_for_a_job(app: Flask, ran: list, clock: Clock) -> None:
    job_id = put_in()
    with database.write() as session:
        slow = queue.claim(session)
    clock.move(seconds=queue.LEASE.total_seconds())
    with database.write() as session:
        assert queue.claim(session) is not None
    with database.write() as session:
        assert slow is not None
        queue.finish(session, slow)
    assert stored(job_id).done_at is None


def test_a_failing_job_is_tried_again_after_longer_and_longer_waits_and_given_up_in_sight(
    app: Flask, ran: list, clock: Clock
) -> None:
    def fail(_payload: object) -> None:
        raise ValueError("no such luck")

    queue.bind(app, "fail", fail)
    job_id = put_in("fail")
    waits = []
    for _attempt in range(queue.ATTEMPTS):
        before = stored(job_id).due_at
        assert loop.run_due(app) == 1
        waits.append(int((stored(job_id).due_at - before).total_seconds()))
        clock.move(seconds=waits[-1])
    assert waits == [5, 20, 80, 320, 1280, 5120, 20480, 81920]
    clock.move(days=30)
    assert loop.run_due(app) == 0
    assert (stored(job_id).done_at, stored(job_id).error) == (None, "ValueError: no such luck")


def test_one_failing_job_does_not_hold_up_the_others(app: Flask, ran: list) -> None:
    put_in("unknown kind")
    put_in(number=2)
    assert loop.run_due(app) == 2
    assert ran == [{"number": 2}]


def test_a_job_waits_for_its_time(app: Flask, ran: list, clock: Clock) -> None:
    with database.write() as session:
        queue.enqueue(session, "note", {}, due_at=datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert loop.run_due(app) == 0
    clock.move(hours=1)
    assert loop.run_due(app) == 1


def test_jobs_are_run_right_after_the_commit_that_wrote_them(app: Flask) -> None:
    seen = []
    queue.bind(app, "note", lambda _payload: seen.append(database.is_writing()))
    loop.run_at_once(app)
    with database.write() as session:
        queue.enqueue(session, "note", {})
        assert seen == []
    assert seen == [False]


def test_the_loop_is_woken_by_a_commit_and_lets_go_when_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done = loop.green.Event()
    queue.bind(app, "note", lambda _payload: done.set())
    # Longer than the test may take: only the commit can wake it.
    monkeypatch.setattr(loop, "POLL_SECONDS", 600.0)
    background = loop.Loop(app)
    background.start()
    loop.green.sleep(0)
    put_in()
    assert done.wait(20)
    background.stop()


def test_done_jobs_are_kept_for_a_week(app: Flask, ran: list, clock: Clock) -> None:
    put_in()
    loop.run_due(app)
    clock.move(days=6, hours=23)
    schedule.purge_done_jobs()
    assert len(db.session.scalars(select(Job)).all()) == 1
    db.session.rollback()
    clock.move(hours=2)
    schedule.purge_done_jobs()
    assert db.session.scalars(select(Job)).all() == []


def test_chores_run_every_hour_and_a_broken_one_does_not_stop_the_rest(app: Flask, clock: Clock) -> None:
    ran: list[str] = []

    def break_down() -> None:
        ran.append("broken")
        raise OperationalError("", None, Exception())

    schedule.bind_chore(app, break_down)
    schedule.bind_chore(app, lambda: ran.append("whole"))
    schedule.run_chores(app)
    clock.move(minutes=59)
    schedule.run_chores(app)
    assert ran == ["broken", "whole"]
    clock.move(minutes=1)
    schedule.run_chores(app)
    assert ran == ["broken", "whole", "broken", "whole"]
