"""The loads that are put on a room, and what is read off them. Latencies are milliseconds, loads edits a second."""

import math
import random
import time
from bisect import bisect_right
from dataclasses import dataclass

from tests.load import machine
from tests.load.client import Room

DRAIN_SECONDS = 3.0
P95_AT_MOST_MS = 250.0


@dataclass
class Figures:
    """What one load did. `own` is the load generator's share of its core, `others` of strangers on the server's."""

    fan: list[float]
    acks: list[float]
    offered: float
    edits_per_second: float
    cpu_ms_per_1000: float
    server: float
    own: float
    others: float
    unfinished: int
    refused: int
    gone: int


class Stopwatch:
    """CPU spent by server, load generator and strangers since it was made, and the room's deliveries."""

    def __init__(self, room: Room) -> None:
        self.room, self.pid = room, room.target.pid
        self.first = len(room.sent)
        self.deliveries, self.refused = room.deliveries, len(room.refused)
        self.start = self._read()

    def _read(self) -> tuple[float, float, float, float]:
        busy = machine.busy_seconds(machine.CORES[0])
        own = time.process_time() - self.room.idle
        return time.perf_counter(), machine.cpu_seconds(self.pid), own, busy

    def figures(self, offered: float, sent_for: float) -> Figures:
        wall, server, own, busy = (now - then for now, then in zip(self._read(), self.start, strict=True))
        room, numbers = self.room, range(self.first, len(self.room.sent))
        delivered = room.deliveries - self.deliveries
        return Figures(
            fan=[(room.whole[n] - room.sent[n]) * 1000 for n in numbers if n in room.whole],
            acks=[(room.acked[n] - room.sent[n]) * 1000 for n in numbers if n in room.acked],
            offered=offered,
            edits_per_second=sum(n in room.acked for n in numbers) / sent_for,
            cpu_ms_per_1000=server * 1e6 / delivered if delivered else float("nan"),
            server=server / wall,
            own=own / wall,
            others=max(0.0, busy - server) / wall,
            unfinished=sum(n not in room.whole or n not in room.acked for n in numbers),
            refused=len(room.refused) - self.refused,
            gone=room.gone,
        )


def open_load(room: Room, rate: float, seconds: float, writers: int, by_chance: bool = False) -> Figures:
    """Send `rate` edits a second whether or not the server keeps up: evenly, or as people do who do not wait for each
    other, at random moments (a Poisson process), which are the same for every server."""
    watch, tasks = Stopwatch(room), room.target.tasks
    total, count = int(rate * seconds), 0
    moments = [number / rate for number in range(total)]
    if by_chance:
        chance = random.Random(total)
        moments = sorted(chance.uniform(0, seconds) for _ in range(total))
    start = time.perf_counter()
    while count < total:
        due = bisect_right(moments, time.perf_counter() - start)
        # A server that cannot keep up must not be able to keep the generator from hearing it.
        for _ in range(min(due - count, 50)):
            room.edit(count % writers, tasks[count % len(tasks)])
            count += 1
        left = start + moments[min(count, total - 1)] - time.perf_counter()
        room.pump(max(0.0, min(0.05, left)))
    sent_for = time.perf_counter() - start
    drain(room, watch.first)
    return watch.figures(rate, sent_for)


def closed_load(room: Room, seconds: float, writers: int) -> Figures:
    """Each writer sends its next edit as soon as the last one was acknowledged."""
    watch, tasks = Stopwatch(room), room.target.tasks
    author: dict[int, int] = {}
    for writer in range(writers):
        author[room.edit(writer, tasks[writer])] = writer
    start = time.perf_counter()
    room.fresh_acks.clear()
    while time.perf_counter() - start < seconds and room.gone == 0:
        room.pump(0.05)
        answered, room.fresh_acks = room.fresh_acks, []
        for number in answered:
            if (writer := author.pop(number, None)) is not None:
                author[room.edit(writer, tasks[len(room.sent) % len(tasks)])] = writer
    sent_for = time.perf_counter() - start
    drain(room, watch.first)
    return watch.figures(0.0, sent_for)


def drain(room: Room, first: int) -> None:
    """Wait, not for ever, until everyone has every edit from number `first` on."""
    deadline = time.perf_counter() + DRAIN_SECONDS
    missing = set(range(first, len(room.sent)))
    while missing and time.perf_counter() < deadline and room.gone < len(room.viewers):
        room.pump(0.05)
        missing = {n for n in missing if n not in room.whole or (n not in room.acked and not room.refused)}


def keeps_up(figures: Figures) -> bool:
    """Whether the server took what was offered, delivered all of it, and nine in ten of it soon enough."""
    took_it = figures.edits_per_second >= 0.95 * figures.offered and figures.unfinished == 0 and figures.gone == 0
    return took_it and percentile(figures.fan, 95) <= P95_AT_MOST_MS


def highest_rate(try_rate, guess: float, steps: int) -> float:
    """The highest open rate that `try_rate(rate) -> bool` survives, to about 8 %, or 0 if none of `steps` tries did."""
    best, factor, rate = 0.0, 1.35, guess
    for _ in range(steps):
        if try_rate(rate):
            best, rate = rate, rate * factor
        else:
            factor = 1 + (factor - 1) / 2
            rate = best * factor if best else rate / 2
    return best


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that `percent` of the values do not exceed; not a number where there are none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]
