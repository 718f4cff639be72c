"""What can be done to customers, workspaces and people. Each takes the session of a write() around it.

Whether somebody may do it is asked before, by whoever calls.
"""

from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date
from zoneinfo import available_timezones

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.people.dates import hold_go_live, locked, note_commitment
from portal.people.models import Brand, Contact, Customer, Member, Participant, Workspace, WorkspaceStatus
from portal.people.naming import Refused, clean_address, clean_line, clean_name

HUES = 8
# Everyone who may edit can name people, and who opens a shared link names themselves.
PEOPLE_AT_MOST = 500


@dataclass(frozen=True)
class WorkspaceDetails:
    """What a workspace is told when it is made, and what its settings page changes."""

    name: str
    csm_id: str | None = None
    status: WorkspaceStatus = WorkspaceStatus.DRAFT
    timezone: str = "UTC"
    language: str = "en"
    signed_on: date | None = None
    kickoff_on: date | None = None
    go_live_on: date | None = None


@dataclass(frozen=True)
class PersonDetails:
    """A contact as the team writes them down. An address may follow later."""

    name: str
    role: str = ""
    ask_about: str = ""
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class BrandDetails:
    """None or empty means: as the default has it. `colour` is #rrggbb."""

    name: str | None = None
    colour: str | None = None
    logo_file_id: str | None = None
    customer_logo_file_id: str | None = None
    welcome: str | None = None
    footer: str | None = None


def create_customer(session: Session, name: str, segment: str | None = None) -> Customer:
    """A new customer. Raises Refused without a name."""
    customer = Customer(name=clean_name(name), segment=segment)
    session.add(customer)
    session.flush()
    return customer


def create_workspace(session: Session, customer_id: str, details: WorkspaceDetails) -> Workspace:
    """A workspace for the customer, without a plan; its CSM is listed in it. Raises Refused on a bad field."""
    workspace = Workspace(customer_id=customer_id)
    _write_details(workspace, details)
    session.add(workspace)
    session.flush()
    if details.csm_id:
        list_member(session, workspace.id, details.csm_id, _("Customer success"))
    return workspace


def edit_settings(session: Session, workspace_id: str, details: WorkspaceDetails) -> Workspace:
    """Change what the settings page shows. Raises Refused on a bad field, and for a committed go-live."""
    workspace = locked(session, workspace_id)
    hold_go_live(workspace, details.go_live_on)
    note_commitment(workspace)
    is_draft, is_new = workspace.status is WorkspaceStatus.DRAFT, workspace.committed_at is None
    _write_details(workspace, details)
    note_commitment(workspace)
    workspace.committed_by_activation |= is_draft and is_new and workspace.committed_at is not None
    session.flush()
    if details.csm_id:
        participant = ensure_participant(session, workspace_id, details.csm_id)
        participant.listed = True
    return workspace


def open_draft(session: Session, workspace_id: str) -> Workspace | None:
    """Let the customer in, with all else as it stands. None where it is no draft any more."""
    workspace = locked(session, workspace_id)
    if workspace.status is not WorkspaceStatus.DRAFT:
        return None
    as_it_stands = WorkspaceDetails(
        **{field.name: getattr(workspace, field.name) for field in fields(WorkspaceDetails)}
    )
    return edit_settings(session, workspace_id, replace(as_it_stands, status=WorkspaceStatus.ACTIVE))


def _write_details(workspace: Workspace, details: WorkspaceDetails) -> None:
    if details.timezone not in available_timezones():
        raise Refused("timezone", _("There is no time zone of this name."))
    for field in fields(details):
        setattr(workspace, field.name, getattr(details, field.name))
    workspace.name = clean_name(details.name)


def add_contact(session: Session, workspace_id: str, person: PersonDetails) -> Participant:
    """Put a person of the customer among who is who.

    Somebody the customer already has (same address; same name where one of the two has no address) is that person,
    completed by what was typed now. Raises Refused on a bad name or address.
    """
    workspace = session.get_one(Workspace, workspace_id)
    contact = _known_contact(session, workspace.customer_id, person) or _new_contact(session, workspace.customer_id)
    contact.name = clean_name(person.name)
    contact.email = clean_address(person.email) or contact.email
    contact.phone = clean_line(person.phone) or contact.phone
    contact.claimed = False
    contact.removed_at = None
    session.flush()
    participant = _participant_of_contact(session, workspace_id, contact)
    participant.listed = True
    participant.role = clean_line(person.role) or participant.role
    participant.ask_about = clean_line(person.ask_about) or participant.ask_about
    return participant


def _known_contact(session: Session, customer_id: str, person: PersonDetails) -> Contact | None:
    address, name = clean_address(person.email), clean_name(person.name)
    here = (Contact.customer_id == customer_id, Contact.erased_at.is_(None))
    contacts = session.scalars(select(Contact).where(*here)).all()
    if address:
        by_address = next((contact for contact in contacts if contact.email == address), None)
        if by_address:
            return by_address
    namesakes = [contact for contact in contacts if contact.name.casefold() == name.casefold()]
    return next((contact for contact in namesakes if not (contact.email and address)), None)


def _new_contact(session: Session, customer_id: str) -> Contact:
    contact = Contact(customer_id=customer_id, name="")
    session.add(contact)
    return contact


def name_person(session: Session, workspace_id: str, name: str) -> Participant:
    """Somebody on the customer's side known by name alone, such as an owner named in a call.

    A listed person of that name is that person. Raises Refused on a bad name.
    """
    cleaned = clean_name(name)
    known = _namesake(session, workspace_id, cleaned)
    if known:
        return known
    _check_room(session, workspace_id)
    if not _was_removed(session, workspace_id, cleaned):
        return add_contact(session, workspace_id, PersonDetails(cleaned))
    return _new_person(session, workspace_id, cleaned, claimed=False)


