"""Kill the server in the middle of a write load, start it again, and look for every edit it had acknowledged."""

import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.load.browser import Browser
from tests.load.client import Room, Target
from tests.load.machine import is_open

WRITERS = 10
LATEST_MS, EARLIEST_MS = 1500, 400
GIVE_UP_SECONDS = 30


@dataclass
class Kill:
    """What one kill cost: edits acknowledged, and how many of them were lost or stand twice in the history."""

    acknowledged: int
    lost: int
    doubled: int


def kill_and_look(target: Target, server: subprocess.Popen, restart: Callable[[], subprocess.Popen]) -> Kill:
    """One kill -9 under load. Every edit is one step of the plan's sequence, so the sequence counts them."""
    before = read_plan(target)["seq"]
    target.seq = before
    room = Room(target)
    room.open(WRITERS)
    tasks_of = write_until_killed(room, server)
    room.close()
    target.pid = restart().pid
    after = read_plan(target)
    lost = overwritten_wrongly(room, tasks_of, {task["t"]: task["title"] for task in after["tasks"]})
    steps, acknowledged, sent = after["seq"] - before, len(room.acked), len(room.sent)
    return Kill(acknowledged, max(lost, acknowledged - steps), max(0, steps - sent) + repeated_steps(room))


def write_until_killed(room: Room, server: subprocess.Popen) -> dict[int, str]:
    """Closed loop of all writers until the server dies at a random moment; the task of each edit by its number."""
    tasks, tasks_of, author = room.target.tasks, {}, {}

    def send(writer: int) -> None:
        own = tasks[writer::WRITERS]
        task = own[len(room.sent) % len(own)]
        number = room.edit(writer, task)
        tasks_of[number], author[number] = task, writer

    for writer in range(WRITERS):
        send(writer)
    dies_at = time.perf_counter() + random.uniform(EARLIEST_MS, LATEST_MS) / 1000
    is_killed = False
    while not room.gone and time.perf_counter() < dies_at + GIVE_UP_SECONDS:
        room.pump(0.02)
        answered, room.fresh_acks = room.fresh_acks, []
        for number in answered:
            if number in author:
                send(author.pop(number))
        if not is_killed and time.perf_counter() >= dies_at:
            os.kill(server.pid, signal.SIGKILL)
            server.wait()
            is_killed = True
    for _ in range(3):
        room.pump(0.02)
    return tasks_of


def overwritten_wrongly(room: Room, tasks_of: dict[int, str], titles: dict[str, str]) -> int:
    """Tasks whose title is older than the last edit of them that was acknowledged."""
    last_acked: dict[str, int] = {}
    for number in sorted(room.acked):
        last_acked[tasks_of[number]] = number
    return sum(number_in(titles.get(task, "")) < number for task, number in last_acked.items())


def number_in(title: str) -> int:
    found = re.match(r"~(\d+)~", title)
    return int(found.group(1)) if found else -1


def repeated_steps(room: Room) -> int:
    """Acknowledgements that name a step of the sequence which another edit was given already."""
    steps = [answer["seq"] for answer in room.answers.values()]
    return len(steps) - len(set(steps))


def read_plan(target: Target) -> dict:
    """The plan as HTTP tells it to the first viewer, after a restart too."""
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not is_open(target.port) and time.monotonic() < deadline:
        time.sleep(0.05)
    return Browser(target.port, target.cookie(0)).get_json(f"/w/{target.workspace}/plan/snapshot")
