"""From gap to gap by a key, in a real browser."""

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import choose_due, row


def test_the_walk_through_the_gaps_stops_once_at_a_task_and_again_while_one_of_its_gaps_is_left(
    new_visitor: NewVisitor, place: Place
) -> None:
    page = new_visitor().arrive(place.links["edit"], as_="Maria Lead")
    page.goto(f"/w/{place.workspace}/plan?words=Kickoff+step")
    expect(page.locator("#pill")).to_have_text("Live")
    said, first = page.locator("#announcer"), place.tasks["Kickoff step 1"]
    choose_due(page, first, "")
    page.keyboard.press("g")
    expect(said).to_have_text("Task 1 of 2: “Kickoff step 1”. No owner · No date")
    page.keyboard.type("Maria")
    page.keyboard.press("Enter")
    expect(row(page, first).locator(".task__owner")).to_contain_text("You")
    page.keyboard.press("g")
    expect(said).to_have_text("Task 1 of 2: “Kickoff step 1”. No date")
    expect(row(page, first).locator(".edit-due")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".edit-due")).to_have_count(0)
    page.keyboard.press("g")
    expect(said).to_have_text("Task 2 of 2: “Kickoff step 2”. No owner")
