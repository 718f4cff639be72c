"""Killed at any step of a restore, a host holds the whole instance or none, and the next restore makes it whole."""

import itertools
import os
import shutil
import sys
from collections.abc import Iterator
from os import fork, waitpid
from pathlib import Path
from signal import SIGKILL

import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy import create_engine

from portal import database, migrating, serve
from portal.backups import archive, restoring
from portal.backups.checking import check_plans
from portal.config import Settings
from portal.files import store
from tests import databases, factories
from tests.running import SECRET_KEY

# What puts things in their places; in between a restore only reads and fills what lies beside.
STEPS = {"commit", "os.rename", "os.mkdir", "shutil.move", "shutil.rmtree"}


def restore_and_die(settings: Settings, file: Path, after: int = 0) -> int | None:
    """Restore in another process that kills itself before so many of the steps: None; else how many there were."""
    pid = fork()
    if pid:
        status = waitpid(pid, 0)[1]
        return None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    numbers, last = itertools.count(1), 0

    def die(event: str, _arguments: object) -> None:
        nonlocal last
        if event in STEPS:
            last = next(numbers)
            if last == after:
                os.kill(os.getpid(), SIGKILL)

    sys.addaudithook(die)
    sqlalchemy.event.listen(sqlalchemy.Engine, "commit", lambda _connection: die("commit", None))
    try:
        restoring.restore(settings, file)
    finally:
        os._exit(last)


def to_try(steps: int) -> list[int]:
    """Before which steps to kill: all, but with PostgreSQL, where a restore takes seconds, some and the last ones."""
    return [1, 2, steps // 2, *range(steps - 6, steps + 1)] if databases.is_postgres() else [*range(1, steps + 1)]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Settings]:
    host = tmp_path / "host"
    with databases.empty_database(host) as url:
        yield Settings(instance_dir=host, database_url=url, secret_keys=[SECRET_KEY])


def make_empty(settings: Settings) -> None:
    shutil.rmtree(settings.instance_dir, ignore_errors=True)
    if not settings.is_sqlite:
        with create_engine(settings.database_url).begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def backed_up(settings: Settings, backup: Path) -> str:
    """A backup with a plan and one uploaded file; the file's id."""
    factories.make_workspace()
    file_id = store.put(b"an export")
    with database.write() as session:
        store.record(session, file_id, "export.csv", "text/csv")
    archive.make_backup(settings, backup)
    return file_id


def test_a_restore_that_is_killed_is_done_by_the_next_one(
    app: Flask, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    file_id = backed_up(settings, backup := tmp_path / "backup.tar.gz")
    host = elsewhere.instance_dir
    steps = restore_and_die(elsewhere, backup)
    assert steps is not None and steps > 10
    assert not elsewhere_has_leftovers(elsewhere)
    states = set()
    for after in to_try(steps):
        make_empty(elsewhere)
        assert restore_and_die(elsewhere, backup, after) is None
        is_there = migrating.revision_of(elsewhere) is not None
        states.add(is_there)
        if not is_there:
            if (host / restoring.STAGE).exists():
                with pytest.raises(archive.BackupRefused, match="under way or was cut off"):
                    serve.bring_up_to_date(elsewhere)
            assert restoring.restore(elsewhere, backup).files == 1
        serve.bring_up_to_date(elsewhere)
        assert check_plans(elsewhere)[0] == 1
        assert (host / "files" / file_id[:2] / file_id).read_bytes() == b"an export"
    assert states == {False, True}


def elsewhere_has_leftovers(settings: Settings) -> bool:
    engine = create_engine(settings.database_url)
    schemas = [] if settings.is_sqlite else sqlalchemy.inspect(engine).get_schema_names()
    engine.dispose()
    return restoring.STAGED_SCHEMA in schemas or (settings.instance_dir / restoring.STAGE).exists()


def test_files_that_are_not_of_the_backup_are_never_taken_for_those_of_a_killed_restore(
    app: Flask, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    file_id = backed_up(settings, backup := tmp_path / "backup.tar.gz")
    host = elsewhere.instance_dir
    path = host / "files" / file_id[:2] / file_id
    path.parent.mkdir(parents=True)
    path.write_bytes(b"another")
    with pytest.raises(archive.BackupRefused, match="holds uploaded files"):
        restoring.restore(elsewhere, backup)
    assert path.read_bytes() == b"another"
    path.write_bytes(b"an export")
    (foreign := host / "files" / "foreign").write_bytes(b"another")
    with pytest.raises(archive.BackupRefused, match="holds uploaded files"):
        restoring.restore(elsewhere, backup)
    assert (path.read_bytes(), foreign.read_bytes()) == (b"an export", b"another")
    foreign.unlink()
    assert restoring.restore(elsewhere, backup).files == 1
