"""What was acknowledged survives the server's sudden death: kill -9 in the middle of a stream of edits, then look.

Every edit adds a step and describes it: two events that happen together or not at all.
"""

import json
import os
import signal
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.request import Request, urlopen

import pytest
import socketio.exceptions

from portal import database
from portal.config import Settings
from tests import browsing, factories
from tests.forking import ForkedServer, starter
from tests.processes import Server
from tests.running import running_app
from tests.sockets import Viewer, connect, cookie_of, wait_until

pytestmark = pytest.mark.db

# Few while working on it, twenty where changes are checked, and as many as are asked for: KILLS=200 EDITS=20000.
KILLS = int(os.environ.get("KILLS") or (20 if os.environ.get("CI") else 4))
EDITS = int(os.environ.get("EDITS") or 20 * KILLS)
# So many kills hit one plan, and the next so many another, or the last plans would hold more than any real one.
KILLS_PER_PLAN = 20
# Another number of edits before each kill, so that death comes at another moment: half to one and a half of the mean.
MEAN, STEP = EDITS // KILLS, 7


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


def serve(starter: Any, room: Room) -> Server:
    """The real server, on the room's database; a port of its own each time."""
    server = ForkedServer(
        starter,
        room.settings.instance_dir,
        DATABASE_URL=room.settings.database_url,
        SECRET_KEYS=",".join(room.settings.secret_keys),
        EVENTS_PER_SECOND="500",
        TASKS_PER_PHASE="50000",
        TASKS_PER_PLAN="50000",
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
        add = {"k": "add", "t": task, "phase": self.room.phase, "after": None, "title": f"Step {task}"}
        describe = {"k": "set", "t": task, "f": "description", "v": f"About {task}"}
        self.waiting[task] = {"topic": self.room.topic, "cid": f"{database.new_id()}.1", "ops": [add, describe]}
        with suppress(socketio.exceptions.SocketIOError):
            self.viewer.send_then("op", self.waiting[task], lambda answer: self._note(task, answer))

    def _note(self, task: str, answer: dict[str, Any]) -> None:
        assert answer["ok"] is True, answer
        self.acknowledged[task] = answer["seq"]
        del self.waiting[task]
        self.send_next()


def enter(room: Room, server: Server, name: str, seq: int, stack: ExitStack) -> tuple[Viewer, list[dict[str, Any]]]:
    """A socket that follows the plan, and every operation after `seq`."""
    viewer = stack.enter_context(connect(server.port, room.cookies[name], origin=server.address))
    return viewer, viewer.join(room.topic, seq)["ops"]


def edit_until_killed(room: Room, server: Server, seq: int, enough: int) -> list[Editor]:
    """Both edit until `enough` edits are acknowledged; then the server dies with the next ones under way."""
    with ExitStack() as stack:
        editors = [Editor(room, enter(room, server, name, seq, stack)[0]) for name in room.cookies]
        for editor in editors:
            editor.send_next()
        for so_many in (*range(0, enough, 10), enough):
            acknowledged = partial(has_acknowledged, editors, so_many)
            wait_until(acknowledged, f"only {len(acknowledged_by(editors))} of {enough} edits were acknowledged")
        server.process.send_signal(signal.SIGKILL)
        assert server.end() == -signal.SIGKILL
        for editor in editors:
            editor.viewer.wait_until_gone()
    return editors


def has_acknowledged(editors: list[Editor], so_many: int) -> bool:
    return sum(len(editor.acknowledged) for editor in editors) >= so_many


def acknowledged_by(editors: list[Editor]) -> dict[str, int]:
    return {task: seq for editor in editors for task, seq in editor.acknowledged.items()}


def send_again(editors: list[Editor], viewers: list[Viewer]) -> dict[str, int]:
    """What was under way when the server died, sent as a page sends it again: the number each edit is given."""
    given = {}
    for editor, viewer in zip(editors, viewers, strict=True):
        for task, message in editor.waiting.items():
            answer = viewer.ask("op", message)
            assert answer["ok"] is True, answer
            given[task] = answer["seq"]
    return given


def edits_in(history: list[dict[str, Any]]) -> dict[str, int]:
    """The number of each edit in `history`. Fails for an edit that is there by half or twice."""
    added = {op["t"]: op["seq"] + 1 for op in history if op["k"] == "add"}
    described = {op["t"]: op["seq"] for op in history if op["k"] == "set"}
    assert added == described
    assert len(history) == 2 * len(added)
    return described


def steps_in_plan(room: Room, server: Server) -> list[str]:
    """The ids of all added tasks that are whole, as the snapshot holds them."""
    address = f"{server.address}/w/{room.workspace}/plan/snapshot"
    with urlopen(Request(address, headers={"Cookie": room.cookies["anna"]})) as answer:
        tasks = json.load(answer)["tasks"]
    return sorted(task["t"] for task in tasks if task["description"] == f"About {task['t']}")


@pytest.mark.parametrize(
    "kills", [range(KILLS)[n : n + KILLS_PER_PLAN] for n in range(0, KILLS, KILLS_PER_PLAN)], ids=str
)
def test_every_acknowledged_edit_is_there_once_and_whole_after_each_kill(room: Room, kills: range) -> None:
    known: dict[str, int] = {}
    head = count = unanswered = 0
    with starter() as process:
        server = serve(process, room)
        for number in kills:
            with server:
                editors = edit_until_killed(room, server, head, MEAN // 2 + 1 + STEP * number % MEAN)
            acknowledged = acknowledged_by(editors)
            server = serve(process, room)
            with ExitStack() as stack:
                entered = [enter(room, server, name, head, stack) for name in room.cookies]
                survived = edits_in(entered[0][1])
                assert survived.items() >= acknowledged.items()
                again = send_again(editors, [viewer for viewer, _ in entered])
                assert again.items() >= {task: survived[task] for task in survived if task in again}.items()
                assert survived.keys() <= acknowledged.keys() | again.keys()
                known |= acknowledged | again
                count, unanswered = count + len(acknowledged), unanswered + len(survived.keys() - acknowledged.keys())
                head = max(known.values())
                assert steps_in_plan(room, server) == sorted(known)
        with server:
            server.tell_to_stop()
            assert server.end() == 0
    assert sorted(known.values()) == list(range(2, 2 * len(known) + 1, 2))
    print(f"{len(kills)} kills, {count} edits acknowledged; none lost, doubled or half; {unanswered} stood unanswered")
