"""Starting an onboarding: a customer, a workspace, its people and its plan, all at once or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from sqlalchemy.orm import Session

from portal.people.actions import (
    PersonDetails,
    WorkspaceDetails,
    add_contact,
    create_customer,
    create_workspace,
    list_member,
)
from portal.people.models import Customer, Side, Workspace
from portal.people.roles import role_label
from portal.playbooks.apply import apply_playbook
from portal.playbooks.library import Playbook


@dataclass(frozen=True)
class NewContact:
    """`role` is the key of a role."""

    name: str
    role: str
    email: str | None = None
    ask_about: str = ""


@dataclass(frozen=True)
class NewMember:
    """Somebody of the team who takes part from the start; `role` is the key of a role."""

    member_id: str
    role: str
    ask_about: str = ""


@dataclass(frozen=True)
class NewOnboarding:
    """Either `customer_id` of a known customer or the `customer_name` of a new one."""

    details: WorkspaceDetails
    playbook: Playbook
    customer_id: str | None = None
    customer_name: str = ""
    contacts: Sequence[NewContact] = ()
    members: Sequence[NewMember] = ()


def start_onboarding(session: Session, new: NewOnboarding) -> Workspace:
    """A workspace with people and a plan. Raises Refused, naming the field, and leaves nothing behind."""
    if new.customer_id:
        customer = session.get_one(Customer, new.customer_id)
    else:
        customer = create_customer(session, new.customer_name)
    # Roles are written down in the words of the people who will read them.
    with force_locale(new.details.language):
        workspace = create_workspace(session, customer.id, new.details)
        for member in new.members:
            role = role_label(Side.TEAM, member.role)
            list_member(session, workspace.id, member.member_id, role, member.ask_about)
        for contact in new.contacts:
            role = role_label(Side.CUSTOMER, contact.role)
            person = PersonDetails(contact.name, role, contact.ask_about, contact.email)
            add_contact(session, workspace.id, person)
    apply_playbook(session, workspace, new.playbook)
    return workspace
