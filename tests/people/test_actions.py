from typing import Any

import pytest
from flask import Flask

from portal import database
from portal.extensions import db
from portal.people import actions
from portal.people.actions import PersonDetails, WorkspaceDetails
from portal.people.models import Contact, Customer, Participant, Side, Workspace
from portal.people.naming import Refused
from portal.people.queries import faces, listed_faces
from tests.factories import make_contact, make_customer, make_member, make_workspace


@pytest.fixture
def workspace(app):
    with app.test_request_context():
        yield make_workspace()


def do(action, *args):
    with database.write() as session:
        return action(session, *args)


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_a_contact_of_the_same_address_is_the_same_person(workspace):
    first = do(actions.add_contact, workspace.id, PersonDetails("Maria", email="maria@harbor.example"))
    again = do(actions.add_contact, workspace.id, PersonDetails("Maria Lindholm", email=" MARIA@harbor.example"))
    assert first.id == again.id
    assert [face.name for face in faces(workspace.id).values()] == ["Maria Lindholm"]
    assert count(Contact) == 1


def test_an_address_that_follows_completes_the_name(workspace):
    named = do(actions.name_person, workspace.id, "Maria Lindholm")
    added = do(actions.add_contact, workspace.id, PersonDetails("maria lindholm", "Sponsor", email="m@harbor.example"))
    assert named.id == added.id
    assert (added.contact.email, added.role) == ("m@harbor.example", "Sponsor")


def test_two_people_of_one_name_with_two_addresses_are_two(workspace):
    do(actions.add_contact, workspace.id, PersonDetails("Maria", email="one@harbor.example"))
    do(actions.add_contact, workspace.id, PersonDetails("Maria", email="two@harbor.example"))
    assert count(Contact) == 2


def test_the_same_person_at_another_customer_is_another_contact(workspace):
    do(actions.add_contact, workspace.id, PersonDetails("Maria", email="maria@agency.example"))
    do(actions.add_contact, make_workspace().id, PersonDetails("Maria", email="maria@agency.example"))
    assert count(Contact) == 2


def test_a_contact_takes_part_in_two_workspaces_of_one_customer(app):
    customer = make_customer()
    for workspace in (make_workspace(customer), make_workspace(customer)):
        do(actions.add_contact, workspace.id, PersonDetails("Maria", email="maria@harbor.example"))
    assert (count(Contact), count(Participant)) == (1, 2)


def test_naming_somebody_listed_answers_that_person(workspace):
    maria = make_contact(workspace, "Maria Lindholm")
    assert do(actions.name_person, workspace.id, "maria  lindholm").id == maria.id


def test_who_claims_a_name_is_unverified_until_the_team_writes_them_down(workspace):
    eve = do(actions.claim_person, workspace.id, "Eve Stone")
    assert faces(workspace.id)[eve.id].claimed
    do(actions.add_contact, workspace.id, PersonDetails("Eve Stone", email="eve@harbor.example"))
    assert not faces(workspace.id)[eve.id].claimed


def test_who_claims_a_known_name_is_that_person_and_changes_nothing_of_them(workspace):
    maria = make_contact(workspace, "Maria Lindholm", "Project lead", "maria@harbor.example")
    assert do(actions.claim_person, workspace.id, "Maria Lindholm").id == maria.id
    assert not faces(workspace.id)[maria.id].claimed


def test_neighbours_get_different_hues(workspace):
    people = [do(actions.name_person, workspace.id, f"Person {letter}") for letter in "abcdefgh"]
    assert sorted(person.hue for person in people) == list(range(8))


def test_a_member_who_opens_a_workspace_takes_part_quietly(workspace):
    anna = make_member("Anna Bergström")
    quiet = do(actions.ensure_participant, workspace.id, anna.id)
    assert do(actions.ensure_participant, workspace.id, anna.id).id == quiet.id
    assert listed_faces(faces(workspace.id), Side.TEAM) == []
    do(actions.list_member, workspace.id, anna.id, "Customer success", "Dates")
    listed = listed_faces(faces(workspace.id), Side.TEAM)
    assert [(face.name, face.role, face.ask_about) for face in listed] == [
        ("Anna Bergström", "Customer success", "Dates")
    ]


def test_removing_takes_out_of_the_list_and_keeps_the_name_for_the_history(workspace):
    maria = make_contact(workspace, "Maria Lindholm")
    do(actions.remove_participant, maria.id)
    known = faces(workspace.id)
    assert known[maria.id].removed and listed_faces(known, Side.CUSTOMER) == []
    do(actions.restore_participant, maria.id)
    assert [face.id for face in listed_faces(faces(workspace.id), Side.CUSTOMER)] == [maria.id]


def test_faces_are_read_in_one_query(workspace):
    for letter in "abc":
        make_contact(workspace, f"Person {letter}")
    asked, workspace_id = [], workspace.id
    db.event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    assert len(faces(workspace_id)) == 3
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1


def test_a_workspace_lists_its_csm(workspace):
    anna = make_member("Anna Bergström")
    made = do(actions.create_workspace, make_customer().id, WorkspaceDetails("Harbor", csm_id=anna.id))
    assert [face.name for face in listed_faces(faces(made.id), Side.TEAM)] == ["Anna Bergström"]


@pytest.mark.parametrize(
    ("details", "field"),
    [(WorkspaceDetails(""), "name"), (WorkspaceDetails("Harbor", timezone="Mars/Olympus"), "timezone")],
)
def test_a_workspace_with_a_bad_field_is_not_made(workspace, details, field):
    customer = make_customer()
    with pytest.raises(Refused) as refused:
        do(actions.create_workspace, customer.id, details)
    assert refused.value.field == field
    assert count(Workspace) == 1


def test_a_customer_needs_a_name(workspace):
    before = count(Customer)
    with pytest.raises(Refused):
        do(actions.create_customer, " ")
    assert count(Customer) == before


def test_naming_somebody_never_brings_back_whom_the_team_removed(app: Flask) -> None:
    workspace = make_workspace()
    david = make_contact(workspace, "David")
    with database.write() as session:
        actions.remove_participant(session, david.id)
    with database.write() as session:
        named = actions.name_person(session, workspace.id, "david").id
    db.session.rollback()
    assert named != david.id
    assert db.session.get_one(Participant, david.id).removed_at is not None
    assert db.session.get_one(Participant, named).listed


@pytest.mark.parametrize("action", [actions.name_person, actions.claim_person])
def test_an_onboarding_holds_only_so_many_people(app: Flask, monkeypatch: pytest.MonkeyPatch, action: Any) -> None:
    workspace = make_workspace()
    maria = make_contact(workspace, "Maria")
    monkeypatch.setattr(actions, "PEOPLE_AT_MOST", 2)
    with database.write() as session:
        action(session, workspace.id, "David")
    with pytest.raises(Refused) as refused, database.write() as session:
        action(session, workspace.id, "Lena")
    assert refused.value.field == "name"
    with database.write() as session:
        assert action(session, workspace.id, "Maria").id == maria.id
