"""Records for tests, each made through its own write(). What they answer can be read, never changed: to change
something, load it again inside write()."""

import itertools
from datetime import date, timedelta
from typing import Any

from portal import clock, database
from portal.access.models import Link, Rights
from portal.extensions import db
from portal.people.models import Contact, Customer, Member, Participant, Workspace, WorkspaceStatus
from portal.plan.models import PhaseRow, PlanRow, TaskRow

HUES = 8

_numbers = itertools.count(1)


def make_member(name: str = "", *, is_admin: bool = False, **fields: Any) -> Member:
    """A person on the team."""
    number = next(_numbers)
    name = name or f"Member {number}"
    address = f"{name.lower().replace(' ', '.')}.{number}@vendor.example"
    member = Member(**{"name": name, "email": address, "is_admin": is_admin, **fields})
    return _saved(member)


def make_customer(name: str = "", **fields: Any) -> Customer:
    """A company being onboarded."""
    return _saved(Customer(name=name or f"Customer {next(_numbers)}", **fields))


def make_workspace(customer: Customer | None = None, status: str = "active", **fields: Any) -> Workspace:
    """A workspace with a plan of two phases of three tasks each; the last task of the first phase is internal."""
    customer = customer or make_customer()
    values = {"name": f"{customer.name} onboarding", "timezone": "UTC", "go_live_on": in_days(60), **fields}
    with database.write() as session:
        workspace = Workspace(id=database.new_id(), customer_id=customer.id, status=WorkspaceStatus(status), **values)
        plan = PlanRow(id=database.new_id(), workspace_id=workspace.id)
        session.add_all([workspace, plan])
        session.flush()
        for number, name in enumerate(("Kickoff", "Set-up")):
            _add_phase(session, plan, name, f"a{number}")
    return _read(Workspace, workspace.id)


def _add_phase(session: Any, plan: PlanRow, name: str, rank: str) -> None:
    phase = PhaseRow(id=database.new_id(), plan_id=plan.id, name=name, rank=rank)
    session.add(phase)
    session.flush()
    for number in range(3):
        is_internal = name == "Kickoff" and number == 2
        session.add(
            TaskRow(
                plan_id=plan.id,
                phase_id=phase.id,
                rank=f"a{number}",
                title=f"{name} internal step" if is_internal else f"{name} step {number + 1}",
                due_on=in_days(number + 1),
                visibility="internal" if is_internal else "shared",
                is_milestone=not is_internal and number == 2,
            )
        )


def make_contact(workspace: Workspace, name: str = "", role: str = "", email: str | None = None) -> Participant:
    """A person on the customer's side, as a participant of `workspace` (`.contact` is the person)."""
    number = next(_numbers)
    contact = Contact(id=database.new_id(), customer_id=workspace.customer_id, name=name or f"Contact {number}")
    contact.email = email
    return _add_participant(workspace, contact, role=role)


def make_participant(workspace: Workspace, member: Member, role: str = "") -> Participant:
    """`member` as a participant of `workspace`."""
    return _add_participant(workspace, member, role=role)


def _add_participant(workspace: Workspace, person: Contact | Member, role: str) -> Participant:
    column = "contact_id" if isinstance(person, Contact) else "member_id"
    participant = Participant(id=database.new_id(), workspace_id=workspace.id, role=role, hue=next(_numbers) % HUES)
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
    number = next(_numbers)
    values = {
        "phase_id": phases_of(workspace)[0].id,
        "rank": f"z{number:08}",
        "title": f"Task {number}",
        "due_on": in_days(7),
        **fields,
    }
    return _saved(TaskRow(plan_id=plan.id, **values))


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
