"""What was acknowledged survives the server's sudden death: kill -9 in the middle of a stream of edits, then look."""

import json
import signal
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import pytest
import socketio.exceptions

from portal import database
from portal.config import Settings
from tests import browsing, factories
from tests.processes import Server
from tests.running import running_app
from tests.sockets import Viewer, connect, cookie_of, wait_until

pytestmark = pytest.mark.db

ROUNDS = 3
# Another number each round, so that death comes at another moment.
ACKNOWLEDGED_BEFORE_DEATH = 20


@dataclass
class Room:
    """A plan, and the cookies of the two who edit it; the app that made them has gone."""

    settings: Settings
    workspace: str
    topic: str
    phase: str
    cookies: dict[str, str]


@pytest.fixture
def room(settings: Settings) -> Room:
    with running_app(settings) as app:
        workspace = factories.make_workspace()
        maria = factories.make_contact(workspace, "Maria")
        team = browsing.sign_in(app.test_client(), factories.make_member("Anna"))
        team.get(f"/w/{workspace.id}/")
        guest = browsing.open_link(app.test_client(), factories.make_link(workspace, contact=maria))
        cookies = {"anna": cookie_of(team), "maria": cookie_of(guest)}
        topic = f"plan:{factories.plan_of(workspace).id}"
        made = Room(settings, workspace.id, topic, factories.phases_of(workspace)[0].id, cookies)
    return made


def serve(room: Room) -> Server:
    """The real server, on the room's database; a port of its own each time."""
    server = Server(
        room.settings.instance_dir,
        DATABASE_URL=room.settings.database_url,
        SECRET_KEYS=",".join(room.settings.secret_keys),
        EVENTS_PER_SECOND="500",
        TASKS_PER_PHASE="2000",
    )
    server.wait_for("Onward runs at")
    return server


@dataclass
class Editor:
    """Adds one task after the other, the next as soon as the last is acknowledged."""

    room: Room
    viewer: Viewer
    acknowledged: dict[str, int] = field(default_factory=dict)
    # What was sent and not answered, as it would be sent again.
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)

    def send_next(self) -> None:
        task = database.new_id()
        op = {"k": "add", "t": task, "phase": self.room.phase, "after": None, "title": f"Step {task}"}
        self.waiting[task] = {"topic": self.room.topic, "cid": f"{database.new_id()}.1", "ops": [op]}
        with suppress(socketio.exceptions.SocketIOError):
            self.viewer.send_then("op", self.waiting[task], lambda answer: self._note(task, answer))

    def _note(self, task: str, answer: dict[str, Any]) -> None:
        assert answer["ok"] is True, answer
        self.acknowledged[task] = answer["seq"]
        del self.waiting[task]
        self.send_next()


def enter(room: Room, server: Server, name: str, stack: ExitStack) -> tuple[Viewer, list[dict[str, Any]]]:
    """A socket that follows the plan from its start, and every operation so far."""
    viewer = stack.enter_context(connect(server.port, room.cookies[name], origin=server.address))
    answer = viewer.join(room.topic, 0)
    return viewer, answer["ops"]


def edit_until_killed(room: Room, server: Server, enough: int) -> list[Editor]:
    """Both edit until `enough` edits are acknowledged; then the server dies with the next ones under way."""
    with ExitStack() as stack:
        editors = [Editor(room, enter(room, server, name, stack)[0]) for name in room.cookies]
        for editor in editors:
            editor.send_next()
        wait_until(lambda: sum(len(e.acknowledged) for e in editors) >= enough, "the edits were not acknowledged")
        server.process.send_signal(signal.SIGKILL)
        assert server.end() == -signal.SIGKILL
        for editor in editors:
            editor.viewer.wait_until_gone()
    return editors


def send_again(editors: list[Editor], viewers: list[Viewer]) -> dict[str, int]:
    """What was under way when the server died, sent as a page sends it again: the number each edit is given."""
    given = {}
    for editor, viewer in zip(editors, viewers, strict=True):
        for task, message in editor.waiting.items():
            answer = viewer.ask("op", message)
            assert answer["ok"] is True, answer
            given[task] = answer["seq"]
    return given


def steps_in_plan(room: Room, server: Server) -> list[str]:
    """The ids of all added tasks, as the snapshot holds them."""
    address = f"{server.address}/w/{room.workspace}/plan/snapshot"
    with urlopen(Request(address, headers={"Cookie": room.cookies["anna"]})) as answer:
        return sorted(task["t"] for task in json.load(answer)["tasks"] if task["title"] == f"Step {task['t']}")


def test_every_acknowledged_edit_is_there_once_after_each_kill(room: Room) -> None:
    known: dict[str, int] = {}
    server = serve(room)
    for number in range(ROUNDS):
        with server:
            editors = edit_until_killed(room, server, ACKNOWLEDGED_BEFORE_DEATH + 7 * number)
        for editor in editors:
            known.update(editor.acknowledged)
        server = serve(room)
        with ExitStack() as stack:
            entered = [enter(room, server, name, stack) for name in room.cookies]
            history = entered[0][1]
            assert {op["t"]: op["seq"] for op in history if op["t"] in known} == known
            known.update(send_again(editors, [viewer for viewer, _ in entered]))
            assert steps_in_plan(room, server) == sorted(known)
    with server:
        server.tell_to_stop()
        assert server.end() == 0
