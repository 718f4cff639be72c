"""Bringing a database to the schema of this version: whole or not at all, and never two at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import make_url

from portal import clock
from portal.backups.archive import make_backup
from portal.config import MIGRATIONS, ROOT, Settings
from portal.file_lock import LockTaken, hold_lock

BACKUPS_KEPT = 5
WAIT_SECONDS = 60.0
BUSY_MILLISECONDS = 10_000
# Any number will do, as long as it is always the same one.
ADVISORY_LOCK = 0x6F6E_7761_7264


class MigrationFailed(Exception):
    """The schema stands as it was; the message says why."""


def import_models() -> None:
    """Import the models of every room, so that the metadata knows all tables."""
    for path in sorted((ROOT / "portal").rglob("models.py")):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def migrate(settings: Settings, with_backup: bool = True) -> str:
    """Bring the database to the newest schema and return its revision.

    After a backup into instance/backups when there is something to back up, in one transaction; under a file lock on
    SQLite, under an advisory lock on PostgreSQL.

    Raises MigrationFailed, with the old schema untouched.
    """
    try:
        with hold_lock(settings.instance_dir / "migrate.lock", WAIT_SECONDS):
            if with_backup and not schema_is_current(settings):
                back_up(settings)
            return _upgrade(settings)
    except LockTaken:
        raise MigrationFailed("Another migration of this database is under way. Try again when it is done.") from None


def schema_is_current(settings: Settings) -> bool:
    """Whether the database stands at the newest revision this version knows."""
    return revision_of(settings) == newest_revision()


def revision_of(settings: Settings) -> str | None:
    """The revision the database stands at; None if it holds no schema yet."""
    if settings.is_sqlite and not _sqlite_file(settings).exists():
        return None
    with connect(settings) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Whether this version can bring a database at `revision` forward."""
    return revision in {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


def newest_revision() -> str | None:
    """The newest revision in migrations/."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def back_up(settings: Settings) -> Path | None:
    """Copy the database into instance/backups, keep the last five, and return the copy; None if it is empty.

    SQLite's is a database as it stands; PostgreSQL's is for `onward restore`, without the uploaded files.
    """
    revision = revision_of(settings)
    if revision is None:
        return None
    folder = settings.instance_dir / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ending = "db" if settings.is_sqlite else "tar.gz"
    target = folder / f"{clock.now():%Y%m%dT%H%M%S%fZ}-{revision}.{ending}"
    if settings.is_sqlite:
        target.touch(mode=0o600)
        with closing(sqlite3.connect(_sqlite_file(settings))) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    else:
        make_backup(settings, target, with_folders=False)
    for old in sorted(folder.glob(f"[0-9]*Z-*.{ending}"))[:-BACKUPS_KEPT]:
        old.unlink()
    return target


def _upgrade(settings: Settings) -> str:
    try:
        with connect(settings) as connection, connection.begin(), _checked(connection):
            command.upgrade(alembic_config(connection), "head")
    except CommandError as error:
        raise MigrationFailed(
            f"The database stands at a revision this version does not know; it needs a newer Onward. ({error})"
        ) from error
    return newest_revision() or ""


@contextmanager
def connect(settings: Settings) -> Iterator[Connection]:
    """A connection fit for migrating: all models known, foreign keys of SQLite off."""
    import_models()
    engine = _engine(settings)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _checked(connection: Connection) -> Iterator[None]:
    """Hold PostgreSQL's advisory lock, or check SQLite's foreign keys afterwards, since they are off meanwhile."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        yield
        return
    yield
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise MigrationFailed(f"Rows in {tables} would point at rows that do not exist. Nothing was changed.")


def _sqlite_file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def _engine(settings: Settings) -> Engine:
    engine = create_engine(settings.database_url, poolclass=NullPool)
    if settings.is_sqlite:
        _sqlite_file(settings).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "fullfsync=ON",
        # A table is remade under its old name; with keys on, its rows would be deleted along the way. Only outside
        # a transaction does this have any effect.
        "foreign_keys=OFF",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
