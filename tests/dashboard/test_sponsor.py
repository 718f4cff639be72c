"""The sponsor's one screen."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.people.models import Workspace
from tests import factories
from tests.browsing import open_link, sign_in
from tests.conftest import Clock
from tests.dashboard.pages import section, words
from tests.factories import in_days
from tests.testclient import Browser


@pytest.fixture
def workspace(app: Flask, clock: Clock) -> Iterator[Workspace]:
    return factories.make_workspace(success_means="Half the differences.")


def test_a_sponsor_finds_results_go_live_what_waits_for_them_and_risks(client: Browser, workspace: Workspace) -> None:
    david = factories.make_contact(workspace, "David Osei", role="Executive sponsor")
    factories.make_task(workspace, title="Approve the budget", owner_id=david.id, due_on=in_days(3))
    factories.make_task(workspace, title="Send the export", due_on=in_days(-4))
    factories.make_task(workspace, title="Open the firewall", status="blocked")
    open_link(client, factories.make_link(workspace, contact=david))
    assert "Everything on one page" in client.get(f"/w/{workspace.id}/").text
    page = client.get(f"/w/{workspace.id}/sponsor").text
    assert "Success. Half the differences." in section(page, "outcomes")
    assert section(page, "owed") == "What waits for your word Approve the budget due Thursday"
    assert [title in section(page, "risks") for title in ("Open the firewall", "Send the export", "budget")] == [
        True,
        True,
        False,
    ]


def test_the_team_sees_the_page_as_the_sponsor_does_and_nothing_internal(app: Flask, workspace: Workspace) -> None:
    factories.make_task(workspace, title="Hidden and late", due_on=in_days(-4), visibility="internal")
    factories.make_contact(workspace, "David Osei", role="Sponsor")
    team = sign_in(app.test_client(), factories.make_member("Anna"))
    assert "Hidden and late" in words(team.get(f"/w/{workspace.id}/plan").text)
    page = words(team.get(f"/w/{workspace.id}/sponsor").text)
    assert ["As David Osei sees it." in page, "Hidden and late" in page] == [True, False]


@pytest.mark.parametrize(
    ("role", "is_named"),
    [
        ("Executive sponsor", True),
        ("Projektsponsorin", True),
        ("Sponsorship assistant", False),
        ("Project lead", False),
    ],
)
def test_a_role_says_who_sponsors(app: Flask, workspace: Workspace, role: str, is_named: bool) -> None:
    factories.make_contact(workspace, "David Osei", role=role)
    team = sign_in(app.test_client(), factories.make_member("Anna"))
    assert ("As David Osei sees it." in words(team.get(f"/w/{workspace.id}/sponsor").text)) is is_named


@pytest.mark.parametrize("page", ["", "sponsor"])
def test_a_day_that_is_only_aimed_at_is_not_called_agreed(app: Flask, clock: Clock, page: str) -> None:
    workspace = factories.make_workspace(status="draft")
    factories.make_task(workspace, title="Go-live", is_milestone=True, due_on=workspace.go_live_on)
    team = sign_in(app.test_client(), factories.make_member("Anna"))
    said = section(team.get(f"/w/{workspace.id}/{page}").text, "go-live")
    assert ("Go-live target 22 Jan · forecast the same day" in said, "agreed" in said) == (True, False)
