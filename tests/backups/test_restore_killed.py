"""Killed at any step of a restore, a host holds the whole instance or none, and the next restore makes it whole."""

import itertools
import os
import shutil
import sys
from os import fork, waitpid
from pathlib import Path
from signal import SIGKILL

import pytest
from flask import Flask

from portal import database
from portal.backups import archive, restoring
from portal.backups.checking import check_plans
from portal.config import Settings
from portal.files import store
from tests import databases, factories
from tests.running import SECRET_KEY

pytestmark = pytest.mark.skipif(databases.is_postgres(), reason="PostgreSQL takes a restore in one transaction")

# What moves things to their places; in between a restore only reads and fills what lies beside.
STEPS = {"os.rename", "os.mkdir", "shutil.move", "shutil.rmtree"}


def restore_and_die(settings: Settings, file: Path, after: int) -> bool:
    """Restore in another process that kills itself before so many of the steps; whether it did."""
    pid = fork()
    if pid:
        return os.WIFSIGNALED(waitpid(pid, 0)[1])
    numbers = itertools.count(1)

    def die(event: str, _arguments: object) -> None:
        if event in STEPS and next(numbers) == after:
            os.kill(os.getpid(), SIGKILL)

    sys.addaudithook(die)
    try:
        restoring.restore(settings, file)
    finally:
        os._exit(0)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    host = tmp_path / "host"
    return Settings(instance_dir=host, database_url=f"sqlite:///{host / 'onward.db'}", secret_keys=[SECRET_KEY])


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
    for after in itertools.count(1):
        shutil.rmtree(host, ignore_errors=True)
        was_killed = restore_and_die(elsewhere, backup, after)
        if not (host / "onward.db").exists():
            assert restoring.restore(elsewhere, backup).files == 1
        assert check_plans(elsewhere)[0] == 1
        assert (host / "files" / file_id[:2] / file_id).read_bytes() == b"an export"
        if not was_killed:
            break
    assert after > 5


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
