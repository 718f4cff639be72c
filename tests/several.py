"""One installation as several servers behind a proxy as it is shipped, and people who edit while it is disturbed."""

import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import create_engine, text

from portal import green, migrating
from portal.config import Settings
from tests import browsing, factories
from tests.processes import Server, free_port
from tests.proxies import PROXIES, servers
from tests.running import SECRET_KEY, running_app
from tests.sockets import cookie_of
from tests.tabs import Tab

RATE = int(os.environ.get("SCALE") or (300 if os.environ.get("CI") else 0))
SECONDS = int(os.environ.get("SCALE_SECONDS") or (15 if os.environ.get("SCALE") else 9))
PATIENCE_SECONDS = 90
TABS_A_PERSON = 4


@contextmanager
def installation(
    folder: Path, addresses: Sequence[str] = (), hub: str = "127.0.0.1", proxy: str = "nginx"
) -> Iterator[dict[str, Any]]:
    """PostgreSQL and Redis on `hub`, a proxy in front of two addresses, a plan, and the cookies of two people."""
    with ExitStack() as stack:
        postgres = stack.enter_context(servers.running_postgres(servers.ensure(servers.POSTGRES), hub))
        redis = stack.enter_context(servers.running_redis(servers.ensure(servers.REDIS), hub))
        port, addresses = free_port(), addresses or [f"127.0.0.1:{free_port()}" for _ in range(2)]
        stack.enter_context(PROXIES[proxy](port, addresses))
        settings = Settings(instance_dir=folder, database_url=postgres, secret_keys=[SECRET_KEY], rate_limits=False)
        migrating.migrate(settings)
        with running_app(settings):
            made = people_and_plan()
        variables = {
            "DATABASE_URL": postgres,
            "REDIS_URL": redis,
            "SECRET_KEYS": SECRET_KEY,
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PROXY_HOPS": "1",
            "EVENTS_PER_SECOND": "1000",
            "EVENTS_BURST": "1000",
        }
        made |= {"address": variables["PUBLIC_URL"], "addresses": addresses, "url": postgres, "folder": folder}
        yield {**made, "variables": variables}


def people_and_plan() -> dict[str, Any]:
    workspace = factories.make_workspace()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    team = browsing.sign_in(app.test_client(), factories.make_member("Anna"))
    team.get(f"/w/{workspace.id}/")
    link = factories.make_link(workspace, contact=factories.make_contact(workspace, "Maria"))
    guest = browsing.open_link(app.test_client(), link)
    return {
        "cookies": [cookie_of(team), cookie_of(guest)],
        "topic": f"plan:{factories.plan_of(workspace).id}",
        "tasks": [task.id for task in factories.tasks_of(workspace) if task.visibility == "shared"],
    }


@contextmanager
def both_running(place: dict[str, Any], start: Callable[[dict[str, Any], str], Server]) -> Iterator[list[Server]]:
    """Both servers; whoever restarts one puts the new one in its place."""
    both = [start(place, address) for address in place["addresses"]]
    try:
        yield both
    finally:
        for server in both:
            server.__exit__()


def start(place: dict[str, Any], address: str, kind: type[Server] = Server) -> Server:
    host, _, port = address.rpartition(":")
    folder = place["folder"] / address
    folder.mkdir(exist_ok=True)
    server = kind(folder, "serve", "--host", host, port=int(port), **place["variables"])
    server.wait_for("Onward runs at")
    return server


def restart(place: dict[str, Any], server: Server) -> Server:
    with server:
        server.process.send_signal(signal.SIGTERM)
        assert server.end() == 0
    return start(place, f"127.0.0.1:{server.port}")


def send_edits(tabs: list[Tab], place: dict[str, Any]) -> None:
    """Send edits, so many a second in all, one tab after the other, until `place` says."""
    turns, begun, sent, tasks = itertools.cycle(tabs), time.monotonic(), 0, place["tasks"]
    while time.monotonic() < place["until"]:
        while sent < (time.monotonic() - begun) * place.get("rate", RATE):
            next(turns).edit(tasks[sent % len(tasks)])
            sent += 1
        green.sleep(0.005)
    place["is_sent"] = True


def wait_patiently(is_so: Any, words: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, words
        green.sleep(0.1)


def edit_meanwhile(place: dict[str, Any], disturb: Callable[[list[Tab]], None]) -> list[Tab]:
    """People edit while `disturb(tabs)` runs; afterwards all is answered, once, and everybody has it all.

    What holds its results against the log (`finish`) may be called earlier, where the log is gone afterwards.
    """
    cookies = [cookie for cookie in place["cookies"] for _ in range(TABS_A_PERSON)]
    tabs = [Tab(place["address"], cookie, place["topic"]) for cookie in cookies]
    for number, tab in enumerate(tabs):
        tab.sibling = tabs[number ^ 1]
        green.spawn(tab.live)
    wait_patiently(lambda: all(tab.comebacks == 0 for tab in tabs), "not everybody came in")
    place |= {"until": time.monotonic() + SECONDS, "is_sent": False}
    green.spawn(send_edits, tabs, place)
    disturb(tabs)
    if "log" not in place:
        finish(place, tabs)
    return tabs


def finish(place: dict[str, Any], tabs: list[Tab]) -> None:
    """Wait until everything is answered and everywhere, and hold it against the log."""
    # Between two edits nothing may be unanswered either: what comes after would not be in the log that is read here.
    wait_patiently(lambda: place["is_sent"], "the edits did not end")
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
