"""A real server with one plan to put load on: `python -m tests.load.server PORT DIR`.

Seeds DIR once, from DIR/plan.json (`{"key": {"title", "due", "status", "owner"}}`) where there is one, else with 300
tasks; writes what a load generator needs to DIR/bench.json; then serves on 127.0.0.1:PORT. Started again on DIR it
finds its data. Settings in the environment win over the raised limits below.
"""

from portal import green

green.patch()

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal import clock, create_app, database, migrating
from portal.access.links import LinkTerms, make_link, path_of
from portal.config import Settings
from portal.people import actions
from portal.people.models import Contact, Participant, Workspace, WorkspaceStatus
from portal.plan.store import NewPhase, NewTask, create_plan
from portal.serve import serve

VIEWERS = 400
TASKS = 300
TASKS_PER_PHASE = 30
HUES = 8
UNLIMITED = 1_000_000
RAISED_LIMITS = {
    "EVENTS_PER_SECOND": UNLIMITED,
    "EVENTS_BURST": UNLIMITED,
    "SOCKETS_PER_SESSION": UNLIMITED,
    "SOCKETS_PER_LINK": UNLIMITED,
    "STRANGERS_PER_ADDRESS": UNLIMITED,
    "TASKS_PER_PHASE": UNLIMITED,
    "TASKS_PER_PLAN": UNLIMITED,
    "RATE_LIMITS": "false",
}
STATUSES = {
    "to do": "todo",
    "open": "todo",
    "in progress": "doing",
    "started": "doing",
    "waiting": "blocked",
    "complete": "done",
    "completed": "done",
    "not needed": "dropped",
    **{word: word for word in ("todo", "doing", "blocked", "done", "dropped")},
}
OWNERS = ("Dana Whitfield", "Jonas Brandt", "Ines Correia", "Priya Nair", "Tom Okafor", "Lena Vogel")
VERBS = ("Agree on", "Prepare", "Review", "Test", "Sign off", "Hand over")
THINGS = ("the security form", "the data export", "single sign-on", "the pilot group", "the training plan")
PHASES = (
    "Kickoff",
    "Access",
    "Data",
    "Configuration",
    "Integration",
    "Pilot",
    "Training",
    "Launch",
    "Adoption",
    "Review",
)


def main(port: int, folder: Path) -> None:
    """Seed `folder` if it is new, and serve it until killed."""
    settings = bench_settings(port, folder)
    if not (folder / "bench.json").exists():
        migrating.migrate(settings)
        written = json.dumps(seed(settings, wanted_tasks(folder)), indent=1)
        draft = folder / "bench.json.new"
        draft.write_text(written)
        draft.rename(folder / "bench.json")
    serve(settings, "127.0.0.1", port, announce)


def announce(app: Flask) -> None:
    print(f"serving {app.extensions['onward.settings'].public_url}", flush=True)


def bench_settings(port: int, folder: Path) -> Settings:
    """The ordinary settings, all data in `folder`, and no limit that a load test would meet before the server's own."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["INSTANCE_DIR"] = str(folder / "instance")
    for name, value in {"PUBLIC_URL": f"http://127.0.0.1:{port}", **RAISED_LIMITS}.items():
        os.environ.setdefault(name, str(value))
    return Settings()


def wanted_tasks(folder: Path) -> dict[str, dict[str, Any]]:
    """The tasks of plan.json by their keys, or 300 believable ones."""
    file = folder / "plan.json"
    if file.exists():
        wanted: dict[str, dict[str, Any]] = json.loads(file.read_text())
        return wanted
    today = clock.today("UTC")
    return {
        f"task-{number}": {
            "title": f"{VERBS[number % len(VERBS)]} {THINGS[number % len(THINGS)]} ({number + 1})",
            "due": (today + timedelta(days=number // 4)).isoformat(),
            "status": ("done", "doing", "todo", "todo")[number % 4],
            "owner": OWNERS[number % len(OWNERS)],
        }
        for number in range(TASKS)
    }


def seed(settings: Settings, wanted: dict[str, dict[str, Any]], viewers: int = VIEWERS) -> dict[str, Any]:
    """One active workspace with the wanted plan and a personal edit link for each viewer: what bench.json says."""
    with create_app(settings).app_context(), database.write() as session:
        customer = actions.create_customer(session, "Northwind Logistics")
        details = actions.WorkspaceDetails("Northwind onboarding", status=WorkspaceStatus.ACTIVE)
        workspace = actions.create_workspace(session, customer.id, details)
        owners = name_owners(session, workspace, wanted)
        tasks = {key: new_task(values, owners) for key, values in wanted.items()}
        plan = create_plan(session, workspace.id, in_phases(list(tasks.values())))
        links = [
            make_link(session, workspace.id, LinkTerms(), viewer) for viewer in add_viewers(session, workspace, viewers)
        ]
        return {
            "plan": plan,
            "topic": f"plan:{plan}",
            "workspace": workspace.id,
            "links": [path_of(link) for link in links],
            "tasks": {key: task.id for key, task in tasks.items()},
        }


def name_owners(session: Session, workspace: Workspace, wanted: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Participant ids by the owners' names."""
    names = {str(values["owner"]) for values in wanted.values() if values.get("owner")}
    return {name: actions.name_person(session, workspace.id, name).id for name in sorted(names)}


def new_task(values: dict[str, Any], owners: dict[str, str]) -> NewTask:
    """A task of the plan from its entry in plan.json; a status word we do not know means to do."""
    word = str(values.get("status") or "todo").lower().replace("_", " ")
    return NewTask(
        title=str(values.get("title") or "Untitled")[:200],
        due=date.fromisoformat(values["due"]) if values.get("due") else None,
        status=STATUSES.get(word, "todo"),
        owner=owners.get(str(values.get("owner"))),
    )


def in_phases(tasks: list[NewTask]) -> list[NewPhase]:
    starts = range(0, max(1, len(tasks)), TASKS_PER_PHASE)
    return [
        NewPhase(PHASES[number % len(PHASES)], tasks[start : start + TASKS_PER_PHASE])
        for number, start in enumerate(starts)
    ]


def add_viewers(session: Session, workspace: Workspace, count: int) -> list[Participant]:
    """One contact a viewer, added in bulk; not listed among who is who, which would be a page of its own."""
    viewers = []
    for number in range(count):
        contact = Contact(customer_id=workspace.customer_id, name=f"Viewer {number + 1}")
        viewers.append(Participant(workspace_id=workspace.id, contact=contact, hue=number % HUES, listed=False))
    session.add_all(viewers)
    session.flush()
    return viewers


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
