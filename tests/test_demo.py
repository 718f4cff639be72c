from datetime import date, datetime

import pytest

from portal import clock
from portal.access.models import BrowserSession, Grant, Link
from portal.demo.making import make_demo
from portal.extensions import db
from portal.people.models import Side, Workspace, WorkspaceStatus
from portal.people.queries import brand_of, faces
from portal.plan.models import EventRow
from portal.plan.queries import load_plan

pytestmark = pytest.mark.usefixtures("clock")


def workspaces():
    return {one.customer.name: one for one in db.session.scalars(db.select(Workspace))}


def test_the_demo_is_made_once_and_believable(app, client):
    made = make_demo(app)
    assert made is not None
    assert make_demo(app) is None

    harbor = workspaces()["Harbor & Pine"]
    assert sum(face.side is Side.CUSTOMER for face in faces(harbor.id).values()) == 5
    assert sum(face.side is Side.TEAM for face in faces(harbor.id).values()) == 3
    assert brand_of(harbor).vendor_name == "Northwind Cloud"
    assert brand_of(harbor).customer_logo_url is not None

    plan = load_plan(harbor.id, Side.TEAM)
    today = clock.today(harbor.timezone)
    shared = [task for task in plan.tasks_in_order() if task.is_shared]
    assert plan.progress().total == 35
    assert 8 <= plan.progress().done <= 14
    assert [task.title for task in shared if task.is_late(today)] == ["Approve the security review"]
    assert [task.title for task in shared if task.status == "blocked"] == [
        "Approve single sign-on and the role concept"
    ]
    assert {task.status for task in shared} == {"todo", "doing", "blocked", "done"}
    assert plan.progress().total < len(list(plan.tasks_in_order()))

    for path in (made.customer_path, made.personal_path):
        assert client.get(path).status_code == 200


def test_the_demo_has_a_past_and_leaves_no_way_in_but_its_links(app):
    make_demo(app)
    harbor = workspaces()["Harbor & Pine"]
    told: dict[str, list[datetime]] = {}
    for event in db.session.scalars(db.select(EventRow).order_by(EventRow.revision)):
        told.setdefault(event.plan_id, []).append(event.at)
    assert all(history == sorted(history) for history in told.values()), "a history goes forward only"
    instants = [at for history in told.values() for at in history]
    assert min(instants).date() < date.fromordinal(clock.now().date().toordinal() - 30)
    assert max(instants) < clock.now()
    assert db.session.scalars(db.select(Grant)).all() == []
    assert db.session.scalars(db.select(BrowserSession)).all() == []
    assert {link.workspace_id for link in db.session.scalars(db.select(Link))} == {harbor.id}


def test_the_demo_shows_onboardings_in_several_states(app):
    make_demo(app)
    states = {name: one.status for name, one in workspaces().items()}
    assert states["Alder Clinic Group"] is WorkspaceStatus.DRAFT
    assert states["Fjordlys Energi"] is WorkspaceStatus.LIVE
    assert states["Quayside Hotels"] is WorkspaceStatus.PAUSED
    german = workspaces()["Rheinische Werkzeugmaschinen"]
    assert "Umgebung bereit" in [task.title for task in load_plan(german.id, Side.TEAM).tasks_in_order()]
