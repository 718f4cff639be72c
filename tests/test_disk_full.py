"""A disk that takes no more: people hear "not saved", nothing is there by half, and it mends by itself."""

import resource
from pathlib import Path

import pytest

from portal import database
from tests import databases
from tests.forking import starter
from tests.sockets import connect
from tests.test_kill import Room, edits_in, room, serve, steps_in_plan

__all__ = ["room"]

SENT = 12


@pytest.mark.skipif(databases.is_postgres(), reason="the disk is SQLite's own only there")
def test_edits_on_a_full_disk_are_refused_in_words_and_go_on_once_there_is_room(room: Room) -> None:
    with starter() as process, serve(process, room) as server:
        with connect(server.port, room.cookies["anna"], origin=server.address) as anna:
            anna.join(room.topic)
            messages = [edit(room) for _ in range(3 * SENT)]
            before = [anna.ask("op", message)["ok"] for message in messages[:SENT]]
            # No file of the server may grow beyond what the log holds now: every further write to it fails.
            limit_files(server.process.pid, wal(room).stat().st_size)
            full = [anna.ask("op", message) for message in messages[SENT : 2 * SENT]]
            limit_files(server.process.pid, resource.RLIM_INFINITY)
            again = [anna.ask("op", message)["ok"] for message in messages[SENT:]]
        refused = [answer for answer in full if not answer["ok"]]
        assert (before, again) == ([True] * SENT, [True] * 2 * SENT)
        assert {(answer["err"], "saved" in answer["say"]) for answer in refused} == {("internal", True)}
        assert "plan_not_saved" in server.said()
        with connect(server.port, room.cookies["maria"], origin=server.address) as maria:
            history = maria.join(room.topic, 0)["ops"]
        assert edits_in(history).keys() == {message["ops"][0]["t"] for message in messages}
        assert len(steps_in_plan(room, server)) == len(messages)


def edit(room: Room) -> dict[str, object]:
    """One more step with its description, large enough that the log has to grow."""
    task = database.new_id()
    add = {"k": "add", "t": task, "phase": room.phase, "after": None, "title": f"Step {task}"}
    describe = {"k": "set", "t": task, "f": "description", "v": f"About {task}"}
    return {"topic": room.topic, "cid": f"{database.new_id()}.1", "ops": [add, describe]}


def wal(room: Room) -> Path:
    return room.settings.instance_dir / "onward.db-wal"


def limit_files(pid: int, size: int) -> None:
    """Hold every file that process `pid` writes to `size` bytes, as a full disk would."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
