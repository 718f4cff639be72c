"""The team's page of links."""

import pytest
from sqlalchemy import select

from portal.access import links
from portal.access.models import Link, Rights
from portal.extensions import db
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_workspace


@pytest.fixture
def workspace(app, clock):
    return make_workspace()


@pytest.fixture
def member(app, clock):
    return make_member("Anna Bergström")


@pytest.fixture
def team(app, client, member):
    return sign_in(client, member)


def add(client, workspace, **data):
    typed = {"person": "everyone", "rights": "edit", "label": "", "expires_on": "", **data}
    return client.post(f"/w/{workspace.id}/links", data=typed)


def only_link():
    return db.session.scalars(select(Link)).one()


def test_a_workspace_without_links_says_what_belongs_here(team, workspace):
    response = team.get(f"/w/{workspace.id}/links")
    assert (response.status_code, "No link lets anybody in yet" in response.text) == (200, True)


def test_a_shared_link_is_made_and_its_address_shown(app, team, member, workspace):
    response = add(team, workspace, label="For the kickoff", rights="comment")
    link = only_link()
    assert response.location == f"/w/{workspace.id}/links?made={link.id}#made"
    made = (link.participant_id, link.rights, link.label, link.created_by_id, (link.expires_at - link.created_at).days)
    assert made == (None, Rights.COMMENT, "For the kickoff", member.id, 90)
    assert f"http://127.0.0.1:8000{links.path_of(link)}" in team.get(response.location).text


def test_a_personal_link_is_made_for_a_contact(app, team, workspace):
    person = make_contact(workspace, "Maria Lindholm")
    add(team, workspace, person=person.id)
    link = only_link()
    assert (link.participant_id, (link.expires_at - link.created_at).days) == (person.id, 30)
    page = team.get(f"/w/{workspace.id}/links").text
    assert (links.path_of(link) in page, "Maria Lindholm" in page) == (True, True)


def test_a_day_is_counted_to_its_end_in_the_workspaces_zone(app, team):
    workspace = make_workspace(timezone="Europe/Berlin")
    add(team, workspace, expires_on="2026-12-24")
    assert only_link().expires_at.isoformat() == "2026-12-24T23:00:00+00:00"
    assert "24 December 2026" in _in_order(team.get(f"/w/{workspace.id}/links").text)


def _in_order(page):
    return page.replace("December 24, 2026", "24 December 2026")


@pytest.mark.parametrize(
    "typed",
    [
        {"rights": "own"},
        {"rights": ""},
        {"person": "no-one"},
        {"label": "x" * 81},
        {"expires_on": "2026-11-22"},
        {"expires_on": "2028-01-01"},
        {"expires_on": "soon"},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_made(team, workspace, typed):
    assert add(team, workspace, **typed).status_code == 422
    assert db.session.scalars(select(Link)).all() == []


def test_a_personal_link_for_somebody_elsewhere_is_refused(team, workspace):
    foreign = make_contact(make_workspace())
    assert add(team, workspace, person=foreign.id).status_code == 422


def test_what_was_typed_is_kept_when_refused(team, workspace):
    page = add(team, workspace, label="For the kickoff", expires_on="2026-11-22").text
    assert ('value="For the kickoff"' in page, 'value="2026-11-22"' in page) == (True, True)


def test_revoking_ends_the_link_and_keeps_it_in_the_list(app, team, workspace):
    link = make_link(workspace, label="For the kickoff")
    visitor = app.test_client()
    open_link(visitor, link)
    response = team.post(f"/w/{workspace.id}/links/{link.id}/revoke")
    page = team.get(response.location).text
    assert (visitor.get(f"/w/{workspace.id}/").status_code, links.path_of(link) in page) == (410, False)
    assert ("For the kickoff" in page, "1 link that has ended" in page) == (True, True)


def test_revoking_twice_changes_nothing_more(app, team, workspace, clock):
    link = make_link(workspace)
    team.post(f"/w/{workspace.id}/links/{link.id}/revoke")
    first = only_link().revoked_at
    clock.move(hours=1)
    team.post(f"/w/{workspace.id}/links/{link.id}/revoke")
    assert only_link().revoked_at == first


def test_the_link_of_another_workspace_cannot_be_revoked_here(team, workspace):
    foreign = make_link(make_workspace())
    assert team.post(f"/w/{workspace.id}/links/{foreign.id}/revoke").status_code == 404
    assert only_link().revoked_at is None


def test_the_list_counts_the_browsers_that_are_in(app, team, workspace):
    link = make_link(workspace)
    for _browser in range(2):
        open_link(app.test_client(), link)
    assert "2 browsers are in" in team.get(f"/w/{workspace.id}/links").text


@pytest.mark.parametrize("path", ["links", "join"])
def test_customers_do_not_manage_links(app, client, workspace, path):
    open_link(client, make_link(workspace), as_=make_contact(workspace))
    answers = [client.get(f"/w/{workspace.id}/{path}"), client.post(f"/w/{workspace.id}/{path}")]
    assert [answer.status_code for answer in answers] == [403, 403]
