import pytest

from portal.extensions import db
from portal.people.models import Participant
from portal.people.queries import faces
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_participant, make_workspace


def people_path(workspace, rest=""):
    return f"/w/{workspace.id}/people{rest}"


def names(workspace):
    return sorted(face.name for face in faces(workspace.id).values() if face.listed and not face.removed)


@pytest.fixture
def workspace(app):
    return make_workspace()


@pytest.fixture
def maria(workspace):
    return make_contact(workspace, "Maria Lindholm", "Project lead", "maria@harbor.example")


@pytest.fixture
def team(client, workspace):
    return sign_in(client, make_member("Anna Bergström"))


@pytest.fixture
def customer(client, workspace, maria):
    return open_link(client, make_link(workspace, "edit", maria))


def test_both_sides_see_who_is_who_but_only_the_team_sees_addresses(app, workspace, maria):
    make_participant(workspace, make_member("Tom Okafor"), "Implementation")
    customer = open_link(app.test_client(), make_link(workspace, "view", maria))
    team = sign_in(app.test_client(), make_member("Anna Bergström"))
    seen, seen_by_team = customer.get(people_path(workspace)).text, team.get(people_path(workspace)).text
    for page in (seen, seen_by_team):
        assert "Maria Lindholm" in page and "Project lead" in page and "Tom Okafor" in page
    # An address may break before its host on a narrow screen.
    assert "maria<wbr>@harbor.example" in seen_by_team
    assert "harbor.example" not in seen


def test_the_team_adds_a_person(team, workspace):
    answer = team.post(people_path(workspace), data={"name": "Jonas Breitenfelder", "role": "Technical lead"})
    assert (answer.status_code, answer.location) == (303, people_path(workspace))
    assert names(workspace) == ["Jonas Breitenfelder"]


def test_a_person_who_is_no_person_is_refused_with_what_was_typed(team, workspace):
    answer = team.post(people_path(workspace), data={"name": "", "role": "Chief of cranes", "email": "nonsense"})
    assert answer.status_code == 422
    assert 'value="Chief of cranes"' in answer.text and 'value="nonsense"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert names(workspace) == []


def test_a_customer_may_not_add_or_edit_people(customer, workspace, maria):
    assert customer.post(people_path(workspace), data={"name": "Eve"}).status_code == 403
    assert customer.post(people_path(workspace, f"/{maria.id}"), data={"name": "Eve"}).status_code == 403
    assert customer.post(people_path(workspace, f"/{maria.id}/remove")).status_code == 403
    assert names(workspace) == ["Maria Lindholm"]


def test_a_customer_who_may_edit_names_a_person(customer, workspace):
    answer = customer.post(people_path(workspace, "/name"), data={"name": "Lena Kowalczyk"})
    assert answer.status_code == 303
    assert names(workspace) == ["Lena Kowalczyk", "Maria Lindholm"]


def test_a_script_names_a_person_and_gets_the_face(customer, workspace):
    answer = customer.post(people_path(workspace, "/name"), json={"name": "Lena Kowalczyk"})
    assert answer.status_code == 200
    person = answer.json["person"]
    assert (person["name"], person["first_name"], person["initials"]) == ("Lena Kowalczyk", "Lena", "LK")
    assert db.session.get(Participant, person["id"]).workspace_id == workspace.id


@pytest.mark.parametrize("sent", [{}, [], {"name": 7}, {"name": "  "}, {"name": "x" * 101}])
def test_a_script_that_sends_no_name_is_refused_by_field(customer, workspace, sent):
    answer = customer.post(people_path(workspace, "/name"), json=sent)
    assert (answer.status_code, answer.json["field"]) == (422, "name")
    assert names(workspace) == ["Maria Lindholm"]


def test_who_may_only_look_names_nobody(client, workspace, maria):
    viewer = open_link(client, make_link(workspace, "view", maria))
    assert viewer.post(people_path(workspace, "/name"), data={"name": "Eve"}).status_code == 403


def test_people_json_holds_faces_and_no_address(customer, workspace, maria):
    people = customer.get(people_path(workspace, ".json")).json["people"]
    assert [person["id"] for person in people] == [maria.id]
    assert "maria@harbor.example" not in str(people)


def test_the_team_edits_a_contact(team, workspace, maria):
    data = {"name": "Maria Lindholm-Berg", "role": "Sponsor", "ask_about": "Money", "email": "m@harbor.example"}
    assert team.post(people_path(workspace, f"/{maria.id}"), data=data).status_code == 303
    person = db.session.get(Participant, maria.id)
    db.session.refresh(person)
    assert (person.name, person.role, person.contact.email) == ("Maria Lindholm-Berg", "Sponsor", "m@harbor.example")


def test_an_address_that_a_colleague_has_is_refused(team, workspace, maria):
    jonas = make_contact(workspace, "Jonas", "", "jonas@harbor.example")
    answer = team.post(people_path(workspace, f"/{jonas.id}"), data={"name": "Jonas", "email": "maria@harbor.example"})
    assert answer.status_code == 422
    assert "Somebody else at this customer has this address." in answer.text


def test_a_member_keeps_name_and_address_and_changes_role(team, workspace):
    tom = make_participant(workspace, make_member("Tom Okafor"))
    page = team.get(people_path(workspace, f"/{tom.id}")).text
    assert 'name="role"' in page and 'name="email"' not in page
    assert team.post(people_path(workspace, f"/{tom.id}"), data={"role": "Data"}).status_code == 303
    assert faces(workspace.id)[tom.id].role == "Data"


def test_a_person_of_another_workspace_is_missing(team, workspace):
    stranger = make_contact(make_workspace(), "Stranger")
    for rest in ("", "/remove", "/restore"):
        assert team.post(people_path(workspace, f"/{stranger.id}{rest}"), data={"name": "X"}).status_code == 404


def test_removing_a_person_ends_their_link_and_can_be_undone(app, team, workspace, maria):
    browser = open_link(app.test_client(), make_link(workspace, "edit", maria))
    answer = team.post(people_path(workspace, f"/{maria.id}/remove"))
    assert names(workspace) == []
    assert "Maria Lindholm was removed." in team.get(answer.location).text
    assert browser.get(people_path(workspace)).status_code == 410
    assert team.post(people_path(workspace, f"/{maria.id}/restore")).status_code == 303
    assert names(workspace) == ["Maria Lindholm"]
    assert browser.get(people_path(workspace)).status_code == 200


def test_nobody_removes_themselves(client, workspace):
    anna = make_member("Anna Bergström")
    me = make_participant(workspace, anna)
    sign_in(client, anna).post(people_path(workspace, f"/{me.id}/remove"))
    assert names(workspace) == ["Anna Bergström"]


def test_a_member_is_listed_with_a_role(team, workspace):
    priya = make_member("Priya Raman")
    answer = team.post(people_path(workspace, "/members"), data={"member": priya.id, "role": "Training"})
    assert answer.status_code == 303
    assert names(workspace) == ["Priya Raman"]


def test_only_a_member_can_be_listed(team, workspace):
    assert team.post(people_path(workspace, "/members"), data={"member": "nobody"}).status_code == 422


def test_a_workspace_nobody_let_me_into_is_missing(client, workspace):
    assert client.get(people_path(workspace)).status_code == 404
    assert client.get(people_path(workspace, ".json")).status_code == 404
