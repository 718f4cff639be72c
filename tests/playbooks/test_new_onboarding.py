import re
from datetime import date

import pytest

from portal.extensions import db
from portal.people.models import Customer, Side, Workspace, WorkspaceStatus
from portal.people.queries import faces
from portal.plan.models import PlanRow
from portal.plan.queries import load_plan
from tests.browsing import sign_in
from tests.factories import make_customer, make_member, make_workspace


@pytest.fixture
def anna(app):
    return make_member("Anna Bergström")


@pytest.fixture
def team(client, anna):
    return sign_in(client, anna)


def asked(anna, **changes):
    return {
        "customer_id": "",
        "customer_name": "Harbor & Pine",
        "name": "",
        "playbook": "standard-90-days",
        "csm_id": anna.id,
        "implementation_id": "",
        "trainer_id": "",
        "signed_on": "2026-11-16",
        "kickoff_on": "2026-11-23",
        "go_live_on": "",
        "language": "en",
        "timezone": "Europe/Berlin",
        "contacts-0-name": "Maria Lindholm",
        "contacts-0-role": "project_lead",
        "contacts-0-email": "Maria@harbor.example",
        "contacts-1-name": "Jonas Breitenfelder",
        "contacts-1-role": "technical_lead",
        "contacts-1-email": "",
        "contacts-2-role": "sponsor",
        "contacts-3-role": "expert",
        **changes,
    }


def only_workspace():
    return db.session.scalars(db.select(Workspace)).one()


def test_an_onboarding_starts_as_a_draft_with_people_and_a_plan(team, anna):
    answer = team.post("/onboardings/new", data=asked(anna))
    made = only_workspace()
    assert (answer.status_code, answer.location) == (303, f"/w/{made.id}/plan")
    assert (made.name, made.status) == ("Harbor & Pine onboarding", WorkspaceStatus.DRAFT)
    assert (made.playbook, made.playbook_version) == ("standard-90-days", "1.0.0")
    assert sorted((face.name, face.role) for face in faces(made.id).values()) == [
        ("Anna Bergström", "Customer success"),
        ("Jonas Breitenfelder", "Technical lead"),
        ("Maria Lindholm", "Project lead"),
    ]
    assert team.get(f"/w/{made.id}/people").status_code == 200


def test_tasks_get_dates_owners_and_visibility_from_the_playbook(team, anna):
    team.post("/onboardings/new", data=asked(anna))
    made = only_workspace()
    ids = {face.name: face.id for face in faces(made.id).values()}
    tasks = {task.title: task for task in load_plan(made.id, Side.TEAM).tasks_in_order()}
    assert (tasks["Kickoff held"].due, tasks["Kickoff held"].is_milestone) == (date(2026, 11, 23), True)
    assert tasks["Name the people on your side"].due == date(2026, 11, 19)
    assert tasks["Name the people on your side"].owner == ids["Maria Lindholm"]
    assert tasks["Open access for the implementation"].owner == ids["Jonas Breitenfelder"]
    # 14 days after the kickoff, and the go-live 60 days after it: 22 January, a Friday.
    assert tasks["Approve the security review"].due == date(2026, 12, 7)
    assert tasks["Go-live"].due == made.go_live_on == date(2027, 1, 22)
    # Nobody implements yet, so the lead has it; a role missing at the customer stays open for the kickoff.
    assert tasks["Set up the production environment"].owner == ids["Anna Bergström"]
    assert tasks["Approve the security review"].owner is None
    assert tasks["Take over from sales"].visibility == "internal"
    assert tasks["Take over from sales"].rule == {
        "anchor": "signed",
        "offset": 1,
        "unit": "business",
        "direction": "after",
    }


def test_holidays_where_the_customer_is_are_kept_free(team, anna):
    team.post("/onboardings/new", data=asked(anna, kickoff_on="2026-12-11"))
    tasks = {task.title: task for task in load_plan(only_workspace().id, Side.TEAM).tasks_in_order()}
    # 14 days after the kickoff is Christmas Day, then Boxing Day and a Sunday.
    assert tasks["Approve the security review"].due == date(2026, 12, 28)


