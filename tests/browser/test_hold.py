"""Scripts that are still on their way, or do not come: what was pressed and typed meanwhile is not lost."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan, row, title

FIRST, SECOND = "Kickoff step 1", "Kickoff step 2"
LATE_MS = 1_500


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return new_visitor().arrive(place.member)


def delay(page: Page, script: str) -> None:
    def come_late(route: Route) -> None:
        page.wait_for_timeout(LATE_MS)
        route.continue_()

    page.route(f"**/{script}*", come_late)


def test_rows_chosen_by_key_before_the_script_is_there_are_chosen_and_what_follows_acts_on_them(
    team: Page, place: Place
) -> None:
    delay(team, "plan/select.js")
    open_plan(team, place)
    title(team, place.tasks[FIRST]).focus()
    for key in ("x", "Shift+ArrowDown", "m"):
        team.keyboard.press(key)
    expect(team.locator(".many__count")).to_have_text("2 selected")
    expect(team.locator(".many :focus")).to_have_count(1)


@pytest.mark.parametrize("script", ["plan/said_by.js", "plan/pick.js"])
def test_a_name_typed_before_the_search_is_there_stands_in_it(team: Page, place: Place, script: str) -> None:
    delay(team, script)
    open_plan(team, place)
    team.locator("body").press("t")
    team.keyboard.type("Maxx")
    team.keyboard.press("Backspace")
    team.keyboard.press("Backspace")
    team.keyboard.type("ria")
    team.keyboard.press("Enter")
    expect(team.get_by_role("button", name="Maria says")).to_be_visible()
    expect(row(team, place.tasks[FIRST])).not_to_have_attribute("aria-current", "true")


def test_an_owner_named_before_the_search_is_there_is_the_owner(team: Page, place: Place) -> None:
    delay(team, "plan/owner.js")
    open_plan(team, place)
    row(team, place.tasks[SECOND]).locator("[data-f=owner]").click()
    team.keyboard.type("Jonas")
    team.keyboard.press("Enter")
    expect(row(team, place.tasks[SECOND]).locator("[data-f=owner]")).to_contain_text("Jonas")


def test_a_comment_sent_before_what_sends_it_is_there_is_said_once(team: Page, place: Place) -> None:
    delay(team, "chat/thread.js")
    team.goto(f"/w/{place.workspace}/plan/tasks/{place.tasks[FIRST]}")
    expect(team.locator("#pill")).to_have_text("Live")
    field = team.locator('form.composer[data-room="shared"] textarea')
    field.fill("Early words")
    field.press("Enter")
    expect(team.locator(".message:not([data-pending])", has_text="Early words")).to_have_count(1)
    expect(field).to_have_value("")


def test_what_does_not_come_is_told_and_what_was_pasted_stands_in_the_line(team: Page, place: Place) -> None:
    for script in ("plan/said_by.js", "plan/paste.js"):
        team.route(f"**/{script}*", lambda route: route.abort())
    open_plan(team, place)
    team.locator("body").press("t")
    expect(team.get_by_text("That did not load.")).to_be_visible()
    line = team.locator(".add__title").first
    line.focus()
    line.evaluate(
        """(input) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "One\\nTwo");
          input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    expect(line).to_have_value("One Two")
    team.unroute("**/plan/said_by.js*")
    team.locator("h1").click()
    team.locator("body").press("t")
    expect(team.get_by_role("combobox").first).to_be_visible()
