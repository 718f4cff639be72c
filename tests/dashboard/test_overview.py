"""The Overview of a workspace, from each side."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal import clock as clocks
from portal import database
from portal.people.models import Brand, Participant, Side, Workspace
from portal.plan.core.commands import ChangeTask, RemoveTask
from portal.plan.dates.forecast import working_days_between
from portal.success.models import Landmark, LandmarkKind
from tests.browsing import open_link, sign_in
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import counted_queries, heading, section, see, words
from tests.factories import (
    make_contact,
    make_customer,
    make_link,
    make_member,
    make_participant,
    make_task,
    make_workspace,
    tasks_of,
)
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def workspace(app: Flask) -> Workspace:
    return make_workspace(make_customer("Harbor & Pine"), kickoff_on=clocks.today("UTC") - timedelta(days=14))


@pytest.fixture
def maria(workspace: Workspace) -> Participant:
    return make_contact(workspace, "Maria Lindholm", "Project lead")


def overview(client: Browser, workspace: Workspace) -> str:
    return see(client, f"/w/{workspace.id}/")


def as_maria(client: Browser, workspace: Workspace, maria: Participant) -> Browser:
    return open_link(client, make_link(workspace, contact=maria))


def test_the_first_visit_welcomes_with_the_brands_words_the_first_step_and_who_is_who(
    client: Browser, workspace: Workspace, maria: Participant
) -> None:
    make_participant(workspace, make_member("Tom Okafor"), role="Data")
    make_task(workspace, title="Name the approver", owner_id=maria.id, due_on=clocks.today("UTC") + timedelta(days=1))
    with database.write() as session:
        session.add(Brand(workspace_id=workspace.id, welcome="Good to have you here."))

    page = overview(as_maria(client, workspace, maria), workspace)

    assert heading(page) == "Welcome, Maria"
    assert "Good to have you here." in page
    assert section(page, "next-step") == "Your first step Name the approver Due tomorrow. Open this task"
    assert section(page, "who") == "Who is who ML Maria Lindholm (you) Project lead TO Tom Okafor Data"


def test_a_reload_is_still_the_first_visit_and_the_next_day_is_not(
    client: Browser, workspace: Workspace, maria: Participant, clock: Clock
) -> None:
    as_maria(client, workspace, maria)
    headings = [heading(overview(client, workspace))]
    clock.move(minutes=20)
    headings.append(heading(overview(client, workspace)))
    clock.move(minutes=20)
    headings.append(heading(overview(client, workspace)))
    clock.move(days=1)
    headings.append(heading(overview(client, workspace)))

    assert headings == ["Welcome, Maria", "Welcome, Maria", "Welcome, Maria", "Good morning, Maria"]


def test_the_greeting_follows_the_clock_of_the_workspace(client: Browser, clock: Clock) -> None:
    workspace = make_workspace(timezone="Asia/Tokyo")
    make_participant(workspace, make_member("Anna Bergström"))

    sign_in(client, make_member("Tom Okafor"))

    assert heading(overview(client, workspace)) == "Good evening, Tom"


def test_one_sentence_says_where_we_are(client: Browser, workspace: Workspace) -> None:
    sign_in(client, make_member())

    assert '<p class="lead">Day 15, in Kickoff, the first of two phases.</p>' in overview(client, workspace)


def test_who_only_looks_around_is_asked_who_they_are(client: Browser, workspace: Workspace) -> None:
    open_link(client, make_link(workspace))

    page = overview(client, workspace)

    assert section(page, "next-step").startswith("Your first step Say who you are Then the tasks")
    assert f'href="/w/{workspace.id}/who"' in page


def test_a_late_task_says_how_late(client: Browser, workspace: Workspace, maria: Participant) -> None:
    make_task(workspace, title="Export", owner_id=maria.id, due_on=clocks.today("UTC") - timedelta(days=3))

    page = overview(as_maria(client, workspace, maria), workspace)

    assert "3 days late: it was due on Friday 20 November." in section(page, "next-step")


def test_with_nothing_left_the_page_says_what_the_others_do_next(
    client: Browser, workspace: Workspace, maria: Participant
) -> None:
    tom = make_participant(workspace, make_member("Tom Okafor"))
    make_task(workspace, title="Import", owner_id=tom.id, due_on=clocks.today("UTC"))

    page = overview(as_maria(client, workspace, maria), workspace)

    assert section(page, "next-step") == (
        "Your next step Nothing waits on you Next is “Import”: Tom has it, due today. See the plan"
    )


def test_one_filled_button_stands_on_the_page(client: Browser, workspace: Workspace, maria: Participant) -> None:
    page = overview(as_maria(client, workspace, maria), workspace)

    assert page.count("button--primary") == 1


@pytest.mark.parametrize(
    ("forecast_in", "sentence"),
    [
        (60, "As agreed."),
        (63, "3 working days after the day we agreed, Friday 22 January."),
        (57, "3 working days before the day we agreed, Friday 22 January."),
    ],
)
def test_go_live_is_told_in_working_days_from_what_was_agreed(
    client: Browser, workspace: Workspace, forecast_in: int, sentence: str
) -> None:
    today = clocks.today("UTC")
    forecast = today + timedelta(days=forecast_in + (2 if forecast_in > 60 else 0))
    make_task(workspace, title="Go-live", is_milestone=True, due_on=forecast)
    sign_in(client, make_member())

    assert sentence in section(overview(client, workspace), "go-live")


def test_progress_is_the_same_on_both_sides_and_internal_tasks_are_the_teams(
    app: Flask, client: Browser, workspace: Workspace, maria: Participant
) -> None:
    change_tasks(workspace, ChangeTask(tasks_of(workspace)[0].id, "status", "done"))
    team = section(overview(sign_in(app.test_client(), make_member()), workspace), "go-live")
    customer = section(overview(as_maria(client, workspace, maria), workspace), "go-live")

    assert ("1 of 5 done 20 %" in team, "1 of 5 done 20 %" in customer) == (True, True)
    assert ("and 1 internal task" in team, "internal" in customer) == (True, False)


def test_no_word_of_internal_work_reaches_the_customer(
    app: Flask, client: Browser, workspace: Workspace, maria: Participant, clock: Clock
) -> None:
    member = make_member("Tom Okafor")
    tom = make_participant(workspace, member)
    secret = make_task(
        workspace, title="Credit check", owner_id=tom.id, visibility="internal", due_on=clocks.today("UTC")
    )
    team = sign_in(app.test_client(), member)
    as_maria(client, workspace, maria)
    for browser in (team, client):
        overview(browser, workspace)
    clock.move(hours=2)
    change_tasks(workspace, ChangeTask(secret.id, "title", "Credit check, second try"))

    anna = sign_in(app.test_client(), make_member("Anna Bergström"))
    assert "Credit check" in overview(team, workspace)
    assert "Credit check" not in overview(client, workspace)
    assert secret.id not in overview(client, workspace)
    assert "For the team" in overview(anna, workspace)
    assert "For the team" not in overview(client, workspace)


def test_each_side_sees_what_waits_on_whom(client: Browser, workspace: Workspace, maria: Participant) -> None:
    today = clocks.today("UTC")
    for task in tasks_of(workspace):
        change_tasks(workspace, RemoveTask(task.id))
    tom = make_participant(workspace, make_member("Tom Okafor"))
    make_task(workspace, title="Sign-on", owner_id=maria.id, status="blocked", due_on=today + timedelta(days=9))
    make_task(workspace, title="Import", owner_id=tom.id, due_on=today - timedelta(days=2))
    make_task(workspace, title="Dates", due_on=today + timedelta(days=2))

    page = overview(as_maria(client, workspace, maria), workspace)

    assert section(page, "waits") == (
        "What waits on whom Harbor & Pine ML Sign-on Blocked · You "
        "Onward TO Import Tom · 2 days late Dates Nobody named yet · due Wednesday"
    )


def test_since_the_last_visit_the_page_tells_what_others_changed(
    client: Browser, workspace: Workspace, maria: Participant, clock: Clock
) -> None:
    tom = make_participant(workspace, make_member("Tom Okafor"))
    first, second, internal = tasks_of(workspace)[:3]
    as_maria(client, workspace, maria)
    assert "Since" not in words(overview(client, workspace))
    clock.move(days=1)
    change_tasks(workspace, ChangeTask(first.id, "status", "done"), by=tom)
    change_tasks(workspace, ChangeTask(second.id, "due", clocks.today("UTC") + timedelta(days=9)), by=tom)
    change_tasks(workspace, ChangeTask(second.id, "due", clocks.today("UTC") + timedelta(days=10)), by=tom)
    change_tasks(workspace, ChangeTask(internal.id, "status", "done"), by=tom)
    change_tasks(workspace, ChangeTask(second.id, "owner", maria.id), by=tom)
    change_tasks(workspace, ChangeTask(first.id, "title", "Mine"), by=maria)
    clock.move(days=1)

    told = section(overview(client, workspace), "since")

    when = "Tom, 24 Nov, 09:00"
    assert told == (
        f"Since Monday TO Gave you Kickoff step 2 {when} "
        f"TO Moved Kickoff step 2 to 4 Dec {when} TO Finished Mine {when}"
    )


def test_a_title_in_the_news_is_never_markup(
    client: Browser, workspace: Workspace, maria: Participant, clock: Clock
) -> None:
    tom = make_participant(workspace, make_member("Tom Okafor"))
    as_maria(client, workspace, maria)
    overview(client, workspace)
    clock.move(hours=2)
    change_tasks(workspace, ChangeTask(tasks_of(workspace)[0].id, "title", "<script>x</script>%(day)s"), by=tom)

    page = overview(client, workspace)

    assert "<b>&lt;script&gt;x&lt;/script&gt;%(day)s</b>" in page
    assert "<script>x" not in page


def test_what_done_means_stands_there_in_the_words_that_were_agreed(client: Browser) -> None:
    workspace = make_workspace(live_means="Both warehouses book in it.", success_means="Fewer differences.")
    open_link(client, make_link(workspace))

    told = section(overview(client, workspace), "done-means")

    said = "Live. Both warehouses book in it. Success. Fewer differences."
    assert told == f"What done means here {said} Write it down and sign it"


def test_the_team_has_its_own_places_and_the_customer_has_three(
    app: Flask, client: Browser, workspace: Workspace
) -> None:
    def tabs(page: str) -> list[str]:
        return words(page.split('<nav class="tabs"')[1].split(">", 1)[1].split("</nav>")[0]).split()

    team = overview(sign_in(app.test_client(), make_member()), workspace)
    customer = overview(open_link(client, make_link(workspace)), workspace)

    assert tabs(team) == ["Overview", "Plan", "Forms", "Training", "Chat", "People", "Links", "Settings"]
    assert tabs(customer) == ["Overview", "Plan", "People"]


def test_a_workspace_that_is_not_mine_is_as_if_it_never_was(client: Browser, workspace: Workspace) -> None:
    other = make_workspace()
    open_link(client, make_link(workspace))

    assert client.get(f"/w/{workspace.id}/").status_code == 200
    assert (client.get(f"/w/{other.id}/").status_code, client.get("/w/nothing/").status_code) == (404, 404)


def test_the_number_of_queries_does_not_grow_with_the_plan_and_its_people(
    app: Flask, client: Browser, workspace: Workspace, maria: Participant
) -> None:
    as_maria(client, workspace, maria)
    overview(client, workspace)
    with counted_queries(app) as few:
        overview(client, workspace)
    for number in range(20):
        person = make_contact(workspace, f"Person {number}")
        make_task(workspace, title=f"Task {number}", owner_id=person.id)
    overview(client, workspace)
    with counted_queries(app) as many:
        overview(client, workspace)

    assert len(many) == len(few)


def test_a_date_centuries_ahead_is_estimated_and_not_counted_day_by_day() -> None:
    asked: list[date] = []

    def is_off(day: date) -> bool:
        asked.append(day)
        return day.weekday() > 4

    exact = working_days_between(date(2026, 11, 23), date(2026, 12, 7), is_off)
    assert (exact, len(asked)) == (10, 14)
    assert working_days_between(date(2199, 12, 31), date(2026, 1, 1), is_off) == -(63551 * 5 // 7)
    assert len(asked) == 14


def test_a_plan_without_tasks_is_in_its_first_phase_and_counts_nothing(
    client: Browser, workspace: Workspace, maria: Participant, clock: Clock
) -> None:
    change_tasks(workspace, *(RemoveTask(task.id) for task in tasks_of(workspace)))
    overview(browser := as_maria(client, workspace, maria), workspace)
    clock.move(days=1)
    page, plan = overview(browser, workspace), see(browser, f"/w/{workspace.id}/plan")
    shown = [said in words(page) for said in ("in Kickoff, the first of two phases", "0 of 0", "0 %")]
    assert (shown, "0 of 0" in plan) == ([True, False, False], False)


def reach(workspace: Workspace, kind: LandmarkKind, on: date) -> None:
    with database.write() as session:
        session.add(Landmark(workspace_id=workspace.id, kind=kind, reached_on=on, side=Side.TEAM))


def test_once_the_go_live_is_recorded_its_day_stands_in_the_place_of_the_forecast(
    client: Browser, maria: Participant, workspace: Workspace
) -> None:
    reach(workspace, LandmarkKind.GO_LIVE, date(2026, 11, 20))

    told = section(overview(as_maria(client, workspace, maria), workspace), "go-live")

    assert told.startswith("Went live Friday 20 November")
    assert "agreed" not in told


@pytest.mark.parametrize(
    ("status", "title", "says"),
    [
        ("complete", "This onboarding is complete", "Since Friday 20 November. Everything stays here to read and to"),
        ("paused", "This onboarding is paused", "Everything stays here to read and to comment on."),
        ("archived", "This onboarding is archived", "Everything stays here to read."),
    ],
)
def test_where_the_onboarding_rests_nobody_is_given_a_next_step(
    client: Browser, status: str, title: str, says: str
) -> None:
    workspace = make_workspace(status=status)
    maria = make_contact(workspace, "Maria Lindholm")
    make_task(workspace, title="Name the approver", owner_id=maria.id)
    if status == "complete":
        reach(workspace, LandmarkKind.COMPLETE, date(2026, 11, 20))

    page = overview(as_maria(client, workspace, maria), workspace)

    assert section(page, "next-step").startswith(f"{title} {says}")
    assert "Your first step" not in page
