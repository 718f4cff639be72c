"""One person types for another who says it."""

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan, row

FIRST = "Kickoff step 1"


def test_what_is_typed_for_somebody_is_theirs_in_the_history_until_it_ends(
    new_visitor: NewVisitor, place: Place
) -> None:
    team = open_plan(new_visitor().arrive(place.member), place)
    team.get_by_role("button", name="Type for somebody who says it").click()
    team.get_by_role("combobox").fill("Maria")
    team.keyboard.press("Enter")
    chip = team.get_by_role("button", name="Maria says")
    expect(chip).to_be_visible()
    for title in ("Said by Maria", "Said by nobody else"):
        row(team, place.tasks[FIRST]).locator(".task__title").click()
        team.locator(".edit-title").fill(title)
        team.keyboard.press("Enter")
        expect(row(team, place.tasks[FIRST]).locator(".task__title")).to_have_text(title)
        team.keyboard.press("t")
        expect(chip).to_have_count(0)
    expect(team.get_by_role("combobox")).to_be_visible()
    team.keyboard.press("Escape")
    expect(team.locator("main")).not_to_have_attribute("data-waiting", "true")
    team.goto(f"/w/{place.workspace}/plan/history")
    lines = team.locator(".history__line")
    expect(lines.nth(1)).to_contain_text("said by Maria Lead")
    expect(lines.nth(0)).not_to_contain_text("said by")
