"""Undoing and redoing one's own edits while others go on, and dragging rows by hand."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.dragging import drag, wait_until_draggable
from tests.browser.plan_page import choose_status, move_down, open_plan, order, remove, rename, row, title

FIRST, SECOND = "Kickoff step 1", "Kickoff step 2"


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.member), place)


def undo(page: Page) -> None:
    page.locator("body").press("Control+z")


def redo(page: Page) -> None:
    page.locator("body").press("Control+Shift+z")


def test_my_edits_are_undone_one_by_one_after_others_edited_too_and_done_again(
    place: Place, maria: Page, team: Page
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    rename(maria, first, "Mine")
    choose_status(maria, first, "In progress")
    rename(team, second, "Theirs")
    expect(title(maria, second)).to_have_text("Theirs")

    undo(maria)
    expect(row(team, first)).to_have_attribute("data-status", "todo")
    undo(maria)
    expect(title(team, first)).to_have_text(FIRST)
    expect(title(team, second)).to_have_text("Theirs")
    undo(maria)
    expect(maria.locator("#announcer")).to_have_text("There is nothing to undo.")

    redo(maria)
    redo(maria)
    expect(title(team, first)).to_have_text("Mine")
    expect(row(team, first)).to_have_attribute("data-status", "doing")


def test_what_someone_changed_since_is_not_overwritten_by_an_undo(place: Place, maria: Page, team: Page) -> None:
    first = place.tasks[FIRST]
    choose_status(maria, first, "In progress")
    expect(row(team, first)).to_have_attribute("data-status", "doing")
    choose_status(team, first, "Blocked")
    expect(row(maria, first)).to_have_attribute("data-status", "blocked")

    undo(maria)
    expect(row(maria, first).locator(".task__say")).to_contain_text("wrote “Blocked” meanwhile")
    expect(row(team, first)).to_have_attribute("data-status", "blocked")
    row(maria, first).get_by_role("button", name="Use mine").click()
    expect(row(team, first)).to_have_attribute("data-status", "todo")


def test_moves_and_removals_are_undone_to_the_place_they_came_from(place: Place, maria: Page, team: Page) -> None:
    phase = maria.locator(".phase[data-p]").first.get_attribute("data-p") or ""
    before = order(maria, phase)
    move_down(maria, place.tasks[FIRST])
    expect(maria.locator(f'.phase[data-p="{phase}"] .task__title').first).to_have_text(SECOND)
    remove(maria, place.tasks[FIRST])
    expect(row(team, place.tasks[FIRST])).to_have_count(0)

    undo(maria)
    undo(maria)
    expect(maria.locator(f'.phase[data-p="{phase}"] .task__title')).to_have_text(before)
    expect(row(team, place.tasks[FIRST])).to_be_visible()


def test_what_one_side_removed_the_other_brings_back_from_the_history_and_both_see_it_return(
    place: Place, maria: Page, team: Page
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    rename(maria, first, "Renamed before it went")
    expect(title(team, first)).to_have_text("Renamed before it went")
    remove(team, first)
    expect(row(maria, first)).to_have_count(0)
    rename(maria, second, "Went on meanwhile")
    expect(title(team, second)).to_have_text("Went on meanwhile")

    reading = maria.context.new_page()
    reading.goto(f"/w/{place.workspace}/plan/history")
    reading.locator("form[action$='/restore'] button").first.click()
    for page in (maria, team):
        expect(title(page, first)).to_have_text("Renamed before it went")
        expect(title(page, second)).to_have_text("Went on meanwhile")


def test_undo_inside_a_text_is_the_browsers_own(place: Place, maria: Page) -> None:
    rename(maria, place.tasks[FIRST], "Mine")
    title(maria, place.tasks[SECOND]).click()
    maria.locator(".edit-title").press("Control+z")
    expect(title(maria, place.tasks[FIRST])).to_have_text("Mine")


def test_a_row_is_dragged_to_another_place(place: Place, maria: Page, team: Page) -> None:
    line = row(maria, place.tasks[FIRST])
    line.hover()
    # It comes with a sheet of its own, and the grip moves beside it.
    expect(line.locator(".task__box")).to_be_visible()
    wait_until_draggable(maria, ".tasks--open")
    now_second = maria.locator(f'.task[data-t="{place.tasks[SECOND]}"] + .task[data-t="{place.tasks[FIRST]}"]')
    drag(maria, line.locator(".task__grip"), row(maria, place.tasks[SECOND]), now_second)
    expect(team.locator(".phase[data-p]").first.locator(".task__title").nth(0)).to_have_text(SECOND)
    expect(team.locator(".phase[data-p]").first.locator(".task__title").nth(1)).to_have_text(FIRST)
