"""The team's list of onboardings."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock as clocks
from portal import database
from portal.dashboard import queries, summaries
from portal.dashboard.models import SummaryRow
from portal.dashboard.summary import Summary
from portal.extensions import db
from portal.people.models import Workspace
from portal.plan.core.commands import AddWait, ChangeTask
from portal.plan.dates.forecast import go_live_of
from portal.plan.models import TaskRow
from tests.browsing import open_link, sign_in
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import cell, counted_queries, counts_shown, customers_shown, see
from tests.factories import make_contact, make_customer, make_link, make_member, make_task, make_workspace, tasks_of
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


def test_a_stranger_is_led_to_the_sign_in(client: Browser) -> None:
    assert client.get("/").location == "/sign-in"
    assert client.get("/onboardings").location == "/sign-in?next=/onboardings"


def test_a_customer_has_no_list(client: Browser) -> None:
    workspace = make_workspace()
    open_link(client, make_link(workspace))

    assert client.get(f"/w/{workspace.id}/").status_code == 200
    assert client.get("/onboardings").status_code == 303


def test_a_member_starts_at_the_list(client: Browser) -> None:
    sign_in(client, make_member())

    response = client.get("/")

    assert (response.status_code, response.location) == (303, "/onboardings")


def test_an_empty_list_offers_the_first_step(client: Browser) -> None:
    sign_in(client, make_member())

    page = see(client, "/onboardings")

    assert "No onboardings yet" in page
    assert page.count('href="/onboardings/new"') == 1


def test_a_row_says_where_the_onboarding_stands(client: Browser) -> None:
    member = make_member("Anna Bergström")
    now = clocks.now()
    workspace = make_workspace(
        make_customer("Harbor & Pine", segment="Mid-market"),
        csm_id=member.id,
        customer_acted_at=now - timedelta(days=3),
        go_live_on=now.date() + timedelta(days=20),
    )
    make_task(workspace, title="Go-live", is_milestone=True, due_on=now.date() + timedelta(days=22))
    make_task(workspace, title="Export the data", due_on=now.date() - timedelta(days=9))
    sign_in(client, member)

    page = see(client, "/onboardings")

    assert customers_shown(page) == ["Harbor & Pine"]
    assert cell(page, "Harbor & Pine", "phase") == "Kickoff 0 %"
    assert cell(page, "Harbor & Pine", "milestone") == "Set-up step 3 26 Nov"
    assert cell(page, "Harbor & Pine", "live") == "15 Dec agreed: 13 Dec 2 working days later"
    assert cell(page, "Harbor & Pine", "waits") == "Us 9 days"
    assert (
        cell(page, "Harbor & Pine", "health") == "Off track Stalled: “Export the data” is 9 days overdue, 1 task late"
    )
    assert cell(page, "Harbor & Pine", "seen") == "3 days ago"
    assert cell(page, "Harbor & Pine", "owner") == "AB Anna Bergström"


def test_a_silent_customer_is_stalled_from_the_eleventh_day(client: Browser, clock: Clock) -> None:
    workspace = make_workspace(make_customer("Alder"), customer_acted_at=clocks.now())
    with database.write() as session:
        for task in tasks_of(workspace):
            session.get_one(TaskRow, task.id).due_on = None
    sign_in(client, make_member())

    clock.move(days=10)
    sign_in(client, make_member())
    assert cell(see(client, "/onboardings"), "Alder", "health") == "On track silent for 10 days"

    clock.move(days=1)
    sign_in(client, make_member())
    page = see(client, "/onboardings")
    assert cell(page, "Alder", "health") == "At risk Stalled: the customer is silent for 11 days"


def test_lateness_follows_the_calendar_without_a_change_in_the_plan(client: Browser, clock: Clock) -> None:
    make_workspace(make_customer("Alder"), customer_acted_at=clocks.now())
    sign_in(client, make_member())
    assert cell(see(client, "/onboardings"), "Alder", "health") == "On track"

    clock.move(days=2)
    sign_in(client, make_member())
    assert cell(see(client, "/onboardings"), "Alder", "health") == "Off track 2 tasks late"


def test_a_change_in_the_plan_shows_at_the_next_look(client: Browser) -> None:
    workspace = make_workspace(make_customer("Alder"))
    sign_in(client, make_member())
    assert cell(see(client, "/onboardings"), "Alder", "phase") == "Kickoff 0 %"

    change_tasks(workspace, *(ChangeTask(task.id, "status", "done") for task in tasks_of(workspace)[:2]))

    assert cell(see(client, "/onboardings"), "Alder", "phase") == "Set-up 40 %"


def test_the_forecast_follows_the_days_off_without_a_change_in_the_plan(client: Browser) -> None:
    sign_in(client, make_member())
    workspace = make_workspace(make_customer("Harbor & Pine"))
    first = make_task(workspace, due_on=date(2026, 12, 1))
    live = make_task(workspace, title="Go-live", due_on=date(2026, 12, 2), is_milestone=True)
    change_tasks(workspace, AddWait(live.id, first.id, 0))

    def forecast() -> date | None:
        see(client, "/onboardings")
        return db.session.get_one(SummaryRow, workspace.id).forecast_on

    assert forecast() == go_live_of(workspace).forecast_on == date(2026, 12, 2)
    days_off = f"/w/{workspace.id}/days-off"
    client.post(
        f"{days_off}/blackouts", data={"first_on": "2026-12-02", "last_on": "2026-12-09", "name": "Stocktaking"}
    )
    assert forecast() == go_live_of(db.session.get_one(Workspace, workspace.id)).forecast_on == date(2026, 12, 10)
    (kept,) = db.session.get_one(Workspace, workspace.id).blackouts
    client.post(f"{days_off}/blackouts/{kept['id']}/remove")
    assert forecast() == date(2026, 12, 2)


def test_days_off_that_change_while_figures_are_made_are_not_missed(
    client: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = make_member()
    sign_in(client, priya)
    workspace = make_workspace(make_customer("Harbor & Pine"))
    first = make_task(workspace, due_on=date(2026, 12, 1))
    live = make_task(workspace, title="Go-live", due_on=date(2026, 12, 2), is_milestone=True)
    change_tasks(workspace, AddWait(live.id, first.id, 0))
    other = sign_in(app.test_client(), priya)
    summarise = summaries.summarise
    changes = iter([{"first_on": "2026-12-02", "last_on": "2026-12-09", "name": "Stocktaking"}])

    def summarise_slowly(*asked: Any) -> Summary:
        figures = summarise(*asked)
        for change in changes:
            assert other.post(f"/w/{workspace.id}/days-off/blackouts", data=change).status_code == 303
        return figures

    monkeypatch.setattr(summaries, "summarise", summarise_slowly)
    see(client, "/onboardings")
    see(client, "/onboardings")
    kept = db.session.get_one(SummaryRow, workspace.id)
    assert kept.forecast_on == go_live_of(db.session.get_one(Workspace, workspace.id)).forecast_on == date(2026, 12, 10)


def test_the_forecast_follows_the_time_zone_whose_holidays_count(client: Browser) -> None:
    sign_in(client, make_member())
    workspace = make_workspace(make_customer("Harbor & Pine"))
    first = make_task(workspace, due_on=date(2026, 12, 24))
    live = make_task(workspace, title="Go-live", due_on=date(2026, 12, 25), is_milestone=True)
    change_tasks(workspace, AddWait(live.id, first.id, 0))

    def forecast() -> date | None:
        see(client, "/onboardings")
        return db.session.get_one(SummaryRow, workspace.id).forecast_on

    assert forecast() == date(2026, 12, 25)
    settings = {"name": "Harbor moves", "status": workspace.status.value, "csm_id": "", "language": "en"}
    answer = client.post(f"/w/{workspace.id}/settings", data={**settings, "timezone": "Europe/Berlin"})
    assert answer.status_code == 303
    # Both days of Christmas, and the Sunday after them.
    assert forecast() == date(2026, 12, 28)


def test_a_day_late_is_told_on_the_clock_of_the_workspace(client: Browser, clock: Clock) -> None:
    """Just past midnight in Auckland is the day before in Los Angeles."""
    clock.move_to(clocks.now().replace(hour=11, minute=30))
    today = clocks.today("UTC")
    for name, zone in (("Auckland", "Pacific/Auckland"), ("Angeles", "America/Los_Angeles")):
        workspace = make_workspace(make_customer(name), timezone=zone, customer_acted_at=clocks.now())
        make_task(workspace, title="Export", due_on=today)
    sign_in(client, make_member())

    page = see(client, "/onboardings")

    assert cell(page, "Auckland", "health") == "Off track 1 task late"
    assert cell(page, "Angeles", "health") == "On track"


def three_onboardings(member_id: str) -> None:
    now = clocks.now()
    make_workspace(make_customer("Alder"), customer_acted_at=now, go_live_on=now.date() + timedelta(days=90))
    make_workspace(
        make_customer("Birch"),
        csm_id=member_id,
        customer_acted_at=now - timedelta(days=30),
        go_live_on=now.date() + timedelta(days=10),
    )
    make_workspace(make_customer("Cedar"), status="paused", customer_acted_at=now - timedelta(days=2))


@pytest.mark.parametrize(
    ("query", "customers"),
    [
        ("", ["Birch", "Alder", "Cedar"]),
        ("?show=mine", ["Birch"]),
        ("?show=risk", ["Birch"]),
        ("?show=soon", ["Birch"]),
        ("?sort=customer", ["Alder", "Birch", "Cedar"]),
        ("?sort=go_live", ["Birch", "Cedar", "Alder"]),
        ("?sort=seen", ["Birch", "Cedar", "Alder"]),
        ("?find=ced", ["Cedar"]),
        ("?find=ced&show=mine", []),
    ],
)
def test_the_address_says_which_rows_and_in_which_order(client: Browser, query: str, customers: list[str]) -> None:
    member = make_member()
    three_onboardings(member.id)
    sign_in(client, member)

    assert customers_shown(see(client, f"/onboardings{query}")) == customers


def test_filters_say_how_many_they_hold(client: Browser) -> None:
    member = make_member()
    three_onboardings(member.id)
    sign_in(client, member)

    counts = counts_shown(see(client, "/onboardings"))

    assert counts == {"All": 3, "Mine": 1, "At risk": 1, "Go-live in 30 days": 1}


def test_nothing_found_says_what_was_looked_for(client: Browser) -> None:
    make_workspace(make_customer("Alder"))
    sign_in(client, make_member())

    page = see(client, "/onboardings?find=<b>nobody")

    assert customers_shown(page) == []
    assert "No onboarding here is called “&lt;b&gt;nobody”." in page


def test_a_page_holds_fifty_rows(client: Browser) -> None:
    for number in range(52):
        make_workspace(make_customer(f"Customer {number:02}"))
    sign_in(client, make_member())

    first, second = (customers_shown(see(client, f"/onboardings?sort=customer&page={page}")) for page in (1, 2))

    assert first == [f"Customer {number:02}" for number in range(50)]
    assert second == ["Customer 50", "Customer 51"]


def test_the_number_of_queries_does_not_grow_with_the_workspaces(app: Flask, client: Browser) -> None:
    member = make_member()
    sign_in(client, member)
    for _number in range(3):
        make_workspace(csm_id=member.id)
    see(client, "/onboardings")
    with counted_queries(app) as few:
        see(client, "/onboardings")

    for _number in range(27):
        make_workspace(csm_id=make_member().id)
    assert len(customers_shown(see(client, "/onboardings"))) == 30
    with counted_queries(app) as many:
        see(client, "/onboardings")

    assert len(many) == len(few)


def test_a_workspace_without_a_plan_has_a_row_too(client: Browser) -> None:
    customer = make_customer("Alder")
    with database.write() as session:
        session.add(Workspace(customer_id=customer.id, name="Alder"))
    sign_in(client, make_member())

    assert cell(see(client, "/onboardings"), "Alder", "phase") == "No plan yet"
    assert cell(see(client, "/onboardings"), "Alder", "health") == "Draft"


def test_where_many_figures_are_old_the_page_is_shown_without_them_and_they_follow(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    later: list[tuple[Any, ...]] = []
    monkeypatch.setattr(queries, "SUMMARIES_AT_ONCE", 1)
    monkeypatch.setattr(summaries.green, "spawn", lambda *work: later.append(work))
    names = {make_workspace(make_customer(name)).customer.name for name in ("Halden", "Marlow", "Orsted")}
    sign_in(client, make_member())
    page = see(client, "/onboardings")
    assert "2 onboardings are still being counted" in page
    assert set(customers_shown(page)) == names
    assert len({cell(page, name, "phase") for name in names}) == 2
    see(client, "/onboardings")
    assert len(later) == 1
    refresh, *given = later.pop()
    refresh(*given)
    page = see(client, "/onboardings")
    assert ("still being counted" in page, later, set(customers_shown(page))) == (False, [], names)
    assert len({cell(page, name, "phase") for name in names}) == 1


@pytest.mark.parametrize(("status", "shown"), [("live", "Live"), ("complete", "Live"), ("active", "7 Jan")])
def test_what_is_in_use_is_live_in_the_list_whatever_the_plan_says(client: Browser, status: str, shown: str) -> None:
    make_workspace(make_customer("Harbor"), status=status, go_live_on=date(2027, 1, 7))
    sign_in(client, make_member())

    assert cell(see(client, "/onboardings"), "Harbor", "live") == shown


def test_what_waits_only_since_today_says_so(client: Browser) -> None:
    workspace = make_workspace(make_customer("Harbor"))
    task = make_task(workspace, title="Sign", owner_id=make_contact(workspace, "Maria").id)
    change_tasks(workspace, ChangeTask(task.id, "status", "blocked"))
    sign_in(client, make_member())

    assert cell(see(client, "/onboardings"), "Harbor", "waits") == "Customer since today"
