"""Dates that follow others: moved on one side, seen on the other as they move, and taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import choose_due, open_plan, row

FIRST, SECOND = "Kickoff step 1", "Kickoff step 2"


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return new_visitor().sign_in(place.member)


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def follow(page: Page, place: Place, task: str, counted_from: str, days: int) -> None:
    """Count the date of `task` in days from something, on the page for it."""
    page.goto(f"/w/{place.workspace}/plan/tasks/{task}")
    page.get_by_role("link", name="Let it follow another date").click()
    page.get_by_label("How many days").fill(str(days))
    page.get_by_label("Which days count").select_option("calendar")
    page.get_by_label("Counted from").select_option(counted_from)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".waits-for")).to_contain_text("Follows the plan")


def due_of(page: Page, task: str) -> str:
    return row(page, task).get_attribute("data-due") or ""


def test_a_moved_kickoff_moves_the_plan_before_the_customers_eyes_and_back(
    place: Place, maria: Page, team: Page
) -> None:
    first = place.tasks[FIRST]
    team.goto(f"/w/{place.workspace}/settings")
    team.get_by_label("Kickoff").fill(in_days(7))
    team.get_by_role("button", name="Save").click()
    follow(team, place, first, "kickoff", 7)
    expect(row(maria, first)).to_have_attribute("data-due", due_of(team, first))
    before = due_of(maria, first)

    team.goto(f"/w/{place.workspace}/settings")
    team.get_by_label("Kickoff").fill(in_days(28))
    team.get_by_role("button", name="Save").click()
    expect(team.get_by_role("heading", name="Move the plan too?")).to_be_visible()
    expect(team.locator(".shift__list")).to_contain_text(FIRST)
    assert due_of(maria, first) == before
    team.get_by_role("button", name="Move them all").click()
    expect(team.get_by_text("The plan has moved along.")).to_be_visible()
    expect(row(maria, first)).not_to_have_attribute("data-due", before)

    team.get_by_role("button", name="Undo").click()
    expect(row(maria, first)).to_have_attribute("data-due", before)
    expect(team.get_by_label("Kickoff")).to_have_value(in_days(7))


def test_a_task_counted_from_another_moves_with_it_and_one_undo_takes_both_back(
    place: Place, maria: Page, team: Page
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    follow(team, place, second, first, 7)
    expect(row(maria, second)).to_have_attribute("data-due", due_of(team, second))
    before = {task: due_of(maria, task) for task in (first, second)}

    choose_due(maria, first, in_days(30))
    dialog = maria.locator("#shift")
    expect(dialog).to_contain_text(SECOND)
    dialog.get_by_role("button", name="Move them all").click()
    expect(row(team, first)).to_have_attribute("data-due", in_days(30))
    expect(row(team, second)).not_to_have_attribute("data-due", before[second])
    expect(team.locator(".waits-for")).to_contain_text("Follows the plan")
    maria.locator("body").press("Control+z")
    for task in (first, second):
        expect(row(team, task)).to_have_attribute("data-due", before[task])


def test_a_date_set_by_hand_is_said_at_once_and_follows_again(place: Place, maria: Page, team: Page) -> None:
    first = place.tasks[FIRST]
    follow(team, place, first, place.tasks[SECOND], 3)
    before = due_of(team, first)
    choose_due(maria, first, in_days(40))
    expect(team.locator(".waits-for")).to_contain_text("Set by hand")
    team.get_by_role("button", name="Follow the plan again").click()
    expect(row(maria, first)).to_have_attribute("data-due", before)


def test_a_move_of_the_go_live_is_asked_why_and_the_ledger_says_so(place: Place, maria: Page, team: Page) -> None:
    first, live = place.tasks[FIRST], place.tasks["Set-up step 3"]
    team.goto(f"/w/{place.workspace}/plan/tasks/{live}")
    team.locator("#d-title").fill("Go-live")
    team.locator("#d-title").press("Enter")
    expect(row(maria, live)).to_contain_text("Go-live")
    follow(team, place, live, first, 20)
    expect(row(maria, live)).to_have_attribute("data-due", due_of(team, live))

    choose_due(maria, first, in_days(30))
    dialog = maria.locator("#shift")
    expect(dialog).to_contain_text("The go-live moves from")
    dialog.get_by_label("Why does the go-live move?").select_option("procurement")
    with maria.expect_response("**/cause") as told:
        dialog.get_by_role("button", name="Move them all").click()
    assert told.value.ok
    team.goto(f"/w/{place.workspace}/plan/slips")
    expect(team.locator(".slips")).to_contain_text("Procurement")
    expect(team.locator(".slips")).to_contain_text(FIRST)


def test_a_fixed_date_is_marked_on_its_row_and_what_breaks_it_as_it_happens(
    place: Place, maria: Page, team: Page
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    team.goto(f"/w/{place.workspace}/plan/tasks/{second}/waits")
    team.locator("select[name=on]").select_option(first)
    team.get_by_role("button", name="Save").click()
    expect(row(maria, second).locator(".sign--after")).to_be_visible()
    team.goto(f"/w/{place.workspace}/plan/tasks/{second}")
    team.get_by_role("button", name="Fix this date").click()
    expect(row(maria, second)).to_contain_text("Fixed date")
    choose_due(maria, first, in_days(30))
    dialog = maria.locator("#shift")
    expect(dialog).to_contain_text("whose date is fixed")
    dialog.get_by_role("button", name="Only this task").click()
    expect(row(team, first)).to_contain_text("Breaks a fixed date")
    expect(maria.locator("[data-breaking]")).to_contain_text("1 task breaks a fixed date")
