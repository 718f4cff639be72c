"""Several processes behind a proxy, restarted one after the other while people edit: nothing lost, doubled, reordered.

Real servers on PostgreSQL and Redis behind nginx or Caddy, with the configurations that are shipped. It takes a minute,
so only where changes are checked (CI=true), or when asked for: SCALE=300 is how many edits a second are sent.
"""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis as redis_lib
from sqlalchemy import create_engine, text

from portal import green
from tests.several import (
    PROXIES,
    RATE,
    SECONDS,
    both_running,
    edit_meanwhile,
    finish,
    installation,
    restart,
    servers,
    start,
    wait_patiently,
)
from tests.tabs import Tab

pytestmark = pytest.mark.skipif(not RATE, reason="takes a minute: SCALE=300")


@pytest.mark.parametrize("proxy", PROXIES)
def test_a_rolling_restart_under_load_loses_doubles_and_reorders_nothing(tmp_path: Path, proxy: str) -> None:
    with installation(tmp_path, proxy=proxy) as place, both_running(place, start) as both:

        def restart_all(_tabs: list[Tab]) -> None:
            for number in (0, 1):
                green.sleep(SECONDS / 3)
                both[number] = restart(place, both[number])
            green.sleep(SECONDS / 3)

        tabs = edit_meanwhile(place, restart_all)
    assert sum(tab.comebacks for tab in tabs) > 0


def test_postgresql_stopped_at_once_and_redis_frozen_killed_and_restarted_lose_double_and_reorder_nothing(
    tmp_path: Path,
) -> None:
    with installation(tmp_path) as place, both_running(place, start) as both, ExitStack() as stack:

        def break_things(tabs: list[Tab]) -> None:
            redis = process_of_redis(place["variables"]["REDIS_URL"])
            postgres = process_of_postgres(place["url"])
            green.sleep(SECONDS / 5)
            stack.enter_context(stopped(signal.SIGQUIT, *postgres))
            green.sleep(SECONDS / 5)
            os.kill(redis[0], signal.SIGSTOP)
            green.sleep(SECONDS / 5)
            os.kill(redis[0], signal.SIGCONT)
            stack.enter_context(stopped(signal.SIGKILL, *redis))
            green.sleep(2 * SECONDS / 5)
            finish(place, tabs)
            again = redis_lib.Redis.from_url(place["variables"]["REDIS_URL"])
            wait_patiently(
                lambda: len(again.client_list(_type="pubsub")) == len(both),
                "not every process listens to the new Redis",
            )

        tabs = edit_meanwhile(place, break_things)
    assert sum(tab.refusals for tab in tabs) > 0, "PostgreSQL was away and nobody noticed"


def process_of_redis(url: str) -> tuple[int, list[str], int]:
    """The server's process, its command and its user."""
    pid = int(redis_lib.Redis.from_url(url).info("server")["process_id"])
    port = str(redis_lib.Redis.from_url(url).connection_pool.connection_kwargs["port"])
    # It writes over its own command.
    words = [str(servers.ensure(servers.REDIS)), "--port", port, "--bind", "127.0.0.1", "--save", ""]
    return pid, words, Path(f"/proc/{pid}").stat().st_uid


def process_of_postgres(url: str) -> tuple[int, list[str], int]:
    """The server's process, its command and its user."""
    engine = create_engine(url)
    with engine.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    engine.dispose()
    pid = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    return pid, Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1], Path(f"/proc/{pid}").stat().st_uid


@contextmanager
def stopped(by: signal.Signals, pid: int, words: list[str], user: int) -> Iterator[None]:
    """A server is told to end at once, stays away for a moment, and is there again; ended again afterwards.

    SIGQUIT ends PostgreSQL without a checkpoint: what it acknowledged it finds in its log.
    """
    os.kill(pid, by)
    green.sleep(2)
    again = subprocess.Popen(words, user=user, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield
    finally:
        again.send_signal(by)
        again.wait()
