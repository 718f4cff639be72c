"""By keyboard alone: Escape puts away what is open, one thing at a time, and the focus goes back to where it was."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan, row, title
from tests.browser.waiting import wait_until

STEP, OTHER = "Kickoff step 1", "Kickoff step 2"


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)


def open_details(page: Page, place: Place) -> None:
    title(page, place.tasks[STEP]).focus()
    page.keyboard.press("o")
    expect(page.locator(".detail__close")).to_be_focused()


def test_from_the_bar_for_many_back_to_the_row_chosen_last(place: Place, maria: Page) -> None:
    title(maria, place.tasks[STEP]).focus()
    maria.keyboard.press("x")
    maria.keyboard.press("Shift+ArrowDown")
    expect(maria.locator(".many__count")).to_have_text("2 selected")
    maria.keyboard.press("m")
    status = maria.locator(".many").get_by_role("button", name="Status")
    expect(status).to_be_focused()
    maria.keyboard.press("Enter")
    expect(maria.get_by_role("menuitem", name="To do")).to_be_focused()
    maria.keyboard.press("Escape")
    expect(status).to_be_focused()
    maria.keyboard.press("Escape")
    expect(maria.locator(".many")).to_have_count(0)
    expect(title(maria, place.tasks[OTHER])).to_be_focused()


def test_from_a_field_of_the_details_back_to_the_row(place: Place, maria: Page) -> None:
    for field in ("Status", "Due", "Effort", "Milestone"):
        open_details(maria, place)
        maria.locator("#detail").get_by_label(field, exact=True).focus()
        maria.keyboard.press("Escape")
        expect(maria.locator("#detail")).to_be_empty()
        expect(title(maria, place.tasks[STEP])).to_be_focused()


def test_what_is_typed_in_a_field_goes_first_and_is_not_saved(place: Place, maria: Page) -> None:
    open_details(maria, place)
    effort = maria.locator("#detail").get_by_label("Effort", exact=True)
    before = effort.input_value()
    effort.press_sequentially("7")
    maria.keyboard.press("Escape")
    expect(effort).to_have_value(before)
    expect(effort).to_be_focused()
    maria.keyboard.press("Escape")
    expect(maria.locator("#detail")).to_be_empty()
    open_details(maria, place)
    expect(effort).to_have_value(before)


def test_the_status_is_seen_when_the_focus_is_on_it_though_the_list_is_narrow(
    new_visitor: NewVisitor, place: Place
) -> None:
    page = open_plan(new_visitor(width=390).arrive(place.links["edit"], as_="Maria Lead"), place)
    status = row(page, place.tasks[STEP]).locator(".task__status")

    def width() -> float:
        return (status.bounding_box() or {"width": 0})["width"]

    assert width() <= 1
    row(page, place.tasks[STEP]).locator(".task__due").focus()
    page.keyboard.press("Tab")
    expect(status).to_be_focused()
    wait_until(page, lambda: width() > 24, "the status stays as narrow as it was")
