"""`make bench`: the product beside the bare relay, in one run, the servers on one core and the load on the other.

QUICK=1 measures less often (under two minutes); the figures are then rougher, not different.
"""

import dataclasses
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load import fluid, kills, machine, results, scenarios
from tests.load.browser import Browser
from tests.load.client import Room, Target
from tests.load.flood import flooding
from tests.load.scenarios import Figures

IS_QUICK = os.environ.get("QUICK") == "1"
ROUNDS = 1 if IS_QUICK else 2
FAN_SECONDS = 3.0 if IS_QUICK else 15.0
CPU_SECONDS = 3.0 if IS_QUICK else 10.0
CLOSED_SECONDS = 2.0 if IS_QUICK else 8.0
STEP_SECONDS = 1.5 if IS_QUICK else 2.5
STEPS = 4 if IS_QUICK else 6
KILLS = 2 if IS_QUICK else 5
ROOM_SIZES = (2, 25, 100, 400)
WRITERS = 10
PAGES = 10
SETTLE_SECONDS = 0.4
DEFAULT_LIMITS = {"EVENTS_PER_SECOND": "10", "EVENTS_BURST": "20", "RATE_LIMITS": "true"}
FIELDS = dataclasses.fields(Figures)


class Product:
    """The product's server on a folder, startable again and again, and what its viewers need."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, machine.free_port()
        self.process: subprocess.Popen | None = None
        self.start()
        told = json.loads((folder / "bench.json").read_text())
        self.links = told["links"]
        self.target = Target("onward", self.port, self.pid, told["topic"], list(told["tasks"].values()))

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self, settings: dict[str, str] | None = None) -> subprocess.Popen:
        module, arguments = "tests.load.server", (str(self.port), str(self.folder))
        self.process = machine.start_server(module, *arguments, port=self.port, settings=settings)
        return self.process

    def restart(self, settings: dict[str, str] | None = None) -> None:
        self.stop()
        self.target.pid = self.start(settings).pid

    def stop(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def open_links(self) -> None:
        """Open every personal link as its browser would, and keep the cookies."""
        for link in self.links:
            browser = Browser(self.port)
            self.target.workspace = browser.open_link(link).split("/")[2]
            self.target.cookies.append(browser.cookie)
            browser.close()


@contextmanager
def relay_running() -> Iterator[Target]:
    port = machine.free_port()
    server = machine.start_server("tests.load.relay", str(port), port=port)
    try:
        tasks = [secrets.token_urlsafe(16) for _ in range(300)]
        yield Target("relay", port, server.pid, f"plan:{secrets.token_urlsafe(16)}", tasks)
    finally:
        server.kill()
        server.wait()


@contextmanager
def room_of(target: Target, viewers: int, acks_at_once: bool = False) -> Iterator[Room]:
    """A room of `viewers` that stand at the head of the plan."""
    if target.workspace:
        target.seq = kills.read_plan(target)["seq"]
    room = Room(target, acks_at_once)
    try:
        room.open(viewers)
        settle(room)
        yield room
    finally:
        room.close()
        time.sleep(SETTLE_SECONDS)


def settle(room: Room) -> None:
    """Read past what opening the room caused, such as everyone hearing of everyone."""
    until = time.perf_counter() + SETTLE_SECONDS
    while time.perf_counter() < until:
        room.pump(0.05)


def each_in_turn(targets: list[Target], rounds: int, load: Callable[[Target], Figures]) -> dict[str, Figures]:
    """`load` on every target in turn, `rounds` times; latencies pooled, the rest averaged."""
    taken: dict[str, list[Figures]] = {target.name: [] for target in targets}
    for _ in range(rounds):
        for target in targets:
            taken[target.name].append(load(target))
    return {name: pooled(figures) for name, figures in taken.items()}


def pooled(runs: list[Figures]) -> Figures:
    return Figures(**{field.name: together([getattr(run, field.name) for run in runs]) for field in FIELDS})


def together(values: list) -> object:
    """Latencies in one list, counts added up, shares averaged."""
    if isinstance(values[0], list):
        return [value for each in values for value in each]
    return sum(values) if isinstance(values[0], int) else sum(values) / len(values)


def measure_fan(targets: list[Target], viewers: int) -> dict[str, Figures]:
    def load(target: Target) -> Figures:
        with room_of(target, viewers) as room:
            return scenarios.open_load(room, 10, FAN_SECONDS, min(WRITERS, viewers), by_chance=True)

    return each_in_turn(targets, ROUNDS, load)


def measure_cpu(targets: list[Target]) -> dict[str, Figures]:
    def load(target: Target) -> Figures:
        with room_of(target, 100, acks_at_once=True) as room:
            return scenarios.open_load(room, 40, CPU_SECONDS, WRITERS)

    return each_in_turn(targets, ROUNDS, load)


def measure_closed(targets: list[Target]) -> dict[str, Figures]:
    def load(target: Target) -> Figures:
        with room_of(target, 25, acks_at_once=True) as room:
            return scenarios.closed_load(room, CLOSED_SECONDS, WRITERS)

    return each_in_turn(targets, ROUNDS, load)


def highest_open_rate(target: Target, guess: float) -> float:
    """Edits a second that are all delivered with p95 to all of at most 250 ms. A fresh room for every try."""

    def survives(rate: float) -> bool:
        with room_of(target, 25, acks_at_once=True) as room:
            return scenarios.keeps_up(scenarios.open_load(room, rate, STEP_SECONDS, WRITERS))

    return scenarios.highest_rate(survives, guess, STEPS)


@dataclasses.dataclass
class Joining:
    """CPU ms and wall ms of one join with few and with many viewers there, and KiB resident a viewer."""

    few_cpu: float
    few_wall: float
    many_cpu: float
    many_wall: float
    kib: float


def measure_joining(target: Target) -> Joining:
    """Fill a room on a server that has seen few viewers so far."""
    with room_of(target, 25) as room:
        scenarios.open_load(room, 40, 1.0, WRITERS)
        resident = machine.resident_kib(target.pid)
        few = timed_joins(room, 50)
        room.open(350)
        many = timed_joins(room, 400)
        kib = (machine.resident_kib(target.pid) - resident) / (400 - 25)
    return Joining(*few, *many, kib)


def timed_joins(room: Room, up_to: int) -> tuple[float, float]:
    joins = up_to - len(room.viewers)
    cpu, start = machine.cpu_seconds(room.target.pid), time.perf_counter()
    room.open(up_to)
    wall = time.perf_counter() - start
    settle(room)
    return (machine.cpu_seconds(room.target.pid) - cpu) * 1000 / joins, wall * 1000 / joins


def measure_page(target: Target) -> float:
    """CPU ms of the whole plan page."""
    browser = Browser(target.port, target.cookie(0))
    browser.get(f"/w/{target.workspace}/plan")
    cpu = machine.cpu_seconds(target.pid)
    for _ in range(PAGES):
        browser.get(f"/w/{target.workspace}/plan")
    return (machine.cpu_seconds(target.pid) - cpu) * 1000 / PAGES


def measure_hostile(product: Product) -> Figures:
    """The others' figures at V=25 while two viewers flood, one of whom never reads, under the product's own limits."""
    product.restart(DEFAULT_LIMITS)
    target = product.target
    with room_of(target, 25) as room, flooding(target, 30, is_reading=True), flooding(target, 31, is_reading=False):
        return scenarios.open_load(room, 10, FAN_SECONDS, WRITERS)


def measure_kills(product: Product) -> list[kills.Kill]:
    product.restart()
    return [kills.kill_and_look(product.target, product.process, product.start) for _ in range(KILLS)]


def say(step: str) -> None:
    print(f"  {step} …", file=sys.stderr, flush=True)


def measure_all(product: Product, relay: Target) -> dict:
    """Every figure, by name; those of both targets are dicts by target name."""
    targets, onward = [relay, product.target], product.target
    found: dict = {}
    say("joining, memory and the page")
    product.open_links()
    found["joining"] = {target.name: measure_joining(target) for target in targets}
    found["page_cpu"] = measure_page(onward)
    for viewers in ROOM_SIZES:
        say(f"fan-out to {viewers} viewers")
        found[f"fan_{viewers}"] = measure_fan(targets, viewers)
    say("CPU at 40 edits/s to 100 viewers")
    found["cpu"] = measure_cpu(targets)
    found["disk"] = machine.disk_milliseconds(product.folder)
    say("most edits a second")
    found["closed"] = measure_closed(targets)
    found["open"] = {t.name: highest_open_rate(t, found["closed"][t.name].edits_per_second) for t in targets}
    say("a flood")
    found["hostile"] = measure_hostile(product)
    say("2,000 rows in a browser")
    found["fluid"] = fluid.measure()
    say("kills")
    found["kills"] = measure_kills(product)
    return found


def main() -> None:
    if not hasattr(os, "sched_setaffinity") or not Path("/proc/self/stat").exists():
        sys.exit("make bench needs Linux: it pins servers and load to cores and reads their CPU time from /proc.")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="onward-bench-") as folder, relay_running() as relay:
        product = Product(Path(folder))
        try:
            machine.take_load_core()
            found = measure_all(product, relay)
        finally:
            product.stop()
    report = results.report(found, time.monotonic() - started, IS_QUICK)
    print(report)
    if not IS_QUICK:
        file = Path(__file__).with_name("RESULTS.md")
        file.write_text(results.with_other_sections(report + "\n", file.read_text()))


if __name__ == "__main__":
    main()