def _was_removed(session: Session, workspace_id: str, name: str) -> bool:
    """Whether the team took somebody of this name away: by name alone nobody comes back, and none of their links."""
    contact = _known_contact(session, session.get_one(Workspace, workspace_id).customer_id, PersonDetails(name))
    if contact is None or contact.removed_at:
        return contact is not None
    here = (Participant.workspace_id == workspace_id, Participant.contact_id == contact.id)
    return session.scalar(select(Participant.removed_at).where(*here)) is not None


def _check_room(session: Session, workspace_id: str) -> None:
    count = session.scalar(select(func.count()).where(Participant.workspace_id == workspace_id)) or 0
    if count >= PEOPLE_AT_MOST:
        raise Refused("name", _("This onboarding holds as many people as it can. Choose somebody from the list."))


def claim_person(session: Session, workspace_id: str, name: str) -> Participant:
    """Somebody who said on a shared link who they are; unverified. Raises Refused on a bad name."""
    cleaned = clean_name(name)
    known = _namesake(session, workspace_id, cleaned)
    if known:
        return known
    _check_room(session, workspace_id)
    return _new_person(session, workspace_id, cleaned, claimed=True)


def _new_person(session: Session, workspace_id: str, name: str, claimed: bool) -> Participant:
    customer_id = session.get_one(Workspace, workspace_id).customer_id
    contact = Contact(customer_id=customer_id, name=name, claimed=claimed)
    session.add(contact)
    session.flush()
    return _participant_of_contact(session, workspace_id, contact)


def _namesake(session: Session, workspace_id: str, name: str) -> Participant | None:
    people = session.scalars(
        select(Participant).where(
            Participant.workspace_id == workspace_id,
            Participant.contact_id.is_not(None),
            Participant.removed_at.is_(None),
        )
    )
    return next((person for person in people if person.name.casefold() == name.casefold()), None)


def _participant_of_contact(session: Session, workspace_id: str, contact: Contact) -> Participant:
    participant = session.scalar(
        select(Participant).where(Participant.workspace_id == workspace_id, Participant.contact_id == contact.id)
    )
    if participant is None:
        participant = Participant(workspace_id=workspace_id, contact=contact, hue=_free_hue(session, workspace_id))
        session.add(participant)
    participant.removed_at = None
    session.flush()
    return participant


def edit_contact(session: Session, participant_id: str, person: PersonDetails) -> Participant:
    """Write a contact's details over; empty ones are emptied. Raises Refused on a bad name or a taken address."""
    participant = edit_listing(session, participant_id, person.role, person.ask_about)
    contact, address = participant.contact, clean_address(person.email)
    if contact is None:
        raise ValueError("Only a contact can be edited; a member keeps their own name and address.")
    if address and _holder_of_address(session, contact.customer_id, address) not in (None, contact.id):
        raise Refused("email", _("Somebody else at this customer has this address."))
    contact.name, contact.email = clean_name(person.name), address
    contact.phone = clean_line(person.phone) or None
    contact.claimed = False
    return participant


def edit_listing(session: Session, participant_id: str, role: str, ask_about: str) -> Participant:
    """Write over what somebody is in this onboarding."""
    participant = session.get_one(Participant, participant_id)
    participant.role, participant.ask_about = clean_line(role), clean_line(ask_about)
    return participant


def _holder_of_address(session: Session, customer_id: str, address: str) -> str | None:
    return session.scalar(select(Contact.id).where(Contact.customer_id == customer_id, Contact.email == address))


def ensure_participant(session: Session, workspace_id: str, member_id: str) -> Participant:
    """The member's place in the workspace, made quietly (not listed) when they had none."""
    participant = session.scalar(
        select(Participant).where(Participant.workspace_id == workspace_id, Participant.member_id == member_id)
    )
    if participant is None:
        member = session.get_one(Member, member_id)
        hue = _free_hue(session, workspace_id)
        participant = Participant(workspace_id=workspace_id, member=member, hue=hue, listed=False)
        session.add(participant)
    elif participant.removed_at:
        participant.removed_at, participant.listed = None, False
    session.flush()
    return participant


def list_member(
    session: Session, workspace_id: str, member_id: str, role: str = "", ask_about: str = ""
) -> Participant:
    """Show a member among who is who in the workspace."""
    participant = ensure_participant(session, workspace_id, member_id)
    participant.listed = True
    participant.role = clean_line(role) or participant.role
    participant.ask_about = clean_line(ask_about) or participant.ask_about
    return participant


def _free_hue(session: Session, workspace_id: str) -> int:
    """The hue fewest people here have, so that neighbours differ."""
    hues = session.scalars(
        select(Participant.hue).where(Participant.workspace_id == workspace_id, Participant.removed_at.is_(None))
    )
    counts = Counter(hues)
    return min(range(HUES), key=lambda hue: counts[hue])


def remove_participant(session: Session, participant_id: str) -> Participant:
    """Take a person out of the workspace; what they did stays. Ending their links and sockets is the caller's part."""
    participant = session.get_one(Participant, participant_id)
    participant.removed_at = clock.now()
    return participant


def restore_participant(session: Session, participant_id: str) -> Participant:
    """Take back a removal."""
    participant = session.get_one(Participant, participant_id)
    participant.removed_at = None
    return participant


def set_brand(session: Session, workspace_id: str | None, details: BrandDetails) -> Brand:
    """Write the brand of a workspace, or with None the default one."""
    row = session.scalar(select(Brand).where(Brand.workspace_id == workspace_id))
    if row is None:
        row = Brand(workspace_id=workspace_id)
        session.add(row)
    for field in fields(details):
        setattr(row, field.name, getattr(details, field.name) or None)
    session.flush()
    return row
