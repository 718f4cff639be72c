"""A checklist that two people work on at once."""

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan, row

FIRST = "Kickoff step 1"


def test_items_are_added_and_ticked_live_and_the_row_counts_them(new_visitor: NewVisitor, place: Place) -> None:
    maria = new_visitor().arrive(place.links["edit"], as_="Maria Lead")
    # Who types on while a script is still on its way loses nothing.
    maria.route("**/checklist.js*", lambda route: (maria.wait_for_timeout(500), route.continue_())[1])
    open_plan(maria, place)
    team = open_plan(new_visitor().arrive(place.member), place)
    first = place.tasks[FIRST]
    for page in (maria, team):
        row(page, first).locator(".task__open").click()
    maria.get_by_role("link", name="Add a checklist").click()
    for text in ("Ask for the export", "Check the columns"):
        maria.get_by_placeholder("Add an item").fill(text)
        maria.keyboard.press("Enter")
    expect(row(team, first).locator(".sign__checked")).to_have_text("0/2")
    expect(team.locator("[data-part=checklist] li")).to_have_count(2)

    team.get_by_role("button", name="Mark “Ask for the export” as done").click()
    expect(row(maria, first).locator(".sign__checked")).to_have_text("1/2")
    team.get_by_role("button", name="Remove “Check the columns”").click()
    expect(maria.locator("[data-part=checklist] li")).to_have_count(1)
    team.locator("body").press("Control+z")
    expect(maria.locator("[data-part=checklist] li")).to_have_count(2)
    for at, text in enumerate(("Ask for the export", "Check the columns")):
        expect(maria.locator("[data-part=checklist] .item__text").nth(at)).to_have_value(text)
