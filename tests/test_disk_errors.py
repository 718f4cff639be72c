"""Writes and syncs that fail: the edit is refused in words or kept, never acknowledged and gone; the next is saved.

The n-th failure is tried for every n of the file that edits are written to, and of the one that they are folded into.
FAILURES=40 tries as many of each.
"""

import os
import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from portal import database
from portal.chat.models import MessageRow
from portal.extensions import db
from portal.intake.models import AnswerRow
from portal.people.models import Workspace
from tests import databases, factories
from tests.chat.scene import saying
from tests.disk import Disk, watched
from tests.intake import forms
from tests.running import running_app
from tests.sockets import Viewer, connect, serving
from tests.test_kill import Room, edits_in, room
from tests.test_power_cut import look, lost_after_cuts

__all__ = ["room"]

pytestmark = pytest.mark.skipif(databases.is_postgres(), reason="the disk is SQLite's own only there")

# One edit is two dozen writes and a sync.
FAILURES = {kind: int(os.environ.get("FAILURES") or few) for kind, few in (("write", 24), ("sync", 4))}
MOMENTS = int(os.environ.get("CUTS") or 20)
PLACES = [("write", "onward.db-wal"), ("sync", "onward.db-wal"), ("write", "onward.db"), ("sync", "onward.db")]
# The log is folded into the database after almost every edit, so that this fails as often as the rest.
LOG_PAGES = 20
PATIENCE_EDITS = 100


@dataclass
class Fault:
    """Lets one operation fail: the n-th of a kind on one file."""

    kind: str
    name: str
    left: int

    def fails(self, kind: str, name: str) -> bool:
        self.left -= (kind, name) == (self.kind, self.name)
        return (kind, name, self.left) == (self.kind, self.name, 0)


