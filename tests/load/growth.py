"""`make bench-growth`: what an edit and the pages cost as histories and installations grow.

EVENTS=1000,100000,1000000 are the lengths of one plan's history, WORKSPACES=1,100,10000 the sizes of an installation;
an empty word leaves one out. DATABASE_URL=postgresql://… measures there (an empty database), else SQLite. All in one
process: CPU ms, the median of several, and once where it says "first". Each request and edit has a context of its own:
within one around all of them they would share its session, and read the database as it was when that began.
"""

from portal import green

green.patch()

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import create_app, database, migrating
from portal.access.signin import admin_link
from portal.dashboard.summaries import REFRESHING
from portal.extensions import db
from portal.people.models import Participant, Workspace
from portal.plan.batch import Author
from portal.plan.core.commands import ChangeTask
from portal.plan.dates.ledger import account_of
from portal.plan.editor import edit
from tests.load import growing, plot, server
from tests.load.pages import browser_of

EVENTS = [int(word) for word in os.environ.get("EVENTS", "1000,100000,1000000").split(",") if word]
WORKSPACES = [int(word) for word in os.environ.get("WORKSPACES", "1,100,10000").split(",") if word]
TASKS = 60
REPEATS = 9
HERE = Path(__file__).parent

Costs = dict[str, dict[int, float]]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="onward-growth-") as folder:
        settings = server.bench_settings(8000, Path(folder))
        migrating.migrate(settings)
        tasks = dict(list(server.wanted_tasks(Path(folder)).items())[:TASKS])
        told = server.seed(settings, tasks, viewers=1)
        app = create_app(settings)
        with app.app_context(), database.write() as session:
            link = admin_link(session, "admin@vendor.example")
        member = browser_of(app, link)
        kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
        show(f"history-{kind}", "events in the plan", measure_histories(app, member, told))
        show(f"workspaces-{kind}", "workspaces", measure_workspaces(app, member, told))


def measure_histories(app: Flask, member: FlaskClient, told: dict[str, Any]) -> Costs:
    """Costs by what costs them, each by how many events the plan has."""
    costs: Costs = {}
    for events in EVENTS:
        say(f"{events:,} events")
        with app.app_context():
            told["quiet"] = db.session.scalar(
                select(Participant.id).where(Participant.workspace_id == told["workspace"])
            )
            growing.grow_history(told["plan"], events, told["quiet"])
        for shelf in ("onward.plans", "onward.ledgers"):
            app.extensions.pop(shelf, None)
        for name, cost in costs_of_history(app, member, told):
            costs.setdefault(name, {})[events] = cost
    return costs


def costs_of_history(app: Flask, member: FlaskClient, told: dict[str, Any]) -> Iterator[tuple[str, float]]:
    at = f"/w/{told['workspace']}"
    yield "slip ledger, once: all that is new", once(lambda: read_ledger(app, told))
    app.extensions.pop("onward.ledgers")
    yield "slip ledger, first of a process", once(lambda: read_ledger(app, told))
    yield "slip ledger, after an edit", again(lambda: read_ledger(app, told), before=editing(app, told))
    yield "an edit", again(editing(app, told))
    pages = {
        "plan page": "/plan",
        "Overview": "/",
        "history, newest": "/plan/history",
        "history, a day long ago": "/plan/history?day=2026-01-05",
        "history of who did one thing": f"/plan/history?person={told['quiet']}",
        "history of a task": f"/plan/history?task={next(iter(told['tasks'].values()))}",
        "who gives what": "/plan/sides",
    }
    for name, path in pages.items():
        yield name, again(lambda path=path: fetch(member, at + path))


def read_ledger(app: Flask, told: dict[str, Any]) -> None:
    with app.app_context():
        account_of(db.session.get_one(Workspace, told["workspace"]))


def editing(app: Flask, told: dict[str, Any]) -> Callable[[], None]:
    numbers = iter(range(10_000))
    me, task = database.new_id(), next(iter(told["tasks"].values()))

    def change() -> None:
        number = next(numbers)
        renamed = [ChangeTask(task, "title", f"Named {number} times")]
        with app.app_context():
            answer = edit(told["plan"], renamed, Author(None, told["workspace"]), f"{me}.{number}")
        assert answer.is_accepted, answer

    return change


def measure_workspaces(app: Flask, member: FlaskClient, told: dict[str, Any]) -> Costs:
    costs: Costs = {}
    for wanted in WORKSPACES:
        say(f"{wanted:,} workspaces")
        with app.app_context():
            growing.grow_installation(wanted)
        for name, cost in costs_of_installation(app, member, told):
            costs.setdefault(name, {})[wanted] = cost
    return costs


def costs_of_installation(app: Flask, member: FlaskClient, told: dict[str, Any]) -> Iterator[tuple[str, float]]:
    yield "dashboard, first after all plans changed", once(lambda: fetch(member, "/onboardings"))
    yield "what that leaves to the background", once(lambda: wait_for_summaries(app))
    yield "dashboard", again(lambda: fetch(member, "/onboardings"))
    yield "dashboard, searched", again(lambda: fetch(member, "/onboardings?find=northwind"))
    yield "an edit", again(editing(app, told))
    yield "plan page", again(lambda: fetch(member, f"/w/{told['workspace']}/plan"))


def wait_for_summaries(app: Flask) -> None:
    while app.extensions.get(REFRESHING):
        green.sleep(0.05)


def fetch(member: FlaskClient, path: str) -> None:
    answer = member.get(path)
    if answer.status_code != 200:
        sys.exit(f"GET {path} answered {answer.status_code}.")


def once(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def again(work: Callable[[], None], before: Callable[[], None] | None = None) -> float:
    work()
    taken = []
    for _ in range(REPEATS):
        if before:
            before()
        taken.append(once(work))
    return median(taken)


def show(name: str, unit: str, costs: Costs) -> None:
    """Print the table, and keep the plot beside the results."""
    sizes = sorted({size for each in costs.values() for size in each})
    print(f"\n| CPU ms by {unit} | " + " | ".join(f"{size:,}" for size in sizes) + " |")
    print("|---" * (len(sizes) + 1) + "|")
    for what, cost in costs.items():
        print(f"| {what} | " + " | ".join(f"{cost[size]:.1f}" for size in sizes) + " |", flush=True)
    if sizes:
        (HERE / f"{name.lower()}.svg").write_text(plot.svg(f"CPU ms by {unit}", costs))


def say(step: str) -> None:
    print(f"  {step} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