def test_a_german_onboarding_gets_a_german_plan(team, anna):
    team.post("/onboardings/new", data=asked(anna, language="de", playbook="smb-30-days"))
    plan = load_plan(only_workspace().id, Side.TEAM)
    assert [phase.name for phase in plan.phases_in_order()] == [
        "Loslegen",
        "Einrichten",
        "Starten",
        "Zur Gewohnheit machen",
    ]
    owners = {face.name: face.id for face in faces(only_workspace().id).values()}
    tasks = {task.title: task for task in plan.tasks_in_order()}
    assert tasks["Ihre Listen schicken"].owner == owners["Maria Lindholm"]


def test_without_dates_the_plan_has_none(team, anna):
    team.post("/onboardings/new", data=asked(anna, signed_on="", kickoff_on=""))
    made = only_workspace()
    assert made.go_live_on is None
    assert {task.due for task in load_plan(made.id, Side.TEAM).tasks_in_order()} == {None}


def test_a_customer_that_is_known_is_chosen(team, anna):
    customer = make_customer("Mossgate Logistics")
    team.post("/onboardings/new", data=asked(anna, customer_id=customer.id, customer_name=""))
    assert only_workspace().customer_id == customer.id
    assert only_workspace().name == "Mossgate Logistics onboarding"


def test_who_implements_and_who_trains_take_their_tasks(team, anna):
    tom, priya = make_member("Tom Okafor"), make_member("Priya Raman")
    team.post("/onboardings/new", data=asked(anna, implementation_id=tom.id, trainer_id=priya.id))
    made = only_workspace()
    ids = {face.name: face.id for face in faces(made.id).values()}
    tasks = {task.title: task for task in load_plan(made.id, Side.TEAM).tasks_in_order()}
    assert tasks["Set up the production environment"].owner == ids["Tom Okafor"]
    assert tasks["Train the managers"].owner == ids["Priya Raman"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer_name", ""),
        ("customer_name", "x" * 101),
        ("customer_id", "nobody"),
        ("playbook", "none"),
        ("csm_id", "nobody"),
        ("kickoff_on", "yesterday"),
        ("go_live_on", "2026-11-01"),
        ("language", "xx"),
        ("timezone", "Mars/Olympus"),
        ("contacts-0-email", "nonsense"),
        ("contacts-0-name", ""),
        ("contacts-0-role", "wizard"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_left_behind(team, anna, field, value):
    answer = team.post("/onboardings/new", data=asked(anna, **{field: value}))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="Jonas Breitenfelder"' in answer.text and 'value="2026-11-16"' in answer.text
    for model in (Customer, Workspace, PlanRow):
        assert db.session.scalars(db.select(model)).all() == []


def test_playbooks_are_read_by_the_team_alone(app, team):
    assert team.get("/playbooks").status_code == 200
    page = team.get("/playbooks/standard-90-days")
    assert "5 working days before the go-live" in page.text and "Team only" in page.text
    assert team.get("/playbooks/none").status_code == 404
    stranger = app.test_client()
    for path in ("/playbooks", "/playbooks/standard-90-days", "/onboardings/new"):
        assert stranger.get(path).status_code == 303
    assert stranger.post("/onboardings/new").status_code == 403


def test_the_form_opens_with_the_playbook_that_was_asked_for(team):
    page = team.get("/onboardings/new?playbook=five-phases").text
    chosen = [tag for tag in re.findall(r"<input[^>]*>", page) if " checked" in tag]
    assert ['value="five-phases"' in tag for tag in chosen] == [True]


def test_the_form_opens_with_the_zone_of_the_last_onboarding_and_the_readers_language(team):
    make_workspace(timezone="Europe/Berlin")
    team.post("/language", data={"language": "de", "next": "/onboardings/new"})
    page = team.get("/onboardings/new").text
    for kept in ('<option selected value="de">', '<option selected value="Europe/Berlin">'):
        assert kept in page


def test_the_first_customer_is_only_named_and_later_ones_are_named_or_chosen(team, anna):
    first = team.get("/onboardings/new").text
    assert 'name="customer_id"' not in first
    assert "Name of the customer</label>" in first
    sent = asked(anna)
    del sent["customer_id"]
    assert team.post("/onboardings/new", data=sent).status_code == 303
    second = team.get("/onboardings/new").text
    assert 'name="customer_id"' in second
    assert "Its name, if the customer is new</label>" in second
