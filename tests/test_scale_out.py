"""Several processes behind a proxy, restarted one after the other while people edit: nothing lost, doubled, reordered.

Real servers on PostgreSQL and Redis behind nginx, with the configuration that is shipped. It takes a minute, so only
where changes are checked (CI=true), or when asked for: SCALE=300 is how many edits a second are sent.
"""

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import redis as redis_lib
import socketio
from sqlalchemy import create_engine, text

from portal import database, green, migrating
from portal.config import ROOT, Settings
from tests import browsing, factories
from tests.processes import Server, free_port
from tests.running import SECRET_KEY, running_app
from tests.sockets import cookie_of

sys.path.append(str(ROOT / "scripts"))
import servers

RATE = int(os.environ.get("SCALE") or (300 if os.environ.get("CI") else 0))
SECONDS = int(os.environ.get("SCALE_SECONDS") or 15)
PATIENCE_SECONDS = 90
SENT_TWICE_EVERY = 7
TABS_A_PERSON = 4

pytestmark = pytest.mark.skipif(not RATE, reason="takes a minute: SCALE=300")


class Tab:
    """One open page: it follows the plan, comes back when it is hung up on, and sends again what was not answered."""

    def __init__(self, address: str, cookie: str, topic: str) -> None:
        self.address, self.cookie, self.topic, self.name = address, cookie, topic, database.new_id()
        self.sibling: Tab = self
        self.heard: list[tuple[int, str]] = []
        # Where it was so far behind that it loaded the plan anew: from which number to which.
        self.skipped: list[tuple[int, int]] = []
        self.seq = 0
        self.acknowledged: dict[str, int] = {}
        self.pending: dict[str, dict[str, Any]] = {}
        self.unsaved: dict[str, str] = {}
        self.refusals = 0
        self.problems: list[str] = []
        self.numbers = itertools.count(1)
        self.comebacks = -1
        self.is_stopping = False
        self.client = socketio.Client(reconnection=False)

    def live(self) -> None:
        """Be there until told to stop, whatever the servers do."""
        while not self.is_stopping:
            with suppress(socketio.exceptions.SocketIOError, ConnectionError, OSError):
                self._enter()
                self.comebacks += 1
                while self.client.connected and not self.is_stopping:
                    green.sleep(0.25)
                    self._send_unsaved()
            green.sleep(0.1)
        self.client.disconnect()

    def _send_unsaved(self) -> None:
        unsaved, self.unsaved = self.unsaved, {}
        self.refusals += sum(word == "internal" for word in unsaved.values())
        for cid in unsaved.keys() & self.pending.keys():
            self._send(self.pending[cid])

    def _enter(self) -> None:
        self.client = socketio.Client(reconnection=False)
        self.client.on("ops", self._hear)
        self.client.on("head", lambda head: self._ask_for_more() if head["seq"] > self.seq else None)
        self.client.eio.websocket_extra_options = {"origin": self.address, "timeout": 10}
        self.client.connect(self.address, headers={"Cookie": self.cookie}, transports=["websocket"])
        joined = self.client.call("join", {"topic": self.topic, "seq": self.seq}, timeout=20)
        self._catch_up(joined)
        for message in list(self.pending.values()):
            self._send(message)

    def _hear(self, news: dict[str, Any]) -> None:
        if news["from"] > self.seq + 1:
            self._ask_for_more()
        else:
            self._take(news["ops"])

    def _ask_for_more(self) -> None:
        self.client.emit("since", {"topic": self.topic, "seq": self.seq}, callback=self._catch_up)

    def _catch_up(self, answer: dict[str, Any]) -> None:
        if "snapshot" in answer and answer["seq"] > self.seq:
            self.skipped.append((self.seq, answer["seq"]))
            self.seq = answer["seq"]
        self._take(answer.get("ops", []))

    def _take(self, operations: list[dict[str, Any]]) -> None:
        for operation in operations:
            if operation["seq"] == self.seq + 1:
                self.heard.append((operation["seq"], operation["v"]))
                self.seq += 1
            elif operation["seq"] > self.seq + 1:
                self.problems.append(f"{operation['seq']} came after {self.seq}")

    def edit(self, task: str) -> None:
        number = next(self.numbers)
        cid, words = f"{self.name}.{number}", f"{self.name} {number}"
        operation = {"k": "set", "t": task, "f": "title", "v": words}
        self.pending[cid] = {"topic": self.topic, "cid": cid, "ops": [operation]}
        self._send(self.pending[cid])
        if number % SENT_TWICE_EVERY == 0:
            # The same edit once more, perhaps to the other process.
            with suppress(socketio.exceptions.SocketIOError):
                self.sibling.client.emit("op", self.pending[cid], callback=lambda answer: self._note(cid, answer))

    def _send(self, message: dict[str, Any]) -> None:
        with suppress(socketio.exceptions.SocketIOError):
            self.client.emit("op", message, callback=lambda answer: self._note(message["cid"], answer))

    def _note(self, cid: str, answer: dict[str, Any]) -> None:
        if answer.get("err") in ("revoked", "internal"):
            # The line was given up, or the change not saved, or only the word of it lost: it is sent again.
            self.unsaved[cid] = answer["err"]
            return
        if not answer["ok"] or self.acknowledged.setdefault(cid, answer["seq"]) != answer["seq"]:
            self.problems.append(f"{cid}: {answer}, before {self.acknowledged.get(cid)}")
        self.pending.pop(cid, None)


