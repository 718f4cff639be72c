"""A draft says what it is wherever one would hand out its links, and opens in one press."""

import pytest

from portal.audit.models import AuditRow
from portal.extensions import db
from portal.people.models import Workspace, WorkspaceStatus
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_workspace
from tests.testclient import Browser

ONLY_US = "only your team sees it"


@pytest.fixture
def draft(app) -> Workspace:
    return make_workspace(status=WorkspaceStatus.DRAFT)


@pytest.fixture
def team(client: Browser) -> Browser:
    return sign_in(client, make_member("Anna Bergström"))


def reread(workspace: Workspace) -> Workspace:
    db.session.expire_all()
    return db.session.get_one(Workspace, workspace.id)


@pytest.mark.parametrize(
    ("page", "words"), [("", "Only your team sees this yet"), ("links", ONLY_US), ("join", ONLY_US)]
)
def test_the_pages_that_lead_to_the_customer_say_that_it_is_a_draft_and_open_it(team, draft, page, words):
    shown = team.get(f"/w/{draft.id}/{page}").text
    assert words in shown
    assert f'action="/w/{draft.id}/open"' in shown


def test_the_plan_of_a_draft_says_so(team, draft):
    assert ONLY_US in team.get(f"/w/{draft.id}/plan").text


@pytest.mark.parametrize("page", ["", "plan", "links", "join"])
def test_what_is_open_says_nothing_of_drafts(team, page):
    shown = team.get(f"/w/{make_workspace().id}/{page}").text
    assert ONLY_US not in shown and "/open" not in shown


def test_one_press_lets_the_customers_link_in_and_leads_on_to_the_links(team, draft, app):
    tom = make_contact(draft, "Tom Reed")
    link = make_link(draft, contact=tom)
    answer = team.post(f"/w/{draft.id}/open")
    assert answer.headers["Location"] == f"/w/{draft.id}/links"
    opened = reread(draft)
    assert (opened.status, opened.committed_at is not None) == (WorkspaceStatus.ACTIVE, True)
    assert open_link(app.test_client(), link).get(f"/w/{draft.id}/plan").status_code == 200
    act = db.session.scalars(db.select(AuditRow).where(AuditRow.act == "settings changed")).one()
    about = act.payload or {}
    assert (about["status"], about["before"]) == ("active", "draft")


def test_opened_from_the_call_it_leads_back_to_the_code(team, draft):
    answer = team.post(f"/w/{draft.id}/open", data={"then": "join"})
    assert answer.headers["Location"] == f"/w/{draft.id}/join"


def test_what_is_no_draft_any_more_stays_as_it_is(team):
    paused = make_workspace(status=WorkspaceStatus.PAUSED)
    team.post(f"/w/{paused.id}/open")
    assert reread(paused).status is WorkspaceStatus.PAUSED
