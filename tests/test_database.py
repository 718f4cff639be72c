import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from portal import database, green
from portal.config import Settings
from portal.extensions import db
from portal.people.models import Customer
from tests import databases
from tests.running import running_app

pytestmark = pytest.mark.db


def names() -> list[str]:
    return list(db.session.scalars(select(Customer.name).order_by(Customer.name)))


def add(name: str) -> None:
    with database.write() as session:
        session.add(Customer(name=name))


def add_from_elsewhere(app: Flask, name: str) -> None:
    """As another process would: without ending this request's snapshot."""
    with database.Session(app.extensions["onward.write_engine"]) as session:
        session.add(Customer(name=name))
        session.commit()


def test_what_is_written_is_read_by_the_same_request(app: Flask) -> None:
    assert names() == []
    add("Harbor & Pine")
    assert names() == ["Harbor & Pine"]


def test_a_request_reads_one_snapshot_whatever_is_written_meanwhile(app: Flask) -> None:
    add("First")
    assert names() == ["First"]
    add_from_elsewhere(app, "Second")
    assert names() == ["First"]
    db.session.rollback()
    assert names() == ["First", "Second"]


def test_outside_write_nothing_can_be_written(app: Flask) -> None:
    db.session.add(Customer(name="By the back door"))
    with pytest.raises(DBAPIError):
        db.session.commit()
    db.session.rollback()
    assert names() == []


def test_what_fails_is_undone_whole_and_its_news_never_told(app: Flask) -> None:
    told: list[str] = []

    def fail() -> None:
        with database.write() as session:
            session.add(Customer(name="Half"))
            database.after_commit(session, lambda: told.append("Half"))
            session.flush()
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    assert (names(), told, database.is_writing()) == ([], [], False)


def test_news_is_told_after_the_commit_outside_the_transaction(app: Flask) -> None:
    told: list[tuple[bool, list[str]]] = []
    with database.write() as session:
        session.add(Customer(name="Whole"))
        database.after_commit(session, lambda: told.append((database.is_writing(), names())))
    assert told == [(False, ["Whole"])]


def test_a_write_inside_a_write_is_an_error_and_leaves_the_door_open(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside write"), database.write(), database.write():
        pass
    assert not database.is_writing()
    add("Afterwards")
    assert names() == ["Afterwards"]


def test_news_that_fails_after_the_commit_harms_neither_the_writer_nor_the_other_news(app: Flask) -> None:
    told: list[str] = []

    def fail() -> None:
        raise OSError("no bell")

    with database.write() as session:
        session.add(Customer(name="Halden"))
        database.after_commit(session, fail)
        database.after_commit(session, lambda: told.append("Halden"))
    assert (told, names()) == (["Halden"], ["Halden"])


@pytest.mark.skipif(not databases.is_postgres(), reason="SQLite has no writers on other hosts")
def test_a_writer_that_stands_still_holds_others_up_for_seconds_only(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SILENT_WRITER_SECONDS", 0.3)
    add("Halden")
    app.extensions["onward.write_engine"].dispose()
    rename = update(Customer).values(name="Renamed by who went silent")
    with pytest.raises(DBAPIError), database.write() as silent:
        silent.execute(rename)
        with database.Session(app.extensions["onward.write_engine"]) as other:
            other.execute(text("SET LOCAL lock_timeout = '20s'"))
            other.execute(update(Customer).values(name="Renamed by another"))
            other.commit()
        silent.execute(rename)
    assert names() == ["Renamed by another"]


@pytest.mark.skipif(not databases.is_postgres(), reason="SQLite is in this process")
def test_a_connection_that_went_while_it_was_idle_is_noticed_before_anything_is_written(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Halden")
    with create_engine(app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool).connect() as connection:
        # Of this test's own database: other tests run on the same server.
        here = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {here}"))
    monkeypatch.setattr(database, "TRUSTED_SECONDS", 0.0)
    add("Northwind")
    db.session.rollback()
    assert names() == ["Halden", "Northwind"]


@pytest.mark.skipif(not databases.is_postgres(), reason="SQLite is in this process")
def test_others_run_while_postgresql_is_waited_for(app: Flask) -> None:
    asked, ticks = [True], []

    def tick() -> None:
        while asked:
            ticks.append(1)
            green.sleep(0.01)

    green.spawn(tick)
    with database.write() as session:
        session.execute(text("SELECT pg_sleep(0.5)"))
    asked.clear()
    assert len(ticks) > 5


@pytest.mark.skipif(not databases.is_postgres(), reason="a setting of PostgreSQL")
@pytest.mark.parametrize(("told", "kept"), [("off", "on"), ("remote_apply", "remote_apply")])
def test_a_commit_waits_for_the_disk_whatever_postgresql_was_told(settings: Settings, told: str, kept: str) -> None:
    with create_engine(settings.database_url, poolclass=NullPool).connect() as connection:
        name = make_url(settings.database_url).database
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = {told}"))
        connection.commit()
    with create_engine(settings.database_url, poolclass=NullPool).connect() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == told
    with running_app(settings):
        for _ in range(2):
            with database.write() as session:
                assert session.scalar(text("SHOW synchronous_commit")) == kept


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        database.UtcDateTime().process_bind_param(database.datetime(2026, 1, 1), None)
