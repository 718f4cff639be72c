"""Many rows at once: chosen by key, by hand and by finger, changed in one message, taken back by one undo."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.dragging import Finger
from tests.browser.plan_page import choose_status, open_plan, row, title

FIRST, SECOND = "Kickoff step 1", "Kickoff step 2"


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.member), place)


def select_both_by_key(page: Page, place: Place) -> None:
    title(page, place.tasks[FIRST]).focus()
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".many__count")).to_have_text("2 selected")


def test_by_keyboard_alone_two_tasks_are_done_and_one_undo_takes_both_back(
    place: Place, maria: Page, team: Page
) -> None:
    select_both_by_key(maria, place)
    maria.keyboard.press("Space")
    for task in (FIRST, SECOND):
        expect(row(team, place.tasks[task])).to_have_attribute("data-status", "done")
    maria.keyboard.press("Control+z")
    for task in (FIRST, SECOND):
        expect(row(team, place.tasks[task])).to_have_attribute("data-status", "todo")


def test_owner_and_date_are_set_for_all_from_the_bar(place: Place, maria: Page, team: Page) -> None:
    select_both_by_key(maria, place)
    maria.keyboard.press("m")
    expect(maria.locator(".many").get_by_role("button", name="Status")).to_be_focused()
    maria.locator(".many").get_by_role("button", name="Owner").click()
    maria.locator(".pick__search").fill("Jonas")
    maria.keyboard.press("Enter")
    maria.locator(".many").get_by_role("button", name="Due date").click()
    maria.locator('.many__form [name="due"]').fill("2027-03-01")
    maria.keyboard.press("Enter")
    for task in (FIRST, SECOND):
        expect(row(team, place.tasks[task]).locator(".task__owner")).to_contain_text("Jonas")
        expect(row(team, place.tasks[task])).to_have_attribute("data-due", "2027-03-01")
    expect(maria.locator(".many__count")).to_have_text("2 selected")
    maria.keyboard.press("Escape")
    expect(maria.locator(".many")).to_have_count(0)


def test_removing_many_keeps_the_focus_in_the_list_and_offers_all_back(place: Place, maria: Page, team: Page) -> None:
    select_both_by_key(maria, place)
    maria.keyboard.press("Delete")
    for task in (FIRST, SECOND):
        expect(row(team, place.tasks[task])).to_have_count(0)
    assert maria.evaluate("Boolean(document.activeElement.closest('.task'))")
    maria.keyboard.press("z")
    for task in (FIRST, SECOND):
        expect(row(team, place.tasks[task])).to_be_visible()


def test_dates_move_by_working_days_after_a_preview(place: Place, team: Page) -> None:
    first = row(team, place.tasks[FIRST])
    before = first.get_attribute("data-due")
    select_both_by_key(team, place)
    team.locator(".many").get_by_role("button", name="Move by days").click()
    team.get_by_label("Working days").fill("5")
    team.get_by_role("button", name="Preview").click()
    expect(team.get_by_role("dialog", name="Move 2 tasks?")).to_contain_text(FIRST)
    expect(first).to_have_attribute("data-due", before or "")
    team.get_by_role("button", name="Move them", exact=True).click()
    expect(first).not_to_have_attribute("data-due", before or "")
    team.keyboard.press("Control+z")
    expect(first).to_have_attribute("data-due", before or "")


def test_the_team_hides_many_from_the_customer_at_once(place: Place, maria: Page, team: Page) -> None:
    select_both_by_key(team, place)
    team.locator(".many").get_by_role("button", name="Visibility").click()
    team.get_by_role("menuitem", name="Internal").click()
    for task in (FIRST, SECOND):
        expect(row(maria, place.tasks[task])).to_have_count(0)
    title(maria, place.tasks["A late step"]).focus()
    maria.keyboard.press("x")
    expect(maria.locator(".many").get_by_role("button", name="Owner")).to_be_visible()
    expect(maria.locator(".many").get_by_role("button", name="Visibility")).to_have_count(0)


def test_by_hand_the_box_and_shift_choose_a_stretch(place: Place, maria: Page) -> None:
    row(maria, place.tasks[FIRST]).hover()
    maria.get_by_role("checkbox", name=f"Select “{FIRST}”").click()
    row(maria, place.tasks["A late step"]).locator(".task__status").click(modifiers=["Shift"])
    rows = maria.locator(".phase").first.locator(".task[data-t]")
    expect(maria.locator(".task[data-selected]")).to_have_count(rows.count())
    expect(maria.locator("#announcer")).to_have_text(f"{rows.count()} tasks selected")


def test_one_that_somebody_changed_meanwhile_is_named_and_the_rest_goes_on(
    place: Place, maria: Page, team: Page
) -> None:
    select_both_by_key(maria, place)
    maria.keyboard.press("b")
    expect(row(team, place.tasks[SECOND])).to_have_attribute("data-status", "blocked")
    choose_status(team, place.tasks[SECOND], "In progress")
    expect(row(maria, place.tasks[SECOND])).to_have_attribute("data-status", "doing")
    maria.keyboard.press("Control+z")
    note = row(maria, place.tasks[SECOND]).locator(".task__say")
    expect(note).to_contain_text("wrote “In progress” meanwhile")
    note.get_by_role("button", name="Keep theirs").click()
    expect(row(team, place.tasks[FIRST])).to_have_attribute("data-status", "todo")
    expect(row(team, place.tasks[SECOND])).to_have_attribute("data-status", "doing")


def test_a_finger_that_rests_on_a_row_chooses_it_and_taps_choose_more(new_visitor: NewVisitor, place: Place) -> None:
    page, finger = open_for_fingers(new_visitor, place)
    count = page.locator(".many__count")
    finger.touch("touchStart", middle_of(page, place.tasks[FIRST]))
    expect(count).to_have_text("1 selected")
    finger.touch("touchEnd")
    finger.touch("touchStart", middle_of(page, place.tasks[SECOND]))
    finger.touch("touchEnd")
    expect(count).to_have_text("2 selected")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH


def test_a_row_that_a_finger_chose_stays_chosen_where_the_page_was_busy_as_it_left(
    new_visitor: NewVisitor, place: Place
) -> None:
    page, finger = open_for_fingers(new_visitor, place)
    page.evaluate(BUSY_AFTER_TOUCH)
    finger.touch("touchStart", middle_of(page, place.tasks[FIRST]))
    expect(page.locator(".many__count")).to_have_text("1 selected")
    finger.touch("touchEnd")
    page.wait_for_function("() => window.clicked")
    expect(page.locator(".many__count")).to_have_text("1 selected")


# The click comes long after the finger has left; whether it has come is told once nobody can swallow it any more.
BUSY_AFTER_TOUCH = """() => {
    addEventListener("pointerup", () => { for (const end = performance.now() + 700; performance.now() < end; ); });
    addEventListener("click", () => setTimeout(() => (window.clicked = true)), true);
}"""


def open_for_fingers(new_visitor: NewVisitor, place: Place) -> tuple[Page, Finger]:
    visitor = new_visitor(width=PHONE_WIDTH, touch=True)
    page = open_plan(visitor.open_link(place.links["edit"], as_="Maria Lead"), place)
    # What chooses rows comes after the page, and its style with it.
    page.wait_for_function("() => [...document.styleSheets].some(({ href }) => href?.endsWith('apart/select.css'))")
    return page, Finger(page)


def middle_of(page: Page, task: str) -> tuple[float, float]:
    title(page, task).scroll_into_view_if_needed()
    box = title(page, task).bounding_box()
    assert box
    return box["x"] + 20, box["y"] + 8
