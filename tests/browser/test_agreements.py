"""Both sides agree to a phase in one act; a change afterwards says so on both pages at once."""

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan, rename, row

FIRST, SECOND = "Kickoff step 1", "Kickoff step 2"


def test_a_phase_is_agreed_to_and_a_change_is_said_live_and_agreed_to_again(
    new_visitor: NewVisitor, place: Place
) -> None:
    maria = open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)
    team = open_plan(new_visitor().arrive(place.member), place)
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    button = maria.locator(".phase").first.get_by_role("button", name="Agree to this phase")
    button.click()
    for task in (first, second):
        expect(row(team, task).locator('[data-sign="agreed"]')).to_have_text("Agreed by Maria")
    expect(button).to_be_hidden()
    expect(team.locator(".plan__confirmed")).to_contain_text("confirmed")
    expect(row(team, place.tasks["Kickoff internal step"]).locator(".sign__by")).to_have_count(0)

    rename(team, first, "Invite everybody")
    expect(row(maria, first).locator('[data-sign="changed"]')).to_contain_text("Changed since agreed by")
    row(maria, first).locator(".task__open").click()
    line = maria.locator('[data-part="agreement"]')
    expect(line.locator("del")).to_have_text(FIRST)
    expect(line.locator("ins")).to_have_text("Invite everybody")
    line.get_by_role("button", name="Agree to the change").click()
    expect(row(team, first).locator('[data-sign="agreed"]')).to_have_text("Agreed by Maria")
    expect(line).to_contain_text("by you")

    maria.locator("body").press("Control+z")
    expect(row(team, first).locator('[data-sign="changed"]')).to_be_visible()
