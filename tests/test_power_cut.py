"""What was acknowledged survives the power going at any moment: a run's writes and syncs, cut anywhere, and looked at.

Of what was not synced, the disk may hold anything (tests/power.py). CUTS=5000 looks at as many moments.
"""

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from portal.backups.checking import check_plans
from portal.config import Settings
from tests import databases
from tests.disk import Disk, watched
from tests.power import cuts, put
from tests.running import running_app
from tests.sockets import connect, serving, wait_until
from tests.test_kill import Editor, Room, room

__all__ = ["room"]

pytestmark = pytest.mark.skipif(databases.is_postgres(), reason="the disk is SQLite's own only there")

CUTS = int(os.environ.get("CUTS") or 40)
# A part of them by one person, whose every edit waits for the answer to the one before; the others by two at once.
EDITS, ALONE = 80, 40
# Fewer pages than a run writes, so that its log is folded into the database and begun anew several times.
LOG_PAGES = 200


@dataclass
class Noted(Editor):
    """An editor whose acknowledgements are noted among what the disk did."""

    disk: Disk | None = None

    def _note(self, task: str, answer: dict[str, Any]) -> None:
        assert self.disk is not None
        self.disk.note(task, answer["seq"])
        super()._note(task, answer)

    def send_next(self) -> None:
        if answered(self.disk) < EDITS:
            super().send_next()


def answered(disk: Disk | None) -> int:
    assert disk is not None
    return sum(step.kind == "note" for step in disk.steps)


def edit_all(room: Room, disk: Disk, prepare: Callable[[sqlite3.Connection], object]) -> None:
    """One person edits, the server is stopped in good order and begins again, and two edit at once."""
    for names in (["anna"], ["anna", "maria"]):
        until = ALONE if len(names) == 1 else EDITS
        with running_app(room.settings) as app, ExitStack() as stack:
            event.listen(app.extensions["onward.write_engine"], "connect", lambda driver, _record: prepare(driver))
            port = stack.enter_context(serving(app))
            viewers = [stack.enter_context(connect(port, room.cookies[name])) for name in names]
            editors = [Noted(room, viewer, disk=disk) for viewer in viewers]
            for viewer, editor in zip(viewers, editors, strict=True):
                viewer.join(room.topic)
                editor.send_next()
            for so_many in range(10, until + 1, 10):
                wait_until(lambda so_many=so_many: answered(disk) >= so_many, "the edits were not acknowledged")


def look(file: Path) -> dict[str, int]:
    """The number of each edit that the database holds. Fails for one that is there by half, or a database in pieces."""
    with closing(sqlite3.connect(file)) as connection:
        # Closing it would wait for this machine's disk.
        connection.execute("PRAGMA synchronous=OFF")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        events = connection.execute("SELECT revision, kind, subject_id FROM events ORDER BY revision").fetchall()
        described = connection.execute("SELECT id FROM tasks WHERE description = 'About ' || id").fetchall()
        receipts = connection.execute("SELECT revision FROM receipts ORDER BY revision").fetchall()
        (plan,) = connection.execute("SELECT revision FROM plans").fetchall()
    numbers = {subject: revision for revision, kind, subject in events if kind == "TaskChanged"}
    added = {subject: revision + 1 for revision, kind, subject in events if kind == "TaskAdded"}
    assert numbers == added
    assert [revision for revision, _, _ in events] == list(range(1, plan[0] + 1))
    assert {task for (task,) in described} == numbers.keys()
    assert [revision for (revision,) in receipts] == sorted(numbers.values())
    return numbers


def lost_after_cuts(disk: Disk, began_with: dict[str, bytes], folder: Path, moments: int) -> list[int]:
    """For each state that a cut at one of so many moments may leave: how many acknowledged edits are not in it."""
    at = random.Random(moments).sample(range(len(disk.steps)), min(moments, len(disk.steps)))
    lost = []
    for number, files in cuts(disk, began_with, at, seed=moments):
        put(files, folder)
        found = look(folder / "onward.db")
        acknowledged = {step.name: step.offset for step in disk.steps[: number + 1] if step.kind == "note"}
        lost.append(len(acknowledged.items() - found.items()))
    return lost


@pytest.mark.parametrize(("synchronous", "is_safe"), [("as shipped", True), ("NORMAL", False)])
def test_no_cut_of_the_power_takes_what_was_acknowledged(
    room: Room, tmp_path: Path, synchronous: str, is_safe: bool
) -> None:
    def prepare(driver: sqlite3.Connection) -> None:
        driver.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
        if not is_safe:
            driver.execute(f"PRAGMA synchronous={synchronous}")

    began_with = {"onward.db": (room.settings.instance_dir / "onward.db").read_bytes()}
    with watched(room.settings.instance_dir) as disk:
        edit_all(room, disk, prepare)
    (folder := tmp_path / "after").mkdir()
    lost = lost_after_cuts(disk, began_with, folder, CUTS)
    print(f"{len(disk.steps)} steps, {len(lost)} states after a cut, {sum(map(bool, lost))} of them lack an edit")
    assert (sum(lost) == 0) is is_safe
    left = Settings(instance_dir=folder, database_url="", secret_keys=room.settings.secret_keys)
    assert check_plans(left)[0] == 1
