"""Dependencies in the plan: picked by hand, shown on both sides at once, refused in a circle, undone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.plan_page import choose_due, choose_status, open_plan, rename, row
from tests.browser.waiting import hold, let_go, wait_until

DETAIL = "**/*part=detail"
PAUSE_MS = 1_000
FIRST, SECOND, INTERNAL = "Kickoff step 1", "Kickoff step 2", "Kickoff internal step"


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.member), place)


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def open_details(page: Page, task: str) -> None:
    row(page, task).locator(".task__open").click()
    expect(page.locator(f'.waits-for[data-t="{task}"]')).to_be_visible()


def pick_wait(page: Page, words: str) -> None:
    page.locator("[data-do=wait]").click()
    page.locator(".pick__search").fill(words)
    page.keyboard.press("Enter")


def test_a_wait_is_picked_shows_at_both_sides_and_goes_when_its_task_is_done(
    place: Place, maria: Page, team: Page
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    open_details(maria, second)
    pick_wait(maria, FIRST)
    for page in (maria, team):
        expect(row(page, second).locator(".sign--after")).to_have_text(f"after {FIRST}")
        expect(row(page, second).locator(".task__word")).to_have_text("Waiting")
    expect(maria.locator(".waits-for__title")).to_have_text([FIRST])

    rename(team, first, "Renamed meanwhile")
    expect(row(maria, second).locator(".sign--after")).to_have_text("after Renamed meanwhile")
    expect(maria.locator(".waits-for__title")).to_have_text(["Renamed meanwhile"])
    choose_status(team, first, "Done")
    expect(row(maria, second).locator(".sign--after")).to_have_count(0)
    expect(row(maria, second).locator(".task__word")).to_have_text("To do")


def test_a_pause_is_typed_and_a_wait_taken_away_and_both_are_undone(place: Place, maria: Page, team: Page) -> None:
    second = place.tasks[SECOND]
    open_details(maria, second)
    pick_wait(maria, FIRST)
    lag = maria.locator(".waits-for__lag input")
    lag.fill("3")
    lag.press("Tab")
    expect(row(team, second)).to_have_attribute("data-waits", f'[{{"on":"{place.tasks[FIRST]}","lag":3}}]')
    maria.get_by_role("button", name="No longer after").click()
    expect(row(team, second)).not_to_have_attribute("data-waits", "")
    maria.locator("body").press("Control+z")
    expect(row(team, second)).to_have_attribute("data-waits", f'[{{"on":"{place.tasks[FIRST]}","lag":3}}]')


def test_a_pause_that_is_being_typed_is_not_drawn_over_by_what_was_asked_for_before(
    place: Place, maria: Page, team: Page
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    open_details(maria, second)
    pick_wait(maria, FIRST)
    lag = maria.locator(".waits-for__lag input")
    expect(lag).to_be_visible()
    held = hold(maria, DETAIL)
    rename(team, first, "Renamed meanwhile")
    expect(row(maria, second).locator(".sign--after")).to_have_text("after Renamed meanwhile")
    # Longer than a page waits before it asks how the section stands, and than it takes to draw it.
    maria.wait_for_timeout(PAUSE_MS)
    wait_until(maria, lambda: bool(held), "the section is not asked for anew")
    lag.fill("3")
    with maria.expect_response(DETAIL) as answered:
        let_go(maria, DETAIL, held)
    answered.value.finished()
    maria.wait_for_timeout(PAUSE_MS)
    expect(lag).to_be_focused()
    expect(lag).to_have_value("3")
    lag.press("Tab")
    expect(row(team, second)).to_have_attribute("data-waits", f'[{{"on":"{first}","lag":3}}]')
    expect(maria.locator(".waits-for__title")).to_have_text(["Renamed meanwhile"])


def test_a_circle_is_refused_beside_the_row_with_its_way(place: Place, maria: Page) -> None:
    open_details(maria, place.tasks[SECOND])
    pick_wait(maria, FIRST)
    expect(row(maria, place.tasks[SECOND]).locator(".sign--after")).to_be_visible()
    open_details(maria, place.tasks[FIRST])
    pick_wait(maria, SECOND)
    expect(row(maria, place.tasks[FIRST]).locator(".task__say")).to_contain_text(
        f"That would go round in a circle: “{FIRST}” → “{SECOND}” → “{FIRST}”."
    )
    expect(row(maria, place.tasks[FIRST]).locator(".sign--after")).to_have_count(0)


def test_a_customer_sees_an_internal_task_only_as_one_on_the_vendors_side(
    new_visitor: NewVisitor, place: Place, team: Page
) -> None:
    second = place.tasks[SECOND]
    phone = open_plan(new_visitor(width=PHONE_WIDTH).arrive(place.links["edit"], as_="Maria Lead"), place)
    open_details(team, second)
    pick_wait(team, INTERNAL)
    expect(row(team, second).locator(".sign--after")).to_have_text(f"after {INTERNAL}")
    expect(row(phone, second).locator(".sign--after")).to_have_text("after a task on the vendor’s side")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE_WIDTH
    assert INTERNAL not in phone.content()


def due_of(page: Page, place: Place, task: str) -> str:
    return row(page, place.tasks[task]).get_attribute("data-due") or ""


def test_moving_a_date_asks_about_what_hangs_on_it_and_one_undo_takes_all_back(
    place: Place, maria: Page, team: Page
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    open_details(maria, second)
    pick_wait(maria, FIRST)
    expect(row(team, second).locator(".sign--after")).to_be_visible()
    before = {task: due_of(team, place, task) for task in (FIRST, SECOND)}

    choose_due(maria, first, in_days(30))
    dialog = maria.locator("#shift")
    expect(dialog).to_contain_text("moves along")
    expect(dialog.locator("li")).to_contain_text(SECOND)
    dialog.get_by_role("button", name="Cancel").click()
    assert due_of(maria, place, FIRST) == before[FIRST]

    choose_due(maria, first, in_days(30))
    dialog.get_by_role("button", name="Move them all").click()
    expect(row(team, first)).to_have_attribute("data-due", in_days(30))
    expect(row(team, second)).not_to_have_attribute("data-due", before[SECOND])
    assert due_of(team, place, SECOND) > in_days(30)
    maria.locator("body").press("Control+z")
    for task in (FIRST, SECOND):
        expect(row(team, place.tasks[task])).to_have_attribute("data-due", before[task])


def test_the_critical_path_follows_the_dates_on_an_open_page(place: Place, maria: Page, team: Page) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    open_details(maria, second)
    pick_wait(maria, FIRST)
    maria.get_by_label("Milestone").check()
    rename(team, second, "Go-live")
    choose_due(team, second, due_of(team, place, FIRST))
    for page in (maria, team):
        expect(row(page, first).locator("[data-sign=critical]")).to_have_text("Critical")
    expect(maria.locator(".waits-for")).to_contain_text("On the critical path")
    choose_due(team, second, in_days(60))
    expect(row(maria, first).locator("[data-sign=critical]")).to_have_count(0)
    expect(row(team, first).locator("[data-sign=critical]")).to_have_count(0)
