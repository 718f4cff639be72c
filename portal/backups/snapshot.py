"""The whole database as it is at one moment, as files in a folder, while others go on writing.

SQLite: its own online backup. PostgreSQL: COPY of every table in one read-only transaction, and not pg_dump, which
must be of the server's own version or newer and would have to stand on every host that runs Onward.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.engine import make_url

from portal.config import Settings

SQLITE_COPY = "onward.db"
VERSION_TABLE = "alembic_version"


def take_snapshot(settings: Settings, folder: Path) -> dict[str, Any]:
    """Copy the database into `folder`; the revision it stands at, and the columns and rows of each table.

    Raises LookupError when there is no schema yet.
    """
    if not settings.is_sqlite:
        with engine_of(settings).connect() as connection:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            taken = _describe(connection)
            for name, table in taken["tables"].items():
                _copy_out(connection, copy_words(name, table["columns"], "TO STDOUT"), folder / f"{name}.copy")
            return taken
    if not sqlite_file(settings).exists():
        # Opening it would make it.
        raise LookupError("no database")
    target = folder / SQLITE_COPY
    with closing(sqlite3.connect(sqlite_file(settings))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    with create_engine(f"sqlite:///{target}", poolclass=NullPool).connect() as connection:
        return _describe(connection)


def engine_of(settings: Settings) -> Engine:
    return create_engine(settings.database_url, poolclass=NullPool)


def sqlite_file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def _describe(connection: Connection) -> dict[str, Any]:
    inspector = sa.inspect(connection)
    if VERSION_TABLE not in inspector.get_table_names():
        raise LookupError("no schema")
    revision = connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(VERSION_TABLE))).scalar()
    tables = {
        name: {
            "columns": [column["name"] for column in inspector.get_columns(name)],
            "rows": count_rows(connection, name),
        }
        for name in sorted(inspector.get_table_names())
        if name != VERSION_TABLE
    }
    return {"revision": revision, "tables": tables}


def count_rows(connection: Connection, table: str) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one()


def copy_words(table: str, columns: list[str], rest: str) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f'COPY "{table}" ({names}) {rest}'


def _copy_out(connection: Connection, words: str, target: Path) -> None:
    driver: Any = connection.connection.driver_connection
    with target.open("wb") as file, driver.cursor().copy(words) as rows:
        for block in rows:
            file.write(block)
