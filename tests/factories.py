"""Records for tests, each made through its own write(). What they answer can be read, never changed: to change
something, load it again inside write()."""

import itertools
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from portal import clock, database
from portal.access.models import Link, Rights
from portal.chat.actions import carry_out
from portal.chat.models import MessageRow
from portal.chat.operations import Say, thread_of
from portal.extensions import db
from portal.people.models import Contact, Customer, Member, Participant, Side, Workspace, WorkspaceStatus
from portal.plan.editor import Author
from portal.plan.models import AgreedRow, PhaseRow, PlanRow, PlanSnapshot, TaskRow
from portal.plan.store import NewPhase, NewTask, create_plan, load_rows, save_snapshot

HUES = 8

_numbers = itertools.count(1)


def make_member(name: str = "", *, is_admin: bool = False, **fields: Any) -> Member:
    """A person on the team."""
    number = next_number()
    name = name or f"Member {number}"
    address = f"{name.lower().replace(' ', '.')}.{number}@vendor.example"
    member = Member(**{"name": name, "email": address, "is_admin": is_admin, **fields})
    return _saved(member)


def make_customer(name: str = "", **fields: Any) -> Customer:
    """A company being onboarded."""
    return _saved(Customer(name=name or f"Customer {next_number()}", **fields))


def make_workspace(customer: Customer | None = None, status: str = "active", **fields: Any) -> Workspace:
    """A workspace with a plan of two phases of three tasks each; the last task of the first phase is internal."""
    customer = customer or make_customer()
    values = {"name": f"{customer.name} onboarding", "timezone": "UTC", "go_live_on": in_days(60), **fields}
    workspace = Workspace(id=database.new_id(), customer_id=customer.id, status=WorkspaceStatus(status), **values)
    with database.write() as session:
        session.add(workspace)
        session.flush()
        create_plan(session, workspace.id, [_new_phase("Kickoff", has_internal=True), _new_phase("Set-up")])
    return _read(Workspace, workspace.id)


def _new_phase(name: str, has_internal: bool = False) -> NewPhase:
    tasks = [NewTask(f"{name} step {number}", due=in_days(number)) for number in (1, 2, 3)]
    if has_internal:
        tasks[2] = NewTask(f"{name} internal step", due=in_days(3), visibility="internal")
    else:
        tasks[2].is_milestone = True
    return NewPhase(name, tasks)


def make_contact(workspace: Workspace, name: str = "", role: str = "", email: str | None = None) -> Participant:
    """A person on the customer's side, as a participant of `workspace` (`.contact` is the person)."""
    number = next_number()
    contact = Contact(id=database.new_id(), customer_id=workspace.customer_id, name=name or f"Contact {number}")
    contact.email = email
    return _add_participant(workspace, contact, role=role)


def make_participant(workspace: Workspace, member: Member, role: str = "") -> Participant:
    """`member` as a participant of `workspace`."""
    return _add_participant(workspace, member, role=role)


def _add_participant(workspace: Workspace, person: Contact | Member, role: str) -> Participant:
    column = "contact_id" if isinstance(person, Contact) else "member_id"
    participant = Participant(id=database.new_id(), workspace_id=workspace.id, role=role, hue=next_number() % HUES)
    setattr(participant, column, person.id)
    with database.write() as session:
        if isinstance(person, Contact):
            session.add(person)
            session.flush()
        session.add(participant)
    return _read(Participant, participant.id)


def make_link(workspace: Workspace, rights: str = "edit", contact: Participant | None = None, **fields: Any) -> Link:
    """A shared link, or a personal one for `contact`; `portal.access.links.path_of(link)` is its address."""
    values = {"expires_at": clock.now() + timedelta(days=30), "label": "For the kickoff", **fields}
    link = Link(
        workspace_id=workspace.id,
        participant_id=contact.id if contact else None,
        rights=Rights(rights),
        **values,
    )
    return _saved(link)


