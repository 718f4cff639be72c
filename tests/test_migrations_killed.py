"""Killed in the middle of any migration, a database stands as it stood before, and the next one brings it on."""

import itertools
import os
import sqlite3
from contextlib import closing
from os import fork, waitpid
from pathlib import Path
from signal import SIGKILL

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from portal import migrating
from portal.config import Settings

SCRIPTS = ScriptDirectory.from_config(migrating.alembic_config()).walk_revisions()
REVISIONS = [script.revision for script in reversed(list(SCRIPTS))]
# The newest while working on it, all of them where changes are checked.
TRIED = REVISIONS if os.environ.get("CI") else REVISIONS[-2:]


def upgrade(settings: Settings, revision: str) -> None:
    with migrating.connect(settings) as connection, connection.begin():
        command.upgrade(migrating.alembic_config(connection), revision)


def count_statements(settings: Settings, revision: str) -> int:
    """How many statements bring a database at the revision before to this one; it is brought there."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "after_cursor_execute", note)
    upgrade(settings, revision)
    event.remove(Engine, "after_cursor_execute", note)
    return len(seen)


def die_in_the_middle(settings: Settings, revision: str, after: int) -> int:
    """Migrate in another process that kills itself after so many statements; by which signal it ended."""
    pid = fork()
    if pid:
        return os.WTERMSIG(waitpid(pid, 0)[1])
    numbers = itertools.count(1)

    def die(*_: object) -> None:
        if next(numbers) == after:
            os.kill(os.getpid(), SIGKILL)

    event.listen(Engine, "after_cursor_execute", die)
    upgrade(settings, revision)
    os._exit(0)


def schema_of(folder: Path) -> list[tuple[str, list[str]]]:
    """Every table and index; a table that was made anew has its constraints in any order."""
    with closing(sqlite3.connect(folder / "onward.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    return [(name, sorted(line.strip(" ,\t") for line in (sql or "").splitlines())) for name, sql in rows]


@pytest.mark.parametrize("revision", TRIED)
def test_a_migration_killed_half_way_changed_nothing_and_can_be_done_again(tmp_path: Path, revision: str) -> None:
    places = [tmp_path / name for name in ("counted", "killed")]
    counted, killed = (Settings(instance_dir=place, database_url="", secret_keys=["k" * 40]) for place in places)
    before = REVISIONS.index(revision)
    for settings in (counted, killed):
        if before:
            upgrade(settings, REVISIONS[before - 1])
    statements = count_statements(counted, revision)
    stood = schema_of(places[1]) if before else []
    for after in sorted({statements // 2, statements - 1, statements}):
        assert die_in_the_middle(killed, revision, after) == SIGKILL
        assert schema_of(places[1]) == stood
    upgrade(killed, revision)
    assert schema_of(places[1]) == schema_of(places[0])
    assert migrating.revision_of(killed) == revision
