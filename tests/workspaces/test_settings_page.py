from datetime import date, timedelta

import pytest

from portal import clock, database
from portal.audit.models import AuditRow
from portal.extensions import db
from portal.people.models import Side, Workspace, WorkspaceStatus
from portal.people.queries import faces
from portal.plan.models import GoLiveProposal
from portal.workspaces import settings_pages
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_workspace


@pytest.fixture
def workspace(app):
    return make_workspace()


@pytest.fixture
def anna(app):
    return make_member("Anna Bergström")


@pytest.fixture
def team(client, anna):
    return sign_in(client, anna)


def settings(workspace, **changes):
    return {
        "name": workspace.name,
        "status": workspace.status.value,
        "csm_id": "",
        "language": workspace.language,
        "timezone": workspace.timezone,
        **changes,
    }


def reread(workspace):
    db.session.expire_all()
    return db.session.get_one(Workspace, workspace.id)


def test_settings_are_kept(team, workspace, anna):
    data = settings(
        workspace,
        name="Harbor moves",
        status="live",
        csm_id=anna.id,
        language="de",
        timezone="Europe/Berlin",
        kickoff_on="2026-11-02",
        go_live_on=workspace.go_live_on.isoformat(),
    )
    assert team.post(f"/w/{workspace.id}/settings", data=data).status_code == 303
    kept = reread(workspace)
    assert (kept.name, kept.status, kept.language, kept.timezone) == (
        "Harbor moves",
        WorkspaceStatus.LIVE,
        "de",
        "Europe/Berlin",
    )
    assert (kept.kickoff_on, kept.go_live_on) == (date(2026, 11, 2), workspace.go_live_on)
    assert [face.name for face in faces(workspace.id).values() if face.listed] == ["Anna Bergström"]


def test_the_go_live_is_set_here_until_the_customer_sees_it_and_then_only_both_sides_move_it(team, workspace):
    committed = workspace.go_live_on
    answer = team.post(f"/w/{workspace.id}/settings", data=settings(workspace, go_live_on="2027-03-15"))
    assert (answer.status_code, reread(workspace).go_live_on) == (422, committed)
    assert "Both sides hold each other to this day" in answer.text
    draft = make_workspace(status="draft")
    sent = settings(draft, go_live_on="2027-03-15")
    assert team.post(f"/w/{draft.id}/settings", data=sent).status_code == 303
    assert reread(draft).go_live_on == date(2027, 3, 15)


def activated_by_mistake(team):
    """A draft with a go-live that was set active; go_back() makes it a draft again and tries to set another day."""
    draft = make_workspace(status="draft")
    held = {"go_live_on": draft.go_live_on.isoformat()}
    assert team.post(f"/w/{draft.id}/settings", data=settings(draft, status="active", **held)).status_code == 303
    return reread(draft)


def go_back(team, workspace):
    held = workspace.go_live_on
    sent = settings(workspace, status="draft", go_live_on=held.isoformat())
    assert team.post(f"/w/{workspace.id}/settings", data=sent).status_code == 303
    answer = team.post(f"/w/{workspace.id}/settings", data=sent | {"go_live_on": "2027-03-15"})
    assert reread(workspace).go_live_on == (date(2027, 3, 15) if answer.status_code == 303 else held)
    return answer


def test_a_go_live_committed_by_nothing_but_a_mistaken_activation_is_free_again(team):
    draft = activated_by_mistake(team)
    assert draft.committed_at is not None
    assert go_back(team, draft).status_code == 303


def visit(app, workspace):
    open_link(app.test_client(), make_link(workspace))


def agree(app, workspace):
    by = make_contact(workspace).id
    with database.write() as session:
        told = {"before_on": workspace.go_live_on, "day": workspace.go_live_on, "by_id": by, "side": Side.CUSTOMER}
        answered = {"answer": "agreed", "is_verified": True}
        session.add(GoLiveProposal(workspace_id=workspace.id, reason="", **told, **answered))


@pytest.mark.parametrize("since", [visit, agree])
def test_a_committed_go_live_that_a_customer_came_to_or_agreed_to_stays_committed_in_a_draft(app, team, since):
    draft = activated_by_mistake(team)
    since(app, draft)
    answer = go_back(team, draft)
    assert answer.status_code == 422
    assert f"/w/{draft.id}/plan/go-live" in answer.text


def test_a_go_live_that_more_than_the_last_activation_committed_stays_committed_in_a_draft(app, team, workspace):
    assert go_back(team, workspace).status_code == 422
    draft = activated_by_mistake(team)
    visit(app, draft)
    go_back(team, draft)
    with clock.pretend(clock.now() + timedelta(days=3)):
        again = settings(draft, status="active", go_live_on=draft.go_live_on.isoformat())
        assert team.post(f"/w/{draft.id}/settings", data=again).status_code == 303
        assert go_back(team, reread(draft)).status_code == 422


def test_what_the_customer_agreed_to_while_the_settings_were_open_is_not_written_over(team, workspace, monkeypatch):
    agreed, stale = date(2027, 3, 15), workspace.go_live_on.isoformat()

    def meanwhile(*_asked):
        with database.write() as session:
            session.get_one(Workspace, workspace.id).go_live_on = agreed

    monkeypatch.setattr(settings_pages, "move_of", meanwhile)
    answer = team.post(f"/w/{workspace.id}/settings", data=settings(workspace, name="Renamed", go_live_on=stale))
    assert (answer.status_code, reread(workspace).go_live_on) == (422, agreed)
    assert "Both sides hold each other to this day" in answer.text


def test_which_dates_a_save_changed_is_recorded(team, workspace):
    team.post(f"/w/{workspace.id}/settings", data=settings(workspace, kickoff_on="2026-11-02"))
    about = db.session.scalars(db.select(AuditRow.payload).order_by(AuditRow.number.desc())).first()
    assert (about["kickoff_on"], "go_live_on" in about) == (" → 2026-11-02", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("name", "nul\x00"),
        ("status", "gone"),
        ("status", "complete"),
        ("csm_id", "nobody"),
        ("language", "xx"),
        ("timezone", "Mars/Olympus"),
        ("kickoff_on", "2026-02-30"),
        ("go_live_on", "2020-01-01"),
    ],
)
def test_a_bad_setting_is_refused_by_field_and_nothing_changes(team, workspace, field, value):
    data = settings(workspace, **{"kickoff_on": "2026-11-02", "signed_on": "2026-10-05", field: value})
    answer = team.post(f"/w/{workspace.id}/settings", data=data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="2026-10-05"' in answer.text
    assert (reread(workspace).kickoff_on, reread(workspace).success_means) == (None, "")


def test_a_workspace_set_back_to_draft_is_closed_to_the_customer(app, team, workspace):
    customer = open_link(app.test_client(), make_link(workspace, "edit", make_contact(workspace)))
    assert customer.get(f"/w/{workspace.id}/people").status_code == 200
    team.post(f"/w/{workspace.id}/settings", data=settings(workspace, status="draft"))
    assert customer.get(f"/w/{workspace.id}/people").status_code == 404


def test_customers_do_not_reach_the_settings(client, workspace):
    customer = open_link(client, make_link(workspace, "edit", make_contact(workspace)))
    assert customer.get(f"/w/{workspace.id}/settings").status_code == 403
    assert customer.post(f"/w/{workspace.id}/settings", data=settings(workspace)).status_code == 403