def make_task(workspace: Workspace, **fields: Any) -> TaskRow:
    """One more task, at the end of the first phase unless `phase_id` and `rank` say otherwise."""
    plan = plan_of(workspace)
    number = next_number()
    values = {
        "phase_id": phases_of(workspace)[0].id,
        "rank": f"z{number:08}z",
        "title": f"Task {number}",
        "due_on": in_days(7),
        **fields,
    }
    task = _saved(TaskRow(plan_id=plan.id, **values))
    forget_plan(plan.id)
    return task


def make_message(
    workspace: Workspace, body: str = "", room: str = "shared", *, by: Participant | None = None, task_id: str = ""
) -> MessageRow:
    """A message as its author would have sent it, in a room or as a comment on a task; by the team if by nobody."""
    author = Author(None, workspace.id, participant_id=by.id if by else None, side=by.side if by else Side.TEAM)
    said = {"m": database.new_id(), "room": room, "body": body or f"Message {next_number()}"}
    carry_out(author, [Say.model_validate({**said, "thread": thread_of(task_id) if task_id else None})])
    return _read(MessageRow, said["m"])


def make_agreed(workspace: Workspace, name: str = "Agreed in the kickoff") -> AgreedRow:
    """The plan as it stands, kept as agreed."""
    plan = plan_of(workspace)
    return _saved(AgreedRow(plan_id=plan.id, name=name, agreed_on=in_days(-7), revision=plan.revision))


def forget_plan(plan_id: str) -> None:
    """After a row came in by the back door, at no new revision: what this process remembers of the plan lacks it, and
    so does the snapshot that its history is replayed from.
    """
    current_app.extensions.get("onward.plans", {}).pop(plan_id, None)
    current_app.extensions.pop("onward.ledgers", None)
    with database.write() as session:
        plan = load_rows(session, plan_id)
        assert plan is not None
        same = {"plan_id": plan_id, "revision": plan.revision}
        session.execute(delete(PlanSnapshot).filter_by(**same))
        save_snapshot(session, plan)
        session.flush()
        newest = session.scalars(select(PlanSnapshot).filter_by(**same)).one().body
        for snapshot in session.scalars(select(PlanSnapshot).filter_by(plan_id=plan_id)):
            snapshot.body = {**snapshot.body, **{part: _joined(snapshot.body[part], newest[part]) for part in PARTS}}


PARTS = ("phases", "tasks")


def _joined(known: list[dict[str, Any]], newest: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = {one["id"] for one in known}
    return [*known, *(one for one in newest if one["id"] not in ids)]


def next_number() -> int:
    """A number that no other record of this test run was made with."""
    return next(_numbers)


def plan_of(workspace: Workspace) -> PlanRow:
    """The plan of `workspace` as stored."""
    return db.session.scalars(db.select(PlanRow).filter_by(workspace_id=workspace.id)).one()


def phases_of(workspace: Workspace) -> list[PhaseRow]:
    """The phases of `workspace` as stored, in order."""
    query = db.select(PhaseRow).filter_by(plan_id=plan_of(workspace).id).order_by(PhaseRow.rank)
    return list(db.session.scalars(query))


def tasks_of(workspace: Workspace) -> list[TaskRow]:
    """The tasks of `workspace` as stored, in the order of the page."""
    query = db.select(TaskRow).join(PhaseRow, TaskRow.phase_id == PhaseRow.id)
    query = query.where(TaskRow.plan_id == plan_of(workspace).id).order_by(PhaseRow.rank, TaskRow.rank)
    return list(db.session.scalars(query))


def in_days(days: int) -> date:
    """The day that many days from today, in UTC."""
    return clock.today("UTC") + timedelta(days=days)


def _saved(record: Any) -> Any:
    record.id = record.id or database.new_id()
    with database.write() as session:
        session.add(record)
    return _read(type(record), record.id)


def _read(model: Any, key: str) -> Any:
    return db.session.get_one(model, key)
