"""Putting the snapshot of a PostgreSQL database into an empty one."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection, MetaData

from portal import migrating
from portal.backups.snapshot import copy_words
from portal.config import Settings


def load_snapshot(settings: Settings, taken: dict[str, Any], folder: Path) -> None:
    """Put a snapshot of PostgreSQL into an empty database, in one transaction: its schema first, then every row."""
    with migrating.connect(settings) as connection, connection.begin():
        command.upgrade(migrating.alembic_config(connection), taken["revision"])
        tables = [table for table in _in_order(connection) if table.name in taken["tables"]]
        # A migration may have put rows of its own into a table.
        connection.exec_driver_sql("TRUNCATE " + ", ".join(f'"{table.name}"' for table in tables))
        for table in tables:
            words = copy_words(table.name, taken["tables"][table.name]["columns"], "FROM STDIN")
            _copy_in(connection, words, folder / f"{table.name}.copy")
            _continue_numbers(connection, table)


def _in_order(connection: Connection) -> list[sa.Table]:
    """Every table after those that its rows point at."""
    found = MetaData()
    found.reflect(connection)
    return found.sorted_tables


def _copy_in(connection: Connection, words: str, source: Path) -> None:
    driver: Any = connection.connection.driver_connection
    with source.open("rb") as file, driver.cursor().copy(words) as rows:
        while block := file.read(1 << 16):
            rows.write(block)


def _continue_numbers(connection: Connection, table: sa.Table) -> None:
    """Let columns that count by themselves go on after the highest number that came."""
    for column in table.primary_key.columns:
        sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        if connection.scalar(sa.select(sequence)):
            highest = sa.select(sa.func.coalesce(sa.func.max(column), 1)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, highest)))
