"""Migrations: the schema they make is the models', and they change everything or nothing."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from portal import file_lock, migrating
from portal.config import MIGRATIONS, Settings
from portal.database import Base
from tests import databases

SECRET_KEY = "a-key-for-the-tests-only-0123456789abcdef"
FILE = """
import sqlalchemy as sa
from alembic import op
revision = {revision!r}
down_revision = {before!r}
def upgrade():
    {upgrade}
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Settings]:
    """Settings for a database that holds nothing yet."""
    with databases.empty_database(tmp_path) as url:
        yield Settings(instance_dir=tmp_path, database_url=url, secret_keys=[SECRET_KEY])


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    return Settings(instance_dir=tmp_path, database_url="", secret_keys=[SECRET_KEY])


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations of the test's own: the first makes two tables."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text((MIGRATIONS / "env.py").read_text())
    monkeypatch.setattr(migrating, "MIGRATIONS", folder)
    add_migration(
        folder,
        "0001",
        'op.create_table("tides", sa.Column("id", sa.Integer, primary_key=True), sa.Column("height", sa.Integer)); '
        'op.create_table("boats", sa.Column("id", sa.Integer, primary_key=True), '
        'sa.Column("tide", sa.Integer, sa.ForeignKey("tides.id")))',
    )
    return folder


def add_migration(folder: Path, revision: str, upgrade: str) -> None:
    before = f"{int(revision) - 1:04}" if revision != "0001" else None
    (folder / "versions" / f"{revision}.py").write_text(FILE.format(revision=revision, before=before, upgrade=upgrade))


def fill(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.instance_dir / "onward.db")) as connection, connection:
        connection.execute("INSERT INTO tides VALUES (1, 4)")
        connection.execute("INSERT INTO boats VALUES (7, 1)")


def rows(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(settings.instance_dir / "onward.db")) as connection:
        return connection.execute(query).fetchall()


def differences(connection: Connection) -> list[object]:
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)


@pytest.mark.db
def test_the_migrated_schema_is_that_of_the_models(empty: Settings) -> None:
    assert migrating.schema_is_current(empty) is False
    revision = migrating.migrate(empty)
    assert (migrating.revision_of(empty), migrating.schema_is_current(empty)) == (revision, True)
    with migrating.connect(empty) as connection:
        assert differences(connection) == []


@pytest.mark.db
def test_a_difference_between_schema_and_models_would_be_seen(empty: Settings) -> None:
    migrating.migrate(empty)
    with migrating.connect(empty) as connection, connection.begin():
        connection.execute(sa.text("ALTER TABLE jobs ADD COLUMN colour VARCHAR"))
        assert [difference[0] for difference in differences(connection)] == ["remove_column"]


@pytest.mark.db
def test_migrating_twice_changes_nothing(empty: Settings) -> None:
    assert migrating.migrate(empty) == migrating.migrate(empty) == migrating.newest_revision()


def test_a_migration_that_fails_half_way_leaves_the_old_schema_and_its_rows(
    sqlite_settings: Settings, migrations: Path
) -> None:
    migrating.migrate(sqlite_settings)
    fill(sqlite_settings)
    add_migration(migrations, "0002", 'op.create_table("rivers", sa.Column("id", sa.Integer)); op.drop_table("boats")')
    add_migration(migrations, "0003", 'op.execute("SELECT * FROM nowhere")')
    with pytest.raises(OperationalError):
        migrating.migrate(sqlite_settings)
    assert migrating.revision_of(sqlite_settings) == "0001"
    assert rows(sqlite_settings, "SELECT * FROM boats") == [(7, 1)]
    assert rows(sqlite_settings, "SELECT name FROM sqlite_master WHERE name = 'rivers'") == []


def test_a_table_that_others_point_at_can_be_remade_without_losing_their_rows(
    sqlite_settings: Settings, migrations: Path
) -> None:
    migrating.migrate(sqlite_settings)
    fill(sqlite_settings)
    remake = """with op.batch_alter_table("tides", recreate="always") as tides:
        tides.alter_column("height", new_column_name="metres")"""
    add_migration(migrations, "0002", remake)
    migrating.migrate(sqlite_settings)
    assert rows(sqlite_settings, "SELECT boats.id, metres FROM boats JOIN tides ON tides.id = tide") == [(7, 4)]


def test_a_migration_that_leaves_rows_pointing_nowhere_is_undone_and_named(
    sqlite_settings: Settings, migrations: Path
) -> None:
    migrating.migrate(sqlite_settings)
    fill(sqlite_settings)
    add_migration(migrations, "0002", 'op.execute("DELETE FROM tides")')
    with pytest.raises(migrating.MigrationFailed, match="Rows in boats would point at rows that do not exist"):
        migrating.migrate(sqlite_settings)
    assert rows(sqlite_settings, "SELECT * FROM tides") == [(1, 4)]


def test_a_backup_is_made_before_there_is_something_to_lose_and_five_are_kept(
    sqlite_settings: Settings, migrations: Path
) -> None:
    folder = sqlite_settings.instance_dir / "backups"
    migrating.migrate(sqlite_settings)
    assert folder.exists() is False
    fill(sqlite_settings)
    for number in range(2, 9):
        add_migration(migrations, f"{number:04}", f'op.execute("UPDATE tides SET height = {number}")')
        migrating.migrate(sqlite_settings)
    kept = sorted(folder.iterdir())
    assert [path.stem.rpartition("-")[2] for path in kept] == ["0003", "0004", "0005", "0006", "0007"]
    with closing(sqlite3.connect(kept[0])) as connection:
        assert connection.execute("SELECT height FROM tides").fetchall() == [(3,)]
    assert stat.S_IMODE(os.stat(kept[0]).st_mode) == 0o600


def test_two_migrations_of_one_database_do_not_run_at_once(
    sqlite_settings: Settings, migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "WAIT_SECONDS", 0.0)
    lock = file_lock.hold_lock(sqlite_settings.instance_dir / "migrate.lock")
    with lock, pytest.raises(migrating.MigrationFailed, match="Another migration of this database is under way"):
        migrating.migrate(sqlite_settings)
    assert migrating.migrate(sqlite_settings) == "0001"


def test_a_database_of_a_newer_version_is_refused_in_words(sqlite_settings: Settings, migrations: Path) -> None:
    add_migration(migrations, "0002", "pass")
    migrating.migrate(sqlite_settings)
    (migrations / "versions" / "0002.py").unlink()
    with pytest.raises(migrating.MigrationFailed, match="it needs a newer Onward"):
        migrating.migrate(sqlite_settings)
    assert migrating.schema_is_current(sqlite_settings) is False
