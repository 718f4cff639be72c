"""Saying who one is on a shared link."""

import pytest
from sqlalchemy import select

from portal.access.models import Grant
from portal.extensions import db
from portal.people.models import Contact, Participant
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_participant, make_workspace


@pytest.fixture
def workspace(app, clock):
    return make_workspace()


@pytest.fixture
def maria(workspace):
    return make_contact(workspace, "Maria Lindholm", role="Project lead")


def say(client, workspace, **data):
    return client.post(f"/w/{workspace.id}/who", data=data)


def who_is_there():
    return db.session.scalars(select(Grant.participant_id)).one()


def test_the_customers_people_are_offered_as_buttons_and_the_team_is_not(client, workspace, maria):
    colleague = make_participant(workspace, make_member("Anna Bergström"))
    open_link(client, make_link(workspace))
    page = client.get(f"/w/{workspace.id}/who").text
    shown = [text in page for text in (f'value="{maria.id}"', "Project lead", f'value="{colleague.id}"')]
    assert shown == [True, True, False]


def test_a_tapped_name_is_who_this_is(client, workspace, maria):
    open_link(client, make_link(workspace))
    response = say(client, workspace, participant=maria.id)
    assert (response.location, who_is_there()) == (f"/w/{workspace.id}/", maria.id)


def test_a_typed_name_makes_an_unverified_contact(client, workspace, maria):
    open_link(client, make_link(workspace))
    say(client, workspace, name="  Jonas   Breitenfelder ")
    person = db.session.get_one(Participant, who_is_there())
    assert (person.name, person.contact.claimed, db.session.scalars(select(Grant.verified)).one()) == (
        "Jonas Breitenfelder",
        True,
        False,
    )


def test_a_typed_name_that_is_listed_is_that_person(client, workspace, maria):
    open_link(client, make_link(workspace))
    say(client, workspace, name="maria lindholm")
    assert who_is_there() == maria.id


def test_an_empty_or_endless_name_is_refused_and_kept(client, workspace, maria):
    open_link(client, make_link(workspace))
    empty, endless = say(client, workspace, name="  "), say(client, workspace, name="x" * 101)
    assert [empty.status_code, endless.status_code, who_is_there()] == [422, 422, None]
    assert 'value="' + "x" * 101 + '"' in endless.text


def test_a_name_with_markup_is_shown_as_typed(client, workspace):
    open_link(client, make_link(workspace))
    say(client, workspace, name="<b>Bo</b>")
    assert "<b>Bo</b>" not in client.get(f"/w/{workspace.id}/who").text


def test_looking_around_needs_no_name_and_can_be_gone_back_to(client, workspace, maria):
    open_link(client, make_link(workspace), as_=maria)
    assert (say(client, workspace, look="1").location, who_is_there()) == (f"/w/{workspace.id}/", None)


def test_who_one_is_can_be_changed_on_a_shared_link(client, workspace, maria):
    jonas = make_contact(workspace, "Jonas Breitenfelder")
    open_link(client, make_link(workspace), as_=maria)
    say(client, workspace, participant=jonas.id)
    assert who_is_there() == jonas.id


def test_nobody_from_elsewhere_from_the_team_or_removed_can_be_picked(client, workspace):
    foreign = make_contact(make_workspace())
    colleague = make_participant(workspace, make_member())
    open_link(client, make_link(workspace))
    answers = [say(client, workspace, participant=key).status_code for key in (foreign.id, colleague.id, "no-one", "")]
    assert (answers, who_is_there()) == ([422, 422, 422, 422], None)


def test_a_personal_link_fixes_who_one_is(client, workspace, maria):
    jonas = make_contact(workspace, "Jonas Breitenfelder")
    open_link(client, make_link(workspace, contact=maria))
    assert client.get(f"/w/{workspace.id}/who").location == f"/w/{workspace.id}/"
    say(client, workspace, participant=jonas.id)
    assert who_is_there() == maria.id


def test_a_member_is_not_asked(client, workspace):
    sign_in(client, make_member())
    assert client.get(f"/w/{workspace.id}/who").location == f"/w/{workspace.id}/"
    say(client, workspace, name="Somebody Else")
    assert db.session.scalars(select(Contact)).all() == []


def test_saying_who_one_is_gives_a_new_cookie(app, client, workspace, maria):
    open_link(client, make_link(workspace))
    before = client.get_cookie("onward").value
    say(client, workspace, participant=maria.id)
    old = app.test_client()
    old.set_cookie("onward", before)
    assert (client.get_cookie("onward").value == before, old.get(f"/w/{workspace.id}/who").status_code) == (False, 404)


def test_who_only_looks_around_is_shown_the_way_to_say_who_they_are_where_that_is_all_that_lacks(client, workspace):
    open_link(client, make_link(workspace))
    refused = client.post(f"/w/{workspace.id}/plan/phases", data={"name": "Anonymous"})
    assert (refused.status_code, f'href="/w/{workspace.id}/who"' in refused.text) == (403, True)
    # No name opens what is the team's.
    teams_own = client.get(f"/w/{workspace.id}/links")
    assert (teams_own.status_code, "/who" in teams_own.text) == (403, False)


def test_a_name_does_not_help_on_a_link_for_reading(client, workspace):
    open_link(client, make_link(workspace, "view"))
    refused = client.post(f"/w/{workspace.id}/plan/phases", data={"name": "Anonymous"})
    shown = ["/who" in refused.text, "Your link does not allow this." in refused.text]
    assert (refused.status_code, shown) == (403, [False, True])


def test_a_script_of_who_only_looks_around_is_told_in_words(client, workspace):
    open_link(client, make_link(workspace))
    answer = client.post(f"/w/{workspace.id}/people/name", json={"name": "Lena"})
    assert (answer.status_code, answer.json["err"]) == (403, "forbidden")
    assert answer.json["say"].startswith("This is not open to you. Say who you are first")


def test_who_came_from_a_lesson_is_led_back_to_it_and_never_elsewhere(client, workspace, maria):
    open_link(client, make_link(workspace))
    here = f"/w/{workspace.id}"
    led = {
        path: client.post(f"{here}/who", query_string={"next": path}, data={"participant": maria.id}).location
        for path in (f"{here}/training", "/team", "//evil.example", "https://evil.example/w/")
    }
    assert led == dict.fromkeys(led, f"{here}/") | {f"{here}/training": f"{here}/training"}


def test_only_another_person_after_a_named_one_finds_the_browser_emptied(app, client, workspace, maria):
    jonas = make_contact(workspace, "Jonas")
    open_link(client, make_link(workspace))
    said = [say(client, workspace, participant=one.id) for one in (maria, maria, jonas)]
    said.append(say(client, workspace, look="1"))
    assert [answer.headers.get("Clear-Site-Data") for answer in said] == [None, None, '"storage"', '"storage"']
