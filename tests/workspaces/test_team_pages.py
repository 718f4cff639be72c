import pytest

from portal.extensions import db
from portal.people.queries import members
from tests.browsing import sign_in
from tests.factories import make_member


@pytest.fixture
def anna(app):
    return make_member("Anna Bergström", is_admin=True)


@pytest.fixture
def admin(client, anna):
    return sign_in(client, anna)


def team():
    db.session.expire_all()
    return {member.name: member.is_admin for member in members()}


def test_an_admin_adds_a_member(admin):
    answer = admin.post("/team", data={"name": "Tom Okafor", "email": " Tom@Northwind.example "})
    assert answer.status_code == 303
    assert team() == {"Anna Bergström": True, "Tom Okafor": False}
    assert "tom<wbr>@northwind.example" in admin.get("/team").text


def test_a_bad_or_taken_address_is_refused_with_what_was_typed(admin, anna):
    for email in ("", "nonsense", anna.email):
        answer = admin.post("/team", data={"name": "Tom Okafor", "email": email})
        assert answer.status_code == 422
        assert 'value="Tom Okafor"' in answer.text and 'href="#email"' in answer.text
    assert team() == {"Anna Bergström": True}


def test_a_removed_member_is_out_and_can_be_taken_back(app, admin):
    tom = make_member("Tom Okafor")
    his = sign_in(app.test_client(), tom)
    assert his.get("/team").status_code == 200
    answer = admin.post(f"/team/{tom.id}/remove")
    assert team() == {"Anna Bergström": True}
    assert his.get("/team").status_code == 303
    assert "Tom Okafor is off the team" in admin.get(answer.location).text
    admin.post(f"/team/{tom.id}/restore")
    assert team() == {"Anna Bergström": True, "Tom Okafor": False}


def test_the_last_admin_stays_admin(admin, anna):
    for act in ("remove", "unmake-admin"):
        answer = admin.post(f"/team/{anna.id}/{act}")
        assert "This is the last admin." in admin.get(answer.location).text
    assert team() == {"Anna Bergström": True}


def test_an_admin_passes_the_office_on(admin, anna):
    tom = make_member("Tom Okafor")
    admin.post(f"/team/{tom.id}/make-admin")
    admin.post(f"/team/{anna.id}/unmake-admin")
    assert team() == {"Anna Bergström": False, "Tom Okafor": True}


def test_a_member_reads_the_team_and_changes_nothing(client, anna):
    member = sign_in(client, make_member("Tom Okafor"))
    page = member.get("/team")
    assert page.status_code == 200
    assert "Add a member" not in page.text and "Remove" not in page.text
    assert member.post("/team", data={"name": "Eve", "email": "eve@x.example"}).status_code == 403
    for act in ("remove", "restore", "make-admin", "unmake-admin"):
        assert member.post(f"/team/{anna.id}/{act}").status_code == 403
    assert team() == {"Anna Bergström": True, "Tom Okafor": False}


def test_a_member_that_never_was_is_missing(admin):
    for act in ("remove", "restore", "make-admin", "unmake-admin"):
        assert admin.post(f"/team/nobody/{act}").status_code == 404


def test_who_is_not_signed_in_is_led_to_the_sign_in(client):
    answer = client.get("/team")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")
    assert client.post("/team", data={"name": "Eve"}).status_code == 403


def test_a_member_says_how_they_are_called(app):
    tom = make_member("T Okafor")
    his = sign_in(app.test_client(), tom)
    assert 'value="T Okafor"' in his.get("/team").text
    assert his.post("/team/me/name", data={"own_name": "Tom Okafor"}).status_code == 303
    assert team() == {"Tom Okafor": False}


def test_nobody_is_called_nothing(admin):
    refused = admin.post("/team/me/name", data={"own_name": "  "})
    assert (refused.status_code, "This is still missing." in refused.text) == (422, True)
    assert team() == {"Anna Bergström": True}
