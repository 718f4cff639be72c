"""One person types for another who says it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan, row
from tests.browser.waiting import expect_kept, wait_until

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
    expect_kept(team, 0)
    team.goto(f"/w/{place.workspace}/plan/history")
    lines = team.locator(".history__line")
    expect(lines.nth(1)).to_contain_text("said by Maria Lead")
    expect(lines.nth(0)).not_to_contain_text("said by")


def test_agreed_for_somebody_is_undone_in_their_name_and_confirmed_by_themselves(
    new_visitor: NewVisitor, place: Place
) -> None:
    team = open_plan(new_visitor().arrive(place.member), place)
    maria = open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)
    type_for_maria(team)
    open_details(team, place)
    agreement = team.locator("[data-part=agreement]")
    agreement.get_by_role("button", name="Agree", exact=True).click()
    words = team.locator(".agreement__words")
    expect(words).to_contain_text("by Maria (typed by you)")
    expect(agreement.get_by_role("button", name="Agree too")).to_be_visible()
    team.get_by_role("button", name="Maria says").click()
    team.locator("#detail .detail__close").focus()
    team.keyboard.press("Control+z")
    expect(words).to_have_text("Proposed")
    team.keyboard.press("Control+y")
    expect(words).to_contain_text("by Maria (typed by you)")
    open_details(maria, place)
    maria.get_by_role("button", name="Confirm").click()
    expect(maria.locator(".agreement__words")).to_have_text(re.compile("by you$"))


def type_for_maria(page: Page) -> None:
    page.get_by_role("button", name="Type for somebody who says it").click()
    page.get_by_role("combobox").fill("Maria")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Maria says")).to_be_visible()


def open_details(page: Page, place: Place) -> None:
    row(page, place.tasks[FIRST]).locator(".task__open").click()
    expect(page.locator("#d-title")).to_have_value(FIRST)


def test_what_is_written_for_somebody_in_a_description_is_theirs_and_what_follows_is_not(
    new_visitor: NewVisitor, place: Place
) -> None:
    team = open_plan(new_visitor().arrive(place.member), place)
    type_for_maria(team)
    open_details(team, place)
    text = team.locator("#d-description")
    text.focus()
    text.press_sequentially("We export as CSV.")
    team.get_by_role("button", name="Maria says").click()
    team.locator(".detail__write").click()
    text.press("End")
    text.press_sequentially(" Noted.")
    team.locator("#d-title").focus()
    expect(team.locator(".detail__text")).to_have_text("We export as CSV. Noted.")
    history = f"/w/{place.workspace}/plan/history?task={place.tasks[FIRST]}"
    lines = team.locator(".history__line")
    wait_until(team, lambda: bool(team.goto(history)) and lines.count() > 1, "the two voices are not two changes")
    expect(lines.nth(0)).not_to_contain_text("said by")
    expect(lines.nth(1)).to_contain_text("said by Maria Lead")
    expect(lines.nth(1).locator("ins")).to_have_text("We export as CSV.")
