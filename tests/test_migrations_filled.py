"""Whatever an installation holds, it holds after each upgrade: rows of every table there was at every revision.

One database lives through them all. At each revision every table gets rows, made from the schema as it then was; after
each migration everything written so far is looked up again.
"""

import itertools
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Table

from portal import migrating
from portal.config import Settings
from portal.database import Base
from tests import databases
from tests.disk import watched
from tests.power import cuts, put
from tests.running import SECRET_KEY
from tests.test_migrations_killed import REVISIONS, upgrade

pytestmark = pytest.mark.db

# The last of each three leaves empty what may be.
ROWS_A_TABLE = 3
FIRST, CUTS = REVISIONS[0], int(os.environ.get("CUTS") or 10)
NOON = datetime(2026, 2, 27, 12, 0, 0, 123456, tzinfo=UTC)
Row = dict[str, Any]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Settings]:
    with databases.empty_database(tmp_path) as url:
        yield Settings(instance_dir=tmp_path, database_url=url, secret_keys=[SECRET_KEY])


def tables_of(connection: Connection) -> list[Table]:
    """All tables as they stand, each after those that it points at."""
    schema = sa.MetaData()
    schema.reflect(connection)
    return [table for table in schema.sorted_tables if table.name != "alembic_version"]


def fill(connection: Connection, tables: list[Table], numbers: list[int]) -> None:
    for table in tables:
        rows = [{column.name: value_for(column, number) for column in table.columns} for number in numbers]
        connection.execute(table.insert(), rows)


def value_for(column: Column[Any], number: int) -> Any:
    """What stands in the row of this number: the row of the same number where it points at one."""
    pointing = next(iter(column.foreign_keys), None)
    if column.name in ("member_id", "contact_id") and column.table.name == "participants":
        # One of the two, never both.
        is_this = (column.name == "member_id") is (number % 2 == 0)
        return value_for(pointing.column, number) if pointing and is_this else None
    if column.nullable and number % ROWS_A_TABLE == 0:
        return None
    if pointing is not None:
        return None if pointing.column.table is column.table else value_for(pointing.column, number)
    return plain_value(column, number)


def plain_value(column: Column[Any], number: int) -> Any:
    words = words_of(column)
    if words:
        return words[number % len(words)]
    kind = column.type
    values = {
        sa.Boolean: number % 2 == 0,
        sa.Integer: number,
        sa.Float: number + 0.25,
        sa.DateTime: (NOON + timedelta(hours=number)).replace(tzinfo=UTC if getattr(kind, "timezone", False) else None),
        sa.Date: date(2028, 2, 28) + timedelta(days=number),
        sa.JSON: {"ids": [str(number)], "words": f"Straße {number}"},
        sa.LargeBinary: bytes([number, 0, 255]),
        sa.String: f"{number} {column.name} ö“\u2028'{column.table.name}",
    }
    value = next(value for known, value in values.items() if isinstance(kind, known))
    return value[: kind.length] if isinstance(kind, sa.String) and kind.length else value


def words_of(column: Column[Any]) -> list[str]:
    """The words that may stand in a column which holds one of a few; none for others."""
    now = Base.metadata.tables.get(column.table.name)
    kind = now.c[column.name].type if now is not None and column.name in now.c else None
    return list(kind.enums) if isinstance(kind, sa.Enum) else []


def rows_of(connection: Connection, tables: list[Table]) -> dict[str, list[Row]]:
    """Everything in the database, by table, each table's rows by their keys."""
    found = {}
    for table in tables:
        rows = connection.execute(table.select().order_by(*table.primary_key.columns)).mappings()
        found[table.name] = [dict(row) for row in rows]
    return found


def what_is_left(now: dict[str, list[Row]], before: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Of `now` the tables and columns that were there before."""
    return {
        name: [{column: row[column] for column in rows[0] if column in row} for row in now.get(name, [])]
        for name, rows in before.items()
    }


def test_rows_written_at_every_revision_are_there_after_each_migration(empty: Settings) -> None:
    numbers = itertools.count(1)
    before: dict[str, list[Row]] = {}
    for revision in REVISIONS:
        if revision == REVISIONS[-1]:
            assert migrating.migrate(empty) == revision
        else:
            upgrade(empty, revision)
        with migrating.connect(empty) as connection, connection.begin():
            tables = tables_of(connection)
            assert what_is_left(rows_of(connection, tables), before) == before, f"not all is left by {revision}"
            fill(connection, tables, list(itertools.islice(numbers, ROWS_A_TABLE)))
            before = rows_of(connection, tables)
    assert len(before["workspaces"]) == ROWS_A_TABLE * len(REVISIONS)
    assert before.keys() == Base.metadata.tables.keys()


@pytest.mark.skipif(databases.is_postgres(), reason="the disk is SQLite's own only there")
def test_a_migration_that_the_power_cut_short_left_the_old_schema_or_the_new_with_every_row(tmp_path: Path) -> None:
    (instance := tmp_path / "instance").mkdir()
    settings = Settings(instance_dir=instance, database_url="", secret_keys=[SECRET_KEY])
    upgrade(settings, FIRST)
    with migrating.connect(settings) as connection, connection.begin():
        tables = tables_of(connection)
        fill(connection, tables, list(range(1, 1 + ROWS_A_TABLE)))
        before = rows_of(connection, tables)
    began_with = {"onward.db": (instance / "onward.db").read_bytes()}
    with watched(instance) as disk:
        migrating.migrate(settings, with_backup=False)
    (folder := tmp_path / "after").mkdir()
    left = Settings(instance_dir=folder, database_url="", secret_keys=[SECRET_KEY])
    seen = set()
    for _number, files in cuts(disk, began_with, range(0, len(disk.steps), max(1, len(disk.steps) // CUTS)), seed=1):
        put(files, folder)
        with migrating.connect(left) as connection:
            seen.add(MigrationContext.configure(connection).get_current_revision())
            assert connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
            assert what_is_left(rows_of(connection, tables), before) == before
    assert seen == {FIRST, migrating.newest_revision()}