@dataclass
class Outcome:
    """What became of the edits that were sent: their numbers where they were acknowledged, and the refusals."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)


def message_of(room: Room, task: str) -> dict[str, Any]:
    operations = [
        {"k": "add", "t": task, "phase": room.phase, "after": None, "title": f"Step {task}"},
        {"k": "set", "t": task, "f": "description", "v": f"About {task}"},
    ]
    return {"topic": room.topic, "cid": f"{database.new_id()}.1", "ops": operations}


def add(room: Room, viewer: Viewer, disk: Disk, outcome: Outcome) -> None:
    """One step with its description, sent as a page sends it: once more where it was not saved."""
    message = message_of(room, task := database.new_id())
    answer = viewer.ask("op", message)
    if not answer["ok"]:
        outcome.refused.append(answer)
        answer = viewer.ask("op", message)
    assert answer["ok"] is True, answer
    disk.note(task, answer["seq"])
    outcome.acknowledged[task] = answer["seq"]


def edit_with_faults(room: Room, viewer: Viewer, disk: Disk, place: tuple[str, str]) -> Outcome:
    """Edit until the first, the second … the n-th operation of a kind has failed, and once more after each."""
    outcome = Outcome()
    for nth in range(1, FAILURES[place[0]] + 1):
        fault = Fault(*place, nth)
        disk.fails = fault.fails
        for _ in range(PATIENCE_EDITS):
            add(room, viewer, disk, outcome)
            if fault.left <= 0:
                break
        assert fault.left <= 0, "nothing failed"
        add(room, viewer, disk, outcome)
    return outcome


def test_while_every_write_fails_each_edit_is_refused_and_the_next_ones_are_saved_without_a_restart(
    room: Room,
) -> None:
    with ExitStack() as stack:
        disk = stack.enter_context(watched(room.settings.instance_dir))
        app = stack.enter_context(running_app(room.settings))
        anna = stack.enter_context(connect(stack.enter_context(serving(app)), room.cookies["anna"]))
        anna.join(room.topic)
        outcome, messages = Outcome(), [message_of(room, database.new_id()) for _ in range(3)]
        add(room, anna, disk, outcome)
        disk.fails = lambda _kind, _name: True
        refused = [anna.ask("op", message) for message in messages]
        assert len(anna.join(room.topic, 0)["ops"]) == 2
        disk.fails = Disk.fails
        assert [anna.ask("op", message)["ok"] for message in messages] == [True] * 3
        history = edits_in(anna.join(room.topic, 0)["ops"])
    assert {(answer["ok"], answer["err"], "saved" in answer["say"]) for answer in refused} == {
        (False, "internal", True)
    }
    assert history.keys() == outcome.acknowledged.keys() | {message["ops"][0]["t"] for message in messages}


def test_while_every_write_fails_chat_forms_texts_and_plain_pages_refuse_in_words_and_go_on_afterwards(
    room: Room,
) -> None:
    with ExitStack() as stack:
        disk = stack.enter_context(watched(room.settings.instance_dir))
        app = stack.enter_context(running_app(room.settings))
        form = forms.make_form(db.session.get_one(Workspace, room.workspace))
        task = factories.tasks_of(db.session.get_one(Workspace, room.workspace))[0].id
        asked = {
            f"chat:{room.workspace}": saying("Hello"),
            f"form:{form.id}": {"k": "set", "f": "name", "v": "Lagerfix"},
            f"text:{task}": {"k": "open"},
        }
        messages = [{"topic": topic, "cid": f"{database.new_id()}.1", "ops": [op]} for topic, op in asked.items()]
        anna = stack.enter_context(connect(stack.enter_context(serving(app)), room.cookies["anna"]))
        for topic in asked:
            assert anna.join(topic)["ok"] is True
        page = {"path": f"/w/{room.workspace}/plan/tasks/{task}", "data": {"title": "By a plain form"}}
        plain = app.test_client()
        plain.set_cookie("onward", room.cookies["anna"].partition("=")[2])
        disk.fails = lambda _kind, _name: True
        refused = [anna.ask("op", message) for message in messages]
        told = plain.post(**page)
        disk.fails = Disk.fails
        for _ in range(2):
            assert [anna.ask("op", message)["ok"] for message in messages] == [True] * 3
        assert db.session.scalars(db.select(MessageRow.body)).all() == ["Hello"]
        assert [(row.field_id, row.value) for row in db.session.scalars(db.select(AnswerRow))] == [("name", "Lagerfix")]
    assert {(answer["ok"], answer["err"], "Not saved" in answer["say"]) for answer in refused} == {
        (False, "internal", True)
    }
    assert (told.status_code, "Not saved. The server could not write just now" in told.text) == (500, True)


@pytest.mark.parametrize("place", PLACES, ids=" of ".join)
def test_an_edit_whose_write_fails_is_refused_in_words_or_kept(
    room: Room, tmp_path: Path, place: tuple[str, str]
) -> None:
    def prepare(driver: sqlite3.Connection, _record: object) -> None:
        driver.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")

    room.settings.tasks_per_phase = room.settings.tasks_per_plan = 50_000
    file = room.settings.instance_dir / "onward.db"
    began_with = {file.name: file.read_bytes()}
    with ExitStack() as stack:
        disk = stack.enter_context(watched(room.settings.instance_dir))
        app = stack.enter_context(running_app(room.settings))
        event.listen(app.extensions["onward.write_engine"], "connect", prepare)
        anna = stack.enter_context(connect(stack.enter_context(serving(app)), room.cookies["anna"]))
        anna.join(room.topic)
        outcome = edit_with_faults(room, anna, disk, place)
    assert {(answer["err"], "saved" in answer["say"]) for answer in outcome.refused} <= {("internal", True)}
    assert look(file) == outcome.acknowledged
    # An edit waits for its log; that it could not be folded into the database is no reason to refuse it.
    assert bool(outcome.refused) is (place[1] == "onward.db-wal")
    # And where the power goes as well.
    (folder := tmp_path / "after").mkdir()
    assert sum(lost_after_cuts(disk, began_with, folder, MOMENTS)) == 0
