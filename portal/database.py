"""The database: one door for writing, read-only sessions for everything else, and the column types all tables share."""

import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import structlog
from flask import Flask, current_app, has_app_context
from sqlalchemy import Connection, DateTime, Engine, Enum, Integer, MetaData, String, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from portal import green, signs, wire_json

ID_LENGTH = 22
BUSY_RETRY_SECONDS = 0.01
BUSY_GIVE_UP_SECONDS = 10.0

# A host that is cut off says nothing: whoever waits for it would wait for hours. Seconds, but for the last.
POSTGRES_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}
# The same for the other end, which would keep a place for each that is gone.
POSTGRES_OTHER_END = """
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = '20s';
"""
# Who writes waits for nothing but the database: a transaction that says nothing is of somebody who is gone or stands
# still, and everybody behind the rows that it has locked would stand still too.
SILENT_WRITER_SECONDS = 5
# So soon after its last transaction a connection is not asked whether it is there.
TRUSTED_SECONDS = 1.0

INSERTS: dict[str, Callable[[Any], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

_local = threading.local()
_disk = green.RealThread()

log = structlog.get_logger()


def new_id() -> str:
    """128 random bits as 22 characters of base64url: the id of everything that has one."""
    return secrets.token_urlsafe(16)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Stored in UTC; a naive datetime is refused, since nobody could say what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive datetime reached the database; use clock.now().")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Ranks and ids are compared byte by byte on both databases; PostgreSQL would otherwise sort them by language.
ByteString = String().with_variant(String(collation="C"), "postgresql")

# A choice is stored as its own word: the same on both databases, and a new one needs no migration.
Word = Enum(StrEnum, native_enum=False, length=20, values_callable=lambda words: [word.value for word in words])

Id = Annotated[str, mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)]
Ref = Annotated[str, mapped_column(String(ID_LENGTH), index=True)]
Rank = Annotated[str, mapped_column(ByteString)]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: String, int: Integer, StrEnum: Word}


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def make_write_engine(url: str) -> Engine:
    """The engine behind write(). SQLite gets one connection, full durability and no waiting inside the driver."""
    if not is_sqlite(url):
        green.wait_for_postgres()
        engine = create_engine(url, hide_parameters=True, json_serializer=wire_json.dumps, connect_args=POSTGRES_LINE)
        event.listen(engine, "connect", _prepare_postgres)
        ask_after_silence(engine)
        return engine
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        # write() ends every transaction itself.
        pool_reset_on_return=None,
        connect_args={"check_same_thread": False, "timeout": 0},
        json_serializer=wire_json.dumps,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: _execute_raw(connection, "BEGIN IMMEDIATE"))
    return engine


def ask_after_silence(engine: Engine) -> None:
    """Ask a connection that was idle for a while whether it is there still, before anybody relies on it.

    SQLAlchemy's own asking comes before every transaction, and costs as much as the transaction's first statement.
    """

    def ask(driver: Any, record: Any, _proxy: Any) -> None:
        returned_at = record.info.get("returned_at")
        if returned_at is None or time.monotonic() - returned_at < TRUSTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(driver)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError("The connection is gone.") from error

    event.listen(engine, "checkout", ask)
    event.listen(engine, "checkin", lambda _, record: record.info.update(returned_at=time.monotonic()))


def make_read_only(engine: Engine) -> None:
    """Every connection of `engine` refuses to write; on SQLite a transaction reads one snapshot."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_reader)
        event.listen(engine, "begin", lambda connection: _execute_raw(connection, "BEGIN"))
    else:
        event.listen(engine, "connect", _prepare_postgres_reader)


def _execute_raw(connection: Connection, statement: str) -> None:
    # On the driver itself, which costs a tenth.
    driver = connection.connection.dbapi_connection
    assert driver is not None, "a transaction begins on an open connection"
    driver.execute(statement)  # type: ignore[attr-defined]


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        # NORMAL lost acknowledged commits in most simulated power cuts; FULL lost none.
        "synchronous=FULL",
        "fullfsync=ON",
        # In pages. Folding the log into the file keeps a commit waiting for several milliseconds: less often is less.
        "wal_autocheckpoint=4000",
        "foreign_keys=ON",
        "busy_timeout=0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_sqlite_reader(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA query_only=ON")


def _prepare_postgres_reader(connection: Any, _record: Any) -> None:
    # One snapshot for a whole request, as on SQLite: a plan is read by several statements.
    connection.execute(POSTGRES_OTHER_END)
    connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    connection.commit()


def _prepare_postgres(connection: Any, _record: Any) -> None:
    row = connection.execute("SHOW fsync").fetchone()
    if row[0] != "on":
        raise RuntimeError("PostgreSQL runs with fsync=off, which loses acknowledged edits. Turn it on.")
    # The server, this database or its user may be told not to wait for the disk; a session can say that it does.
    if connection.execute("SHOW synchronous_commit").fetchone()[0] == "off":
        connection.execute("SET synchronous_commit = on")
    connection.execute(POSTGRES_OTHER_END)
    connection.execute(f"SET idle_in_transaction_session_timeout = '{SILENT_WRITER_SECONDS}s'")
    connection.commit()


def init_database(app: Flask, url: str) -> None:
    """Give `app` its write engine and gate. The read side is Flask-SQLAlchemy's, made read-only here."""
    app.extensions["onward.write_engine"] = make_write_engine(url)
    app.extensions["onward.write_gate"] = green.Lock() if is_sqlite(url) else None
    with app.app_context():
        make_read_only(app.extensions["sqlalchemy"].engine)