@contextmanager
def installation(folder: Path) -> Iterator[dict[str, Any]]:
    """PostgreSQL, Redis, and a proxy in front of two ports; a plan, and the cookies of two people."""
    with ExitStack() as stack:
        postgres = stack.enter_context(servers.running_postgres(servers.ensure(servers.POSTGRES)))
        redis = stack.enter_context(servers.running_redis(servers.ensure(servers.REDIS)))
        port, ports = free_port(), [free_port(), free_port()]
        stack.enter_context(servers.running_nginx(servers.ensure(servers.NGINX), proxy_config(port, ports)))
        settings = Settings(instance_dir=folder, database_url=postgres, secret_keys=[SECRET_KEY], rate_limits=False)
        migrating.migrate(settings)
        with running_app(settings) as app:
            workspace = factories.make_workspace()
            team = browsing.sign_in(app.test_client(), factories.make_member("Anna"))
            team.get(f"/w/{workspace.id}/")
            link = factories.make_link(workspace, contact=factories.make_contact(workspace, "Maria"))
            guest = browsing.open_link(app.test_client(), link)
            made = {
                "cookies": [cookie_of(team), cookie_of(guest)],
                "topic": f"plan:{factories.plan_of(workspace).id}",
                "tasks": [task.id for task in factories.tasks_of(workspace) if task.visibility == "shared"],
            }
        variables = {
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": redis,
            "SECRET_KEYS": SECRET_KEY,
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PROXY_HOPS": "1",
            "EVENTS_PER_SECOND": "1000",
            "EVENTS_BURST": "1000",
        }
        made |= {"address": variables["PUBLIC_URL"], "ports": ports, "url": settings.database_url}
        yield {**made, "variables": variables}


def proxy_config(port: int, ports: list[int]) -> str:
    """The shipped configuration, on this machine's ports and without a certificate."""
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    shipped = shipped.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    for given, used in zip(("8001", "8002"), ports, strict=True):
        shipped = shipped.replace(f"127.0.0.1:{given}", f"127.0.0.1:{used}")
    return re.sub(r"(?m)^\s*(ssl_certificate.*|#.*)$", "", shipped)


def start(folder: Path, port: int, variables: dict[str, str]) -> Server:
    (folder / str(port)).mkdir(exist_ok=True)
    server = Server(folder / str(port), port=port, **variables)
    server.wait_for("Onward runs at")
    return server


def restart(folder: Path, server: Server, variables: dict[str, str]) -> Server:
    with server:
        server.process.send_signal(signal.SIGTERM)
        assert server.end() == 0
    return start(folder, server.port, variables)


def send_edits(tabs: list[Tab], tasks: list[str], until: float) -> None:
    """Send edits, so many a second in all, one tab after the other."""
    turns, begun, sent = itertools.cycle(tabs), time.monotonic(), 0
    while time.monotonic() < until:
        while sent < (time.monotonic() - begun) * RATE:
            next(turns).edit(tasks[sent % len(tasks)])
            sent += 1
        green.sleep(0.005)


