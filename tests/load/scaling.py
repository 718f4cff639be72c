"""`make bench-processes`: one process and two behind the shipped nginx, on the same PostgreSQL and Redis.

One plan of 300 tasks, 25 viewers, 10 writers. Everything shares this machine's cores, databases and load included: with
few of them two processes cannot be twice as fast, and the edits of one plan wait for the same row in any case.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.load import machine, scenarios
from tests.load.bench import Product, room_of
from tests.load.client import Target
from tests.load.scenarios import Figures, percentile
from tests.proxies import servers, shipped_nginx

SECONDS = float(os.environ.get("SECONDS_EACH") or 8)
VIEWERS, WRITERS, OPEN_RATE = 25, 10, 50


class Behind(Product):
    """The first process, reached by its proxy."""

    def __init__(self, folder: Path, front: int, settings: dict[str, str]) -> None:
        self.front, self.settings = front, settings
        super().__init__(folder)
        self.target.port = front
        self.port, self.own_port = front, self.port

    def start(self, settings: dict[str, str] | None = None) -> machine.subprocess.Popen:
        started = super().start(self.settings)
        os.sched_setaffinity(started.pid, os.sched_getaffinity(0))
        return started


@contextmanager
def running(folder: Path, processes: int, databases: dict[str, str]) -> Iterator[Target]:
    """So many processes behind nginx, with viewers' links opened."""
    front = machine.free_port()
    settings = {**databases, "PUBLIC_URL": f"http://127.0.0.1:{front}", "PROXY_HOPS": "1"}
    with ExitStack() as stack:
        product = Behind(folder, front, settings)
        stack.callback(product.stop)
        ports = [product.own_port, *(more(stack, folder, settings) for _ in range(processes - 1))]
        stack.enter_context(shipped_nginx(front, [f"127.0.0.1:{port}" for port in ports]))
        product.open_links()
        yield product.target


def more(stack: ExitStack, folder: Path, settings: dict[str, str]) -> int:
    port = machine.free_port()
    server = machine.start_server("tests.load.server", str(port), str(folder), port=port, settings=settings)
    os.sched_setaffinity(server.pid, os.sched_getaffinity(0))
    stack.callback(server.wait)
    stack.callback(server.kill)
    return port


def measure(target: Target) -> tuple[Figures, Figures]:
    """Writers that wait for each answer, and a steady rate."""
    with room_of(target, VIEWERS, acks_at_once=True) as room:
        closed = scenarios.closed_load(room, SECONDS, WRITERS)
    with room_of(target, VIEWERS, acks_at_once=True) as room:
        return closed, scenarios.open_load(room, OPEN_RATE, SECONDS, WRITERS)


def report(found: Sequence[tuple[Figures, Figures]]) -> str:
    figures = {
        "edits/s, 10 writers that wait for each answer": [f"{closed.edits_per_second:.0f}" for closed, _ in found],
        "ack there: p50/p95 ms": [of(closed.acks) for closed, _ in found],
        "to all there: p50/p95 ms": [of(closed.fan) for closed, _ in found],
        f"ack at {OPEN_RATE} edits/s: p50/p95 ms": [of(steady.acks) for _, steady in found],
        f"to all at {OPEN_RATE} edits/s: p50/p95 ms": [of(steady.fan) for _, steady in found],
        "refused, not seen by all, hung up on": [
            " ".join(str(a + b) for a, b in zip(wrong(closed), wrong(steady), strict=True)) for closed, steady in found
        ],
    }
    lines = ["| | " + " | ".join(("one process", "two processes")) + " |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(values)} |" for name, values in figures.items())])


def of(values: list[float]) -> str:
    return f"{percentile(values, 50):.1f}/{percentile(values, 95):.1f}"


def wrong(figures: Figures) -> tuple[int, int, int]:
    return figures.refused, figures.unfinished, figures.gone


def main() -> None:
    found = []
    for processes in (1, 2):
        print(f"  {processes} of 2 …", file=sys.stderr, flush=True)
        with (
            servers.running_postgres(servers.ensure(servers.POSTGRES)) as postgres,
            servers.running_redis(servers.ensure(servers.REDIS)) as redis,
            tempfile.TemporaryDirectory(prefix="onward-scaling-") as folder,
            running(Path(folder), processes, {"DATABASE_URL": postgres, "REDIS_URL": redis}) as target,
        ):
            found.append(measure(target))
    print(report(found))


if __name__ == "__main__":
    main()
