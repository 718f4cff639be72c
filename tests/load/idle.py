"""`make bench-idle`: how much thousands of open pages weigh on one process that has nothing else to do.

SOCKETS=10000 is how many. Each is a websocket that has joined the plan; meanwhile they answer pings and nothing else.
Everything is on this machine: the server on one core, the viewers on the other.
"""

import os
import resource
import select
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.load import machine
from tests.load.bench import Product
from tests.load.client import Target, Viewer
from tests.load.frames import split_frames

SOCKETS = int(os.environ.get("SOCKETS") or 10_000)
STEPS = 4
# The server pings every 20 s.
ROUNDS_SECONDS = 60.0
SPARE_FILES = 500
# As many as there are ports for one address to connect from, and some to spare.
VIEWERS_AN_ADDRESS = 20_000


@dataclass
class Standing:
    """So many viewers are there: resident MiB, CPU ms to let one in, and wall ms."""

    viewers: int
    resident_mib: float
    cpu_ms: float
    wall_ms: float


class Crowd:
    """Viewers that answer pings, and hear nothing else."""

    def __init__(self, target: Target) -> None:
        self.target, self.pongs, self.gone = target, 0, 0
        self.viewers: dict[int, Viewer] = {}
        self._poll = select.epoll()

    def open(self, count: int) -> None:
        """Let viewers in until there are `count`."""
        while len(self.viewers) < count:
            number = len(self.viewers)
            viewer = Viewer(self.target, number, f"127.0.0.{2 + number // VIEWERS_AN_ADDRESS}")
            self.viewers[viewer.sock.fileno()] = viewer
            self._poll.register(viewer.sock, select.EPOLLIN)
            if number % 20 == 0:
                self.listen(0)

    def listen(self, seconds: float) -> None:
        """Answer pings for so long, or once whatever has come."""
        until = time.perf_counter() + seconds
        while True:
            for fd, _ in self._poll.poll(max(0.0, until - time.perf_counter())):
                self._answer(self.viewers[fd])
            if time.perf_counter() >= until:
                return

    def _answer(self, viewer: Viewer) -> None:
        try:
            stream = viewer.sock.recv(65_536)
        except OSError:
            stream = b""
        if not stream:
            self.gone += 1
            self._poll.unregister(viewer.sock)
            return
        frames, viewer.rest = split_frames(viewer.rest + stream)
        for _, payload in frames:
            if payload == b"2":
                viewer.send(b"3")
                self.pongs += 1


def measure(product: Product) -> tuple[list[Standing], Crowd, float]:
    """What stood after each step, and the CPU seconds of the rounds of pings that follow."""
    product.open_links()
    crowd, steps = Crowd(product.target), []
    product.target.seq = -1
    for step in range(STEPS + 1):
        wanted = max(1, SOCKETS * step // STEPS)
        before, cpu, start = len(crowd.viewers), machine.cpu_seconds(product.pid), time.perf_counter()
        crowd.open(wanted)
        wall, cpu = time.perf_counter() - start, machine.cpu_seconds(product.pid) - cpu
        count = len(crowd.viewers) - before
        resident = machine.resident_kib(product.pid) / 1024
        steps.append(Standing(wanted, resident, cpu * 1000 / count, wall * 1000 / count))
        print(steps[-1], file=sys.stderr, flush=True)
    crowd.pongs, cpu = 0, machine.cpu_seconds(product.pid)
    crowd.listen(ROUNDS_SECONDS)
    return steps, crowd, machine.cpu_seconds(product.pid) - cpu


def report(steps: list[Standing], crowd: Crowd, cpu: float) -> str:
    lines = [
        "| Open pages | Resident MiB | KiB a page | CPU ms to let one in | wall ms |",
        "|---|---|---|---|---|",
        *(f"| {one.viewers:,} | {one.resident_mib:.0f} | {_rest(steps[0], one)} |" for one in steps),
    ]
    pings = f"{crowd.pongs:,} pings were answered in {ROUNDS_SECONDS:.0f} s and {crowd.gone} pages hung up on"
    cost = f"that took {cpu / ROUNDS_SECONDS:.1%} of a core, {cpu * 1e6 / max(1, crowd.pongs):.0f} µs a ping"
    return "\n".join([*lines, "", f"{pings}; {cost}, heads and presence included."])


def _rest(first: Standing, one: Standing) -> str:
    grown = (one.resident_mib - first.resident_mib) * 1024
    return f"{grown / max(1, one.viewers - 1):.0f} | {one.cpu_ms:.1f} | {one.wall_ms:.1f}"


def main() -> None:
    files = SOCKETS + SPARE_FILES
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < files:
        sys.exit(f"{SOCKETS:,} sockets need {files:,} open files, and {most:,} are allowed: ulimit -Hn {files}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    with tempfile.TemporaryDirectory(prefix="onward-idle-") as folder:
        product = Product(Path(folder))
        try:
            os.sched_setaffinity(0, {machine.CORES[1]})
            print(report(*measure(product)))
        finally:
            product.stop()


if __name__ == "__main__":
    main()