def wait_patiently(is_so: Any, words: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, words
        green.sleep(0.1)


def test_a_rolling_restart_under_load_loses_doubles_and_reorders_nothing(tmp_path: Path) -> None:
    def restart_all(place: dict[str, Any], both: list[Server]) -> None:
        for number in (0, 1):
            green.sleep(SECONDS / 3)
            both[number] = restart(tmp_path, both[number], place["variables"])
        green.sleep(SECONDS / 3)

    tabs = edit_meanwhile(tmp_path, restart_all)
    assert sum(tab.comebacks for tab in tabs) > 0


def test_postgresql_stopped_at_once_and_redis_frozen_and_killed_lose_double_and_reorder_nothing(tmp_path: Path) -> None:
    def break_things(place: dict[str, Any], _both: list[Server]) -> None:
        redis = process_of_redis(place["variables"]["REDIS_URL"])
        postgres = process_of_postgres(place["url"])
        green.sleep(SECONDS / 4)
        with stopped_at_once(*postgres):
            green.sleep(SECONDS / 4)
            os.kill(redis, signal.SIGSTOP)
            green.sleep(SECONDS / 4)
            os.kill(redis, signal.SIGCONT)
            os.kill(redis, signal.SIGKILL)
            green.sleep(SECONDS / 4)
            place["finish"]()

    tabs = edit_meanwhile(tmp_path, break_things)
    assert sum(tab.refusals for tab in tabs) > 0, "PostgreSQL was away and nobody noticed"


def process_of_redis(url: str) -> int:
    return int(redis_lib.Redis.from_url(url).info("server")["process_id"])


def process_of_postgres(url: str) -> tuple[int, list[str], int]:
    """The server's process, its command and its user."""
    engine = create_engine(url)
    with engine.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    engine.dispose()
    pid = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    return pid, Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1], Path(f"/proc/{pid}").stat().st_uid


@contextmanager
def stopped_at_once(pid: int, words: list[str], user: int) -> Iterator[None]:
    """PostgreSQL is told to end without a checkpoint, stays away for a moment, and recovers; ended again afterwards."""
    os.kill(pid, signal.SIGQUIT)
    green.sleep(2)
    again = subprocess.Popen(words, user=user, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield
    finally:
        again.send_signal(signal.SIGQUIT)
        again.wait()


def edit_meanwhile(folder: Path, disturb: Callable[[dict[str, Any], list[Server]], None]) -> list[Tab]:
    """People edit while `disturb(place, servers)` runs; afterwards all is answered, once, and everybody has it all."""
    with installation(folder) as place, ExitStack() as stack:
        both = [start(folder, port, place["variables"]) for port in place["ports"]]
        stack.callback(lambda: [server.__exit__() for server in both])
        cookies = [cookie for cookie in place["cookies"] for _ in range(TABS_A_PERSON)]
        tabs = [Tab(place["address"], cookie, place["topic"]) for cookie in cookies]
        for number, tab in enumerate(tabs):
            tab.sibling = tabs[number ^ 1]
            green.spawn(tab.live)
        wait_patiently(lambda: all(tab.comebacks == 0 for tab in tabs), "not everybody came in")
        green.spawn(send_edits, tabs, place["tasks"], time.monotonic() + SECONDS)
        place["finish"] = partial(finish, place, tabs)
        disturb(place, both)
        if "log" not in place:
            finish(place, tabs)
    return tabs


def finish(place: dict[str, Any], tabs: list[Tab]) -> None:
    """Wait until everything is answered and everywhere, and hold it against the log."""
    ended = time.monotonic()
    wait_patiently(lambda: not any(tab.pending for tab in tabs), "not everything was answered")
    late = time.monotonic() - ended
    log = place["log"] = logged(place["url"])
    wait_patiently(lambda: all(tab.seq == len(log) for tab in tabs), f"{[tab.seq for tab in tabs]} of {len(log)}")
    for tab in tabs:
        tab.is_stopping = True
    acknowledged = {cid: seq for tab in tabs for cid, seq in tab.acknowledged.items()}
    assert [problem for tab in tabs for problem in tab.problems] == []
    assert [number for number, _ in log] == list(range(1, len(log) + 1))
    assert {words.replace(" ", "."): number for number, words in log} == acknowledged
    assert [tab.heard for tab in tabs] == [without(log, tab.skipped) for tab in tabs]
    counted = {name: sum(of(tab) for tab in tabs) for name, of in COUNTED.items()}
    print(f"{len(log)} edits in {SECONDS} s and {late:.1f} s; {counted}")


COUNTED: dict[str, Callable[[Tab], int]] = {
    "comebacks": lambda tab: tab.comebacks,
    "snapshots": lambda tab: len(tab.skipped),
    "not saved at first": lambda tab: tab.refusals,
}


def without(log: list[tuple[int, str]], skipped: list[tuple[int, int]]) -> list[tuple[int, str]]:
    return [entry for entry in log if not any(first < entry[0] <= last for first, last in skipped)]


def logged(url: str) -> list[tuple[int, str]]:
    """Every change as the database holds it, in order."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT revision, op ->> 'v' FROM events ORDER BY revision")).all()
    engine.dispose()
    return [(number, words) for number, words in rows]
