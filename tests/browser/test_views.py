"""Board, calendar and one's own steps in a real browser: moved by keys and by hand, followed from the other side."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.dragging import Finger, drag, wait_until_draggable
from tests.browser.plan_page import choose_due, choose_owner, choose_status, open_plan

STEP = "Set-up step 1"


def open_view(page: Page, place: Place, view: str) -> Page:
    page.goto(f"/w/{place.workspace}/plan/{view}")
    expect(page.locator("#pill")).to_have_text("Live")
    return page


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return new_visitor().arrive(place.links["edit"], as_="Maria Lead")


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return new_visitor().arrive(place.member)


def in_group(page: Page, group: str, task: str) -> Locator:
    return page.locator(f'[data-group="{group}"] > .entry[data-t="{task}"]')


def test_a_card_moves_by_keys_and_by_hand_and_the_other_side_sees_it(place: Place, maria: Page, team: Page) -> None:
    task = place.tasks[STEP]
    open_view(maria, place, "board")
    open_view(team, place, "board")
    in_group(maria, "todo", task).locator(".step__title").focus()
    maria.keyboard.press("Shift+ArrowRight")
    expect(in_group(team, "doing", task)).to_be_visible()
    expect(in_group(maria, "doing", task).locator(".step__title")).to_be_focused()
    maria.keyboard.press("Control+z")
    expect(in_group(team, "todo", task)).to_be_visible()

    carry(maria, task, "todo", "dropped")
    expect(in_group(team, "dropped", task)).to_be_visible()


def carry(page: Page, task: str, group: str, to: str) -> None:
    """Drag the card of `task` to another column by hand."""
    card = in_group(page, group, task)
    card.hover()
    wait_until_draggable(page, "[data-group]")
    drag(page, card, page.locator(f'[data-group="{to}"]'), in_group(page, to, task))


def test_a_card_dragged_to_blocked_is_asked_for_why_and_the_keys_of_the_view_are_shown(
    place: Place, maria: Page, team: Page
) -> None:
    task = place.tasks[STEP]
    open_view(maria, place, "board")
    open_plan(team, place)
    carry(maria, task, "todo", "blocked")
    form = maria.get_by_role("dialog", name="What is in the way?")
    form.get_by_label("Security review").check()
    form.locator("[name=note]").fill("Waits for their review")
    maria.keyboard.press("Enter")
    expect(team.locator(f'.task[data-t="{task}"] .task__why')).to_contain_text("Waits for their review")

    in_group(maria, "blocked", task).locator(".step__title").focus()
    maria.keyboard.press("?")
    expect(maria.get_by_role("dialog", name="Keys")).to_contain_text("Move the task to another column")
    assert violations(maria) == []


@pytest.mark.parametrize("view", ["timeline", "calendar", "mine"])
def test_each_view_shows_its_own_keys_by_a_key_and_by_a_button(place: Place, maria: Page, view: str) -> None:
    open_view(maria, place, view)
    maria.keyboard.press("?")
    expect(maria.get_by_role("dialog", name="Keys")).to_contain_text("Go to another task")
    maria.keyboard.press("Escape")
    maria.get_by_role("button", name="Keys").click()
    expect(maria.get_by_role("dialog", name="Keys")).to_be_visible()


def test_the_board_follows_the_list(place: Place, maria: Page, team: Page) -> None:
    task = place.tasks[STEP]
    open_view(maria, place, "board")
    choose_status(open_plan(team, place), task, "Done")
    expect(in_group(maria, "done", task)).to_be_visible()


def due_day(page: Page, place: Place, task: str) -> date:
    tasks = page.request.get(f"/w/{place.workspace}/plan/snapshot").json()["tasks"]
    return date.fromisoformat(next(one["due"] for one in tasks if one["t"] == task))


def test_a_task_moves_to_another_day_by_keys(place: Place, maria: Page, team: Page) -> None:
    task = place.tasks[STEP]
    day = due_day(maria, place, task)
    # Both days stand in the same month, whatever today is.
    key, by = ("Shift+ArrowLeft", -1) if day.day > 1 else ("Shift+ArrowRight", 1)
    for page in (maria, team):
        open_view(page, place, f"calendar?month={day:%Y-%m}")
    in_group(maria, day.isoformat(), task).locator(".step__title").focus()
    maria.keyboard.press(key)
    moved = (day + timedelta(days=by)).isoformat()
    expect(in_group(team, moved, task)).to_be_visible()
    expect(in_group(maria, moved, task).locator(".step__title")).to_be_focused()


def test_what_becomes_mine_comes_by_itself_and_is_ticked_there(place: Place, maria: Page, team: Page) -> None:
    task = place.tasks[STEP]
    open_view(maria, place, "mine")
    expect(maria.locator(f'.entry[data-t="{task}"]')).to_have_count(0)
    choose_owner(open_plan(team, place), task, "Maria Lead")
    maria.locator(f'.entry[data-t="{task}"] .entry__glyph').click()
    expect(in_group(maria, "done", task)).to_be_visible()
    expect(team.locator(f'.task[data-t="{task}"]')).to_have_attribute("data-status", "done")


@pytest.mark.parametrize("view", ["timeline", "calendar", "board", "mine"])
def test_the_go_live_above_a_view_and_what_it_marks_follow_the_other_side(
    place: Place, maria: Page, team: Page, view: str
) -> None:
    milestone, day = place.tasks["Set-up step 3"], date.today() + timedelta(days=80)
    open_view(maria, place, f"{view}?month={day:%Y-%m}")
    marks = maria.locator('.axis__post[data-mark="later"], .day__mark[data-mark="later"]')
    expect(marks).to_have_count(0)
    team.goto(f"/w/{place.workspace}/plan/tasks/{milestone}")
    expect(team.locator("#pill")).to_have_text("Live")
    team.locator("#d-title").fill("Go-live")
    team.locator("#d-title").press("Enter")
    choose_due(team, milestone, day.isoformat())
    expect(maria.locator(".plan__live")).to_contain_text("working days later")
    if view in ("timeline", "calendar"):
        expect(marks).to_have_count(1)
    if view == "timeline":
        expect(marks).to_have_attribute("data-day", day.isoformat())
        expect(maria.locator(".axis__said").last).to_have_text("Forecast go-live")
    if view == "calendar":
        expect(maria.locator(f'.day:has([data-group="{day}"]) .day__mark')).to_have_text("Forecast go-live")


def test_a_finger_carries_a_card_to_another_column(new_visitor: NewVisitor, place: Place, team: Page) -> None:
    task = place.tasks[STEP]
    page = open_view(new_visitor(touch=True).arrive(place.links["edit"], as_="Maria Lead"), place, "board")
    wait_until_draggable(page, "[data-group]")
    open_view(team, place, "board")
    card = in_group(page, "todo", task).bounding_box()
    column = page.locator('[data-group="doing"]').bounding_box()
    assert card
    assert column
    finger, x, y = Finger(page), card["x"] + 60, card["y"] + 20
    finger.touch("touchStart", (x, y))
    expect(in_group(page, "todo", task)).to_have_class(re.compile("sortable-chosen"))
    finger.draw(x, y, column["x"] + 60 - x, column["y"] + 30 - y)
    expect(in_group(page, "doing", task)).to_be_visible()
    finger.touch("touchEnd")
    expect(in_group(team, "doing", task)).to_be_visible()


@pytest.mark.parametrize("view", ["board", "calendar", "mine"])
def test_a_phone_never_scrolls_a_view_sideways(new_visitor: NewVisitor, place: Place, view: str) -> None:
    for width in (PHONE_WIDTH, 320):
        page = open_view(new_visitor(width=width).open_link(place.links["edit"], as_="Maria Lead"), place, view)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_views_keep_the_filter_and_work_without_scripts(new_visitor: NewVisitor, place: Place) -> None:
    page = new_visitor(js=False).open_link(place.links["edit"], as_="Maria Lead")
    page.goto(f"/w/{place.workspace}/plan")
    page.locator(".filter > summary").click()
    page.locator("#f-status").select_option("blocked")
    page.locator(".filter__form button").click()
    for view in ("Timeline", "Calendar", "Board", "List"):
        page.locator(".views").get_by_role("link", name=view).click()
        expect(page.locator(".chip--on")).to_contain_text("Blocked")
        if view == "Calendar":
            # Which month it falls in depends on today.
            page.goto(f"{page.url}&month={due_day(page, place, place.tasks['A step that is blocked']):%Y-%m}")
        expect(page.locator(".step:visible, .task:visible")).to_have_count(1)
    page.locator(".chip--on").click()
    expect(page.locator(".task:visible")).not_to_have_count(1)
