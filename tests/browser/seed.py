"""Makes records for the journeys, beside a running server: python -m tests.browser.seed INSTANCE_DIR

Reads one word a line and answers each with a line of JSON: a fresh workspace, `full` or `empty`, and the ways into it;
`hostile` is a full one in whose every word, and every other of the database, something lies in wait.
None is made ahead: its rows come one by one by the back door, and a server that is asked for all onboardings meanwhile
would remember half a plan.
"""

from portal import green

green.patch()

import json
import sys
from pathlib import Path
from typing import Any

from portal import clock, create_app, database
from portal.access import joining, links
from portal.chat.models import MessageRow
from portal.config import Settings
from portal.extensions import db
from portal.people.models import Member, Participant, Workspace
from portal.playbooks.library import playbooks
from portal.training.actions import mark_done
from tests import factories, trainings
from tests.browser.payloads import let_payloads_loose
from tests.browsing import ticket_path
from tests.intake import forms

WORDS = ("full", "empty", "hostile")


def make_place(is_full: bool) -> dict[str, Any]:
    """A workspace with links of every right; an empty one has no tasks, no people of the customer and no dates."""
    admin = factories.make_member("Ada Admin", is_admin=True)
    member = factories.make_member("Tom Team")
    workspace = factories.make_workspace(go_live_on=factories.in_days(60) if is_full else None)
    place = {
        "workspace": workspace.id,
        "plan": factories.plan_of(workspace).id,
        "name": workspace.name,
        "admin": ticket_path(admin),
        "member": ticket_path(member),
        "links": {
            rights: links.path_of(factories.make_link(workspace, rights, label=f"To {rights}"))
            for rights in ("edit", "comment", "view")
        },
        "people": {},
    }
    if is_full:
        place["people"] = _fill(workspace, member)
    else:
        _empty(workspace)
    place["tasks"] = {task.title: task.id for task in factories.tasks_of(workspace) if task.removed_at is None}
    place["addresses"] = _addresses(workspace, admin, place)
    return place


def _addresses(workspace: Workspace, admin: Member, place: dict[str, Any]) -> dict[str, str]:
    """What the names in the addresses of the policy table stand for, where there is such a thing here."""
    with database.write() as session:
        code = joining.make_code(session, workspace.id, None, admin.id).code
    messages = db.session.scalars(db.select(MessageRow).filter_by(workspace_id=workspace.id, room="shared"))
    said = {row.id: row.id for row in messages}
    firsts = {"task_id": place["tasks"], "participant_id": place["people"], "message_id": said}
    form = forms.make_form_with_past(workspace).id if place["people"] else None
    return {
        **({"form_id": form, "number": "1"} if form else {}),
        "workspace_id": workspace.id,
        "member_id": factories.make_member().id,
        "change": "0",
        "agreed_id": factories.make_agreed(workspace).id,
        "phase_id": factories.phases_of(workspace)[0].id,
        "code": code,
        "key": next(iter(playbooks())),
        **{name: next(iter(records.values())) for name, records in firsts.items() if records},
        **(_give_training(workspace, place["people"]) if place["people"] else {}),
    }


def _fill(workspace: Workspace, member: Member) -> dict[str, str]:
    tom = factories.make_participant(workspace, member, role="Customer success manager")
    people = {
        "Maria Lead": factories.make_contact(workspace, "Maria Lead", "Project lead", "maria@customer.example"),
        "Jonas Tech": factories.make_contact(workspace, "Jonas Tech", "Technical lead"),
    }
    for status in ("doing", "blocked", "done", "dropped"):
        factories.make_task(
            workspace, title=f"A step that is {status}", status=status, owner_id=people["Maria Lead"].id
        )
    late = factories.make_task(workspace, title="A late step", due_on=factories.in_days(-9))
    _talk(workspace, tom, people["Maria Lead"], late.id)
    return {name: person.id for name, person in people.items()}


def _give_training(workspace: Workspace, people: dict[str, str]) -> dict[str, str]:
    """A training that Maria is half through, with a video of somebody else's in its lesson."""
    first = trainings.make_lesson("Sign in and look around", minutes=6, summary="Where things are", body="## Begin")
    second = trainings.make_lesson("Book stock", minutes=8, embed_url="https://player.vimeo.com/video/76979871")
    track = trainings.make_track(first.id, second.id, title="First steps", audience="End users")
    given = trainings.give(workspace, track, people=[people["Maria Lead"]], due_on=factories.in_days(-2))
    trainings.give(workspace, trainings.make_track(second.id, title="For everyone"))
    with database.write() as session:
        mark_done(session, people["Maria Lead"], first.id)
    return {"assignment_id": given.id, "lesson_id": second.id, "track_id": track.id}


def _talk(workspace: Workspace, tom: Participant, maria: Participant, task_id: str) -> None:
    """Something said in each room, and a comment of each side on a task."""
    factories.make_message(workspace, "Welcome, Maria. The *plan* is open.", by=tom)
    factories.make_message(workspace, "Thank you, Tom.", by=maria)
    factories.make_message(workspace, "They seem glad.", "internal", by=tom)
    factories.make_message(workspace, "This waits for our board.", by=maria, task_id=task_id)
    factories.make_message(workspace, "We plan a week more for it.", "internal", by=tom, task_id=task_id)


def _empty(workspace: Workspace) -> None:
    with database.write() as session:
        for task in factories.tasks_of(workspace):
            session.get_one(type(task), task.id).removed_at = clock.now()


def main(folder: str) -> None:
    app = None
    for line in sys.stdin:
        word = line.strip()
        assert word in WORDS, f"{word} is none of {WORDS}"
        # The server makes the database: whoever asks knows that it is there.
        app = app or create_app(Settings(instance_dir=Path(folder)))
        with app.app_context():
            made = json.dumps(make_place(word != "empty"))
            if word == "hostile":
                with database.write() as session:
                    let_payloads_loose(session)
            print(made, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