def is_writing() -> bool:
    """Whether this green thread is inside write()."""
    return getattr(_local, "is_writing", False)


@contextmanager
def write() -> Iterator[Session]:
    """The only way to write: one transaction, committed at the end, undone if anything raises.

    On SQLite writers pass one gate, so that no green thread waits inside a transaction of another. Never yield to
    other green threads inside (no emit, mail, HTTP, sleep); register such work with after_commit().

    Raises RuntimeError when called inside another write().
    """
    if is_writing():
        raise RuntimeError("write() inside write(): pass the session along instead.")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    gate = app.extensions["onward.write_gate"]
    if gate is None:
        session = yield from _transaction(app)
    else:
        with gate:
            session = yield from _transaction(app)
    for work in (_end_snapshot, *session.info.get("after_commit", ())):
        _do_after_commit(work)


def _end_snapshot() -> None:
    """A page that reads after it wrote must see what it wrote."""
    reading = current_app.extensions["sqlalchemy"].session if has_app_context() else None
    if reading is not None and reading.registry.has():
        reading.rollback()


def _do_after_commit(work: Callable[[], None]) -> None:
    # What is on disk was written: news that fails must neither be told as "not saved" nor keep back the other news.
    try:
        work()
    except Exception:
        log.exception("after_commit_failed")


def _transaction(app: Flask) -> Generator[Session, None, Session]:
    with app.extensions["onward.write_engine"].connect() as connection:
        # The session joins the transaction that is open: whoever only needs the connection does not pay for both.
        session = Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        _local.is_writing = True
        try:
            _begin(connection)
            yield session
            _commit(session, connection)
        except BaseException:
            session.rollback()
            connection.rollback()
            raise
        finally:
            _local.is_writing = False
            session.close()
    return session


def _begin(connection: Connection) -> None:
    """Open the transaction; another process may hold SQLite's lock for a moment (a backup, a command)."""
    waited = 0.0
    while True:
        try:
            connection.begin()
            return
        except (OperationalError, sqlite3.OperationalError) as error:
            if "locked" not in str(error) or waited > BUSY_GIVE_UP_SECONDS:
                raise
            green.sleep(BUSY_RETRY_SECONDS)
            waited += BUSY_RETRY_SECONDS


def _commit(session: Session, connection: Connection) -> None:
    """Commit; the wait for the disk happens on a real thread, and only the raw driver goes there."""
    # Whoever used the connection alone does not pay for the session.
    if session.in_transaction() or session.new or session.dirty or session.deleted:
        session.commit()
    driver = connection.connection.dbapi_connection
    with in_one_go(connection):
        for work in session.info.get("with_commit", ()):
            work()
        with signs.commit_seconds.time():
            if isinstance(driver, sqlite3.Connection):
                _disk.run(driver.commit)
            connection.commit()


def in_one_go(connection: Connection) -> AbstractContextManager[Any]:
    """What prepared statements do inside travels to PostgreSQL together; what they find is read afterwards only.

    A database in this process is not far away, and is asked at once.
    """
    driver: Any = connection.connection.dbapi_connection
    return nullcontext() if isinstance(driver, sqlite3.Connection) else driver.pipeline()


def connection_of(session: Session) -> Connection:
    """A session's connection, for statements that need no session: that of write(), or the one it reads by."""
    return session.bind if isinstance(session.bind, Connection) else session.connection()


def insert_into(session: Session, table: Any) -> Any:
    """An insert that can say what is to be where the row is there already: each database has one of its own."""
    return INSERTS[session.get_bind().dialect.name](table)


def with_commit(session: Session, work: Callable[[], None]) -> None:
    """Do `work` last in the transaction, by prepared statements alone: they travel with the commit."""
    session.info.setdefault("with_commit", []).append(work)


def after_commit(session: Session, work: Callable[[], None]) -> None:
    """Run `work` once the transaction of `session` is safely on disk; never if it is undone.

    An error in it is logged and goes no further: what was written stays written.
    """
    session.info.setdefault("after_commit", []).append(work)
