"""Two hosts, of which one is cut off from everything and comes back while people on both edit: nothing is lost, doubled
or out of order, and those on the other host notice nothing.

The hosts are network namespaces, which root may make on Linux. It takes half a minute, so only where changes are
checked (CI=true), or when asked for: SCALE=100 is how many edits a second are sent, a hundred at most.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest

from tests.processes import Server
from tests.several import RATE, both_running, edit_meanwhile, installation, start, wait_patiently
from tests.tabs import Tab

pytestmark = pytest.mark.skipif(not RATE, reason="takes half a minute: SCALE=100")

# Meant for measuring between networks, so that no real one has them (RFC 2544).
NETWORK = f"198.18.{os.getpid() % 250}"
HUB = f"{NETWORK}.1"
BRIDGE = f"onward{os.getpid()}"
PORT = 8001
EDITS_A_SECOND, EDITS_MEANWHILE = 100, 200
AWAY_SECONDS = 6.0
SECONDS_AFTERWARDS = 3.0
FIRST = 2


class Host:
    """A network namespace that reaches the hub by one line."""

    def __init__(self, number: int) -> None:
        self.name, self.address = f"{BRIDGE}-{number}", f"{NETWORK}.{number + FIRST}"
        self.line = f"{BRIDGE}v{number}"

    def plug_in(self) -> None:
        ip("link", "add", self.line, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        ip("link", "set", self.line, "master", BRIDGE, "up")
        ip("-n", self.name, "address", "add", f"{self.address}/24", "dev", "eth0")
        ip("-n", self.name, "link", "set", "lo", "up")
        self.connect("up")

    def connect(self, state: str) -> None:
        """Have its line "up" or "down"."""
        ip("-n", self.name, "link", "set", "eth0", state)


def ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr.strip()}"


@contextmanager
def two_hosts() -> Iterator[list[Host]]:
    """Two namespaces and the hub between them, gone afterwards with all their lines."""
    with ExitStack() as stack:
        ip("link", "add", BRIDGE, "type", "bridge")
        stack.callback(ip, "link", "delete", BRIDGE)
        ip("address", "add", f"{HUB}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        hosts = [Host(number) for number in range(2)]
        for host in hosts:
            ip("netns", "add", host.name)
            stack.callback(ip, "netns", "delete", host.name)
            host.plug_in()
        yield hosts


class ServerOfHost(Server):
    """A server that knows no other network than its host's."""

    def start(
        self, words: list[str], output: IO[bytes], instance: Path, variables: dict[str, str]
    ) -> "subprocess.Popen[bytes]":
        number = int(words[words.index("--host") + 1].rpartition(".")[2]) - FIRST
        inside = ["ip", "netns", "exec", f"{BRIDGE}-{number}", sys.executable, "-m", *words]
        return subprocess.Popen(inside, env=variables, cwd=instance, stdout=output, stderr=subprocess.STDOUT)


def test_a_host_that_is_cut_off_and_comes_back_loses_nothing_and_holds_up_nobody_elsewhere(tmp_path: Path) -> None:
    with two_hosts() as hosts:
        addresses = [f"{host.address}:{PORT}" for host in hosts]
        with installation(tmp_path, addresses, HUB) as place, both_running(place, start_on_host):
            edit_meanwhile(place, partial(cut_off_and_return, place, hosts[1]))


def start_on_host(place: dict[str, Any], address: str) -> Server:
    return start(place, address, ServerOfHost)


def cut_off_and_return(place: dict[str, Any], host: Host, tabs: list[Tab]) -> None:
    place |= {"until": float("inf"), "rate": min(RATE, EDITS_A_SECOND)}
    wait_patiently(lambda: all(tab.seq > EDITS_MEANWHILE for tab in tabs), "not everybody heard the first edits")
    host.connect("down")
    before, began = [tab.seq for tab in tabs], time.monotonic()

    def near() -> list[Tab]:
        """Who hears of edits although the host is away: they are on the other one."""
        return [tab for tab, seq in zip(tabs, before, strict=True) if tab.seq > seq + EDITS_MEANWHILE]

    def is_over() -> bool:
        return time.monotonic() > began + AWAY_SECONDS and len(near()) >= len(tabs) / 2

    wait_patiently(is_over, f"only {len(near())} of {len(tabs)} hear of edits while the other host is away")
    assert len(near()) == len(tabs) / 2
    assert sum(tab.comebacks for tab in near()) == 0
    host.connect("up")
    place["until"] = time.monotonic() + SECONDS_AFTERWARDS
