"""Tasks as people type and paste them: read before they are added, and kept as typed on Esc."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan
from tests.browser.waiting import stop_time

SHEET = "Task\tOwner\tDue\nExport the data\tMaria Lead\t2027-03-01\nCheck the data\tBob Builder\t\n"


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.member), place)


def line(page: Page) -> Locator:
    return page.locator(".phase .add__title").first


def added(page: Page, title: str) -> Locator:
    return page.locator(".task").filter(has=page.locator(".task__title", has_text=title))


def test_owner_and_date_show_as_chips_and_are_added_with_the_words(maria: Page, team: Page) -> None:
    line(maria).press_sequentially("Export data @Jonas 2027-03-01")
    chips = maria.locator(".quick .chip")
    expect(chips).to_have_count(2)
    expect(chips.first).to_contain_text("Jonas")
    line(maria).press("Enter")
    expect(line(maria)).to_have_value("")
    expect(added(team, "Export data").locator(".task__owner")).to_contain_text("Jonas")
    expect(added(team, "Export data")).to_have_attribute("data-due", "2027-03-01")
    expect(added(team, "Export data").locator(".task__title")).to_have_text("Export data")


@pytest.fixture
def patient(new_visitor: NewVisitor, place: Place) -> Page:
    """A page on which time stands still: however slow the machine is, the reading comes before the wait for it ends."""
    page = new_visitor().arrive(place.links["edit"], as_="Maria Lead")
    page.clock.install()
    open_plan(page, place)
    stop_time(page)
    return page


def test_enter_pressed_at_once_adds_what_the_words_mean(patient: Page, team: Page) -> None:
    line(patient).fill("Look at it 2027-03-02")
    line(patient).press("Enter")
    expect(added(team, "Look at it")).to_have_attribute("data-due", "2027-03-02")


def test_what_is_entered_stands_there_while_it_is_read(patient: Page) -> None:
    line(patient).press_sequentially("Look at it 2027-03-02")
    entered = line(patient).evaluate(
        "field => (field.form.requestSubmit(), [field.value, field.form.previousElementSibling.textContent])"
    )
    assert entered == ["", "Look at it 2027-03-02"]
    expect(added(patient, "Look at it")).to_have_attribute("data-due", "2027-03-02")
    expect(patient.locator(".add--entered")).to_have_count(0)


def test_a_reader_that_never_comes_holds_up_no_task(maria: Page, team: Page) -> None:
    maria.route("**/plan/quick.js", lambda _route: None)
    line(maria).fill("Two words")
    line(maria).press("Enter")
    expect(added(team, "Two words")).to_be_visible()


def test_esc_keeps_the_words_as_they_were_typed(maria: Page, team: Page) -> None:
    line(maria).press_sequentially("Write to @Jonas by friday")
    expect(maria.locator(".quick .chip")).to_have_count(2)
    line(maria).press("Escape")
    expect(maria.locator(".quick .chip")).to_have_count(0)
    line(maria).press("Enter")
    expect(added(team, "Write to").locator(".task__title")).to_have_text("Write to @Jonas by friday")
    expect(added(team, "Write to")).to_have_attribute("data-owner", "")


def test_a_name_that_nobody_has_is_confirmed_first(place: Place, maria: Page, team: Page) -> None:
    line(maria).press_sequentially("Call back @Bob tomorrow")
    maria.get_by_role("button", name="Name “Bob” as someone new").click()
    expect(maria.locator(".quick .chip").first).to_contain_text("Bob")
    line(maria).press("Enter")
    expect(added(team, "Call back").locator(".task__owner")).to_contain_text("Bob")


def paste(page: Page, text: str) -> None:
    line(page).focus()
    line(page).evaluate(
        """(input, text) => {
          const held = new DataTransfer();
          held.setData("text/plain", text);
          input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_pasted_sheet_is_shown_first_then_added_in_one_change_and_one_undo(maria: Page, team: Page) -> None:
    paste(maria, SHEET)
    dialog = maria.get_by_role("dialog", name="Paste a list")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_label("Bob Builder").check()
    expect(added(team, "Export the data")).to_have_count(0)
    dialog.get_by_role("button", name="Add 2 tasks").click()
    expect(added(team, "Export the data").locator(".task__owner")).to_contain_text("Maria")
    expect(added(team, "Export the data")).to_have_attribute("data-due", "2027-03-01")
    expect(added(team, "Check the data").locator(".task__owner")).to_contain_text("Bob")
    maria.locator("#toasts").get_by_role("button", name="Undo").click()
    for title in ("Export the data", "Check the data"):
        expect(added(team, title)).to_have_count(0)


def test_without_scripts_a_list_is_pasted_on_a_page_of_its_own(new_visitor: NewVisitor, place: Place) -> None:
    page = new_visitor(js=False).open_link(place.links["edit"], as_="Maria Lead")
    page.goto(f"/w/{place.workspace}/plan")
    page.locator(".phase__change").first.click()
    page.get_by_role("link", name="Paste a list").click()
    page.get_by_label("List").fill("- Unpack @Jonas 2027-03-01\n- Two")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Add 2 tasks").click()
    expect(page.locator(".flash, .note").first).to_contain_text("Added 2 tasks.")
    expect(added(page, "Unpack")).to_have_attribute("data-due", "2027-03-01")
