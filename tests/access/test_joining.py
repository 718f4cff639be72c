"""Joining mid-call by a short code."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import database
from portal.access import joining, links
from portal.access.models import Grant, JoinCode, Link, Rights
from portal.access.words import WORDS
from portal.clock import now
from portal.extensions import db
from tests.browsing import sign_in
from tests.factories import make_link, make_member, make_workspace


@pytest.fixture
def workspace(app, clock):
    return make_workspace()


@pytest.fixture
def team(app, client, clock):
    return sign_in(client, make_member())


def make_code(team, workspace, link="call"):
    assert team.post(f"/w/{workspace.id}/join", data={"link": link}).status_code == 303
    return db.session.scalars(select(JoinCode.code)).one()


def test_words_are_plain_short_and_many():
    assert (len(WORDS), len(set(WORDS)), all(re.fullmatch("[a-z]{3,9}", word) for word in WORDS)) == (256, 256, True)


def test_a_first_code_makes_the_calls_own_link(app, team, workspace):
    code = make_code(team, workspace)
    link = db.session.scalars(select(Link)).one()
    assert (link.label, link.rights, link.participant_id) == ("Call", Rights.EDIT, None)
    assert re.fullmatch("[a-z]+-[a-z]+-[0-9]{4}", code)


def test_a_second_code_uses_the_same_link_and_ends_the_first(app, team, workspace):
    first = make_code(team, workspace)
    second = make_code(team, workspace)
    assert (len(db.session.scalars(select(Link)).all()), joining.link_of_code(db.session(), first)) == (1, None)
    assert joining.link_of_code(db.session(), second).label == "Call"


def test_a_code_can_stand_for_another_shared_link(app, team, workspace):
    link = make_link(workspace, "view", label="Read only")
    make_code(team, workspace, link.id)
    assert db.session.scalars(select(JoinCode.link_id)).one() == link.id


def test_a_code_cannot_stand_for_a_link_of_another_workspace(team, workspace):
    foreign = make_link(make_workspace())
    assert team.post(f"/w/{workspace.id}/join", data={"link": foreign.id}).status_code == 422


def test_the_page_shows_the_code_and_a_qr_without_inline_styles(team, workspace):
    code = make_code(team, workspace)
    page = team.get(f"/w/{workspace.id}/join").text
    qr = page.split('<div class="join__qr"')[1].split("</div>")[0]
    assert (code in page, "<svg" in qr, "style=" in page) == (True, True, False)


def test_without_a_code_the_page_offers_to_make_one(team, workspace):
    page = team.get(f"/w/{workspace.id}/join").text
    assert ("No code yet" in page, "join__qr" in page) == (True, False)


@pytest.mark.parametrize("spelling", [str, str.upper, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_typed_code_leads_to_one_button_and_then_to_who_one_is(app, team, workspace, spelling):
    code = make_code(team, workspace)
    phone = app.test_client()
    found = phone.post("/j", data={"code": spelling(code)})
    assert (found.status_code, found.location) == (303, f"/j/{code}")
    assert phone.get(found.location).status_code == 200
    assert db.session.scalars(select(Grant)).all() == []
    assert phone.post(found.location).location == f"/w/{workspace.id}/who"


def test_a_code_of_one_word_that_was_made_before_an_upgrade_works_until_it_ends(app, client, workspace, clock):
    link = make_link(workspace)
    with database.write() as session:
        session.add(JoinCode(code="pine-4182", link_id=link.id, expires_at=now() + timedelta(hours=1)))
    assert client.post("/j", data={"code": "Pine 4182"}).location == "/j/pine-4182"
    clock.move(hours=1)
    assert client.post("/j", data={"code": "Pine 4182"}).status_code == 422


def test_a_wrong_code_is_refused_and_kept(client, workspace):
    response = client.post("/j", data={"code": "pine-0000"})
    assert (response.status_code, 'value="pine-0000"' in response.text) == (422, True)


@pytest.mark.parametrize("junk", ["", "pine", "1234", "pine-12345", "<script>", "x" * 5000, "ü-1234", "pine-１２３４"])
def test_junk_is_refused_like_a_wrong_code(client, workspace, junk):
    assert client.post("/j", data={"code": junk}).status_code == 422


def test_a_code_ends_after_three_hours(app, team, workspace, clock):
    code = make_code(team, workspace)
    clock.move(hours=3)
    answers = [team.get(f"/j/{code}"), team.post(f"/j/{code}"), team.post("/j", data={"code": code})]
    assert [answer.status_code for answer in answers] == [422, 422, 422]


def test_a_code_ends_with_its_link(app, team, workspace):
    code = make_code(team, workspace)
    with database.write() as session:
        links.revoke_link(session, session.scalars(select(Link)).one())
    assert app.test_client().post(f"/j/{code}").status_code == 422
    assert "No code yet" in team.get(f"/w/{workspace.id}/join").text


def test_joining_asks_for_the_form_token(app, team, workspace):
    code = make_code(team, workspace)
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post(f"/j/{code}").status_code == 400
