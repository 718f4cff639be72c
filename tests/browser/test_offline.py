"""Without a network: edits wait, survive a closed tab, and are sent once; whoever is let in no more sends nothing."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.plan_page import choose_status, open_plan, remove, rename, row, title
from tests.browser.waiting import expect_kept, wait_until

FIRST, SECOND, THIRD = "Kickoff step 1", "Kickoff step 2", "Set-up step 1"


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.member), place)


def go_offline(page: Page) -> None:
    """Every tab of this browser knows that it has no line."""
    page.context.set_offline(True)
    for tab in page.context.pages:
        expect(tab.locator("#pill")).to_contain_text("Offline")


def history_of(page: Page, place: Place) -> int:
    """How many changes the plan has seen."""
    answer = page.request.get(f"/w/{place.workspace}/plan/snapshot")
    return int(json.loads(answer.text())["seq"])


def test_twenty_edits_of_a_closed_tab_are_found_again_and_sent_once(place: Place, maria: Page, team: Page) -> None:
    first = place.tasks[FIRST]
    before = history_of(team, place)
    go_offline(maria)
    for number in range(20):
        rename(maria, first, f"Version {number}")
    expect(maria.locator("#pill")).to_have_text("Offline, 20 changes waiting")
    expect(row(maria, first)).to_have_attribute("data-waiting", "")
    expect_kept(maria, 20)
    context = maria.context
    maria.close()
    expect(title(team, first)).to_have_text(FIRST)

    context.set_offline(False)
    again = open_plan(context.new_page(), place)
    expect(title(team, first)).to_have_text("Version 19")
    expect(title(again, first)).to_have_text("Version 19")
    expect(again.locator("#pill")).to_have_text("Live")
    assert history_of(team, place) == before + 20
    expect(row(again, first)).not_to_have_attribute("data-waiting", "")
    expect_kept(again, 0)


def test_a_second_tab_leaves_alone_what_waits_in_one_that_lives(place: Place, maria: Page, team: Page) -> None:
    before = history_of(team, place)
    maria.route("**/*", lambda route: route.continue_())
    go_offline(maria)
    rename(maria, place.tasks[FIRST], "From the first tab")
    maria.context.set_offline(False)
    second = open_plan(maria.context.new_page(), place)
    expect(title(second, place.tasks[FIRST])).to_have_text("From the first tab")
    expect(maria.locator("#pill")).to_have_text("Live")
    assert history_of(team, place) == before + 1


def test_a_clash_found_on_return_is_shown_and_nothing_of_it_is_lost(place: Place, maria: Page, team: Page) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    go_offline(maria)
    rename(maria, first, "What Maria wrote")
    rename(maria, second, "Another of hers")
    expect_kept(maria, 2)
    context = maria.context
    maria.close()
    rename(team, first, "What Tom wrote")
    expect(title(team, first)).to_have_text("What Tom wrote")

    context.set_offline(False)
    again = open_plan(context.new_page(), place)
    question = again.get_by_role("dialog", name="What shall stand?")
    expect(question).to_contain_text("What Tom wrote")
    expect(question).to_contain_text("What Maria wrote")
    expect(title(team, second)).to_have_text("Another of hers")
    question.get_by_role("button", name="Use mine").click()
    expect(title(team, first)).to_have_text("What Maria wrote")


def test_clashes_are_asked_about_one_after_the_other_and_what_is_put_off_outlives_the_tab(
    new_visitor: NewVisitor, place: Place, team: Page
) -> None:
    first, second, third = place.tasks[FIRST], place.tasks[SECOND], place.tasks[THIRD]
    maria = open_plan(new_visitor(width=PHONE_WIDTH).arrive(place.links["edit"], as_="Maria Lead"), place)
    maria.set_viewport_size({"width": 1280, "height": 860})
    go_offline(maria)
    rename(maria, first, "Maria once")
    rename(maria, first, "Maria twice")
    choose_status(maria, second, "Done")
    rename(maria, third, "Maria on the third")
    rename(team, first, "Tom on the first")
    choose_status(team, second, "In progress")
    remove(team, third)
    expect(row(team, third)).to_have_count(0)
    expect(row(team, second)).to_have_attribute("data-status", "doing")

    maria.set_viewport_size({"width": PHONE_WIDTH, "height": 860})
    maria.context.set_offline(False)
    question = maria.get_by_role("dialog", name="What shall stand?")
    expect(question).to_contain_text("1 of 3")
    expect(question.locator(".clash__words")).to_have_text(["Tom on the first", "Maria twice"])
    assert violations(maria) == []
    maria.keyboard.press("Shift+Tab")
    maria.keyboard.press("Enter")
    expect(question).to_contain_text("2 of 3")
    expect(question.locator(".clash__words")).to_have_text(["In progress", "Done"])
    maria.keyboard.press("Enter")
    expect(row(team, second)).to_have_attribute("data-status", "done")
    expect(question).to_contain_text("was removed meanwhile")
    maria.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(maria.locator(".toast")).to_contain_text("1 change of yours is still to be decided.")
    expect(title(team, first)).to_have_text("Tom on the first")
    expect(title(maria, first)).to_have_text("Tom on the first")

    context = maria.context
    maria.close()
    again = open_plan(context.new_page(), place)
    expect(again.get_by_role("dialog", name="What shall stand?")).to_contain_text("Maria on the third")
    again.get_by_role("button", name="Bring it back with mine").click()
    expect(title(team, third)).to_have_text("Maria on the third")
    expect_kept(again, 0)


def test_of_many_changed_at_once_all_but_the_removed_one_are_changed(place: Place, maria: Page, team: Page) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    title(maria, first).focus()
    maria.keyboard.press("x")
    maria.keyboard.press("Shift+ArrowDown")
    expect(maria.locator(".many__count")).to_have_text("2 selected")
    go_offline(maria)
    maria.keyboard.press("b")
    expect(row(maria, second)).to_have_attribute("data-status", "blocked")
    remove(team, first)
    expect(row(team, first)).to_have_count(0)
    maria.context.set_offline(False)
    maria.get_by_role("dialog", name="What shall stand?").get_by_role("button", name="Leave it removed").click()
    expect(row(team, second)).to_have_attribute("data-status", "blocked")
    expect(row(team, first)).to_have_count(0)
    expect_kept(maria, 0)


def test_a_tab_that_lives_sends_what_a_closed_one_left_and_nothing_twice(place: Place, maria: Page, team: Page) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    before = history_of(team, place)
    other = open_plan(maria.context.new_page(), place)
    third = open_plan(maria.context.new_page(), place)
    go_offline(maria)
    rename(maria, first, "From the closed tab")
    rename(other, second, "From the living tab")
    expect_kept(other, 2)
    maria.close()
    other.context.set_offline(False)
    expect(title(team, first)).to_have_text("From the closed tab")
    expect(title(team, second)).to_have_text("From the living tab")
    for page in (other, third):
        expect(title(page, first)).to_have_text("From the closed tab")
        expect(page.locator("#pill")).to_have_text("Live")
        expect_kept(page, 0)
    assert history_of(team, place) == before + 2

    other.locator("body").press("Control+z")
    expect(title(team, second)).to_have_text(SECOND)
    third.locator("body").press("Control+z")
    expect(third.locator("#announcer")).to_have_text("There is nothing to undo.")
    expect(title(team, first)).to_have_text("From the closed tab")


def test_one_field_changed_in_two_tabs_without_a_line_is_asked_about_in_the_later_one(
    place: Place, maria: Page, team: Page
) -> None:
    first = place.tasks[FIRST]
    other = open_plan(maria.context.new_page(), place)
    go_offline(maria)
    rename(maria, first, "Typed in the one")
    rename(other, first, "Quite another in the other")
    maria.context.set_offline(False)
    loser = who_is_asked(maria, other)
    winner = other if loser is maria else maria
    expect(question_in(loser)).to_contain_text("You, elsewhere wrote")
    expect(winner.locator("#pill")).to_have_text("Live")
    expect(question_in(winner)).to_have_count(0)
    loser.get_by_role("button", name="Keep theirs").click()
    stands = "Typed in the one" if winner is maria else "Quite another in the other"
    expect(title(team, first)).to_have_text(stands)
    for page in (maria, other):
        expect(title(page, first)).to_have_text(stands)
        expect_kept(page, 0)


def question_in(page: Page) -> Locator:
    return page.get_by_role("dialog", name="What shall stand?")


def who_is_asked(*pages: Page) -> Page:
    """The one of them that asks what shall stand; whose change came first is chance."""
    wait_until(pages[0], lambda: any(question_in(page).is_visible() for page in pages), "nobody is asked")
    return next(page for page in pages if question_in(page).is_visible())


def test_a_revoked_link_clears_what_waits_in_every_tab(
    new_visitor: NewVisitor, place: Place, maria: Page, team: Page
) -> None:
    other = open_plan(maria.context.new_page(), place)
    go_offline(maria)
    rename(maria, place.tasks[FIRST], "Too late")
    rename(other, place.tasks[SECOND], "Too late as well")
    expect_kept(maria, 2)
    revoke(new_visitor().sign_in(place.admin), place)
    maria.context.set_offline(False)
    for page in (maria, other):
        expect(page.locator(".stopped")).to_contain_text("Too late")
        expect_kept(page, 0)
    expect(title(team, place.tasks[FIRST])).to_have_text(FIRST)
    expect(title(team, place.tasks[SECOND])).to_have_text(SECOND)


def revoke(admin: Page, place: Place) -> None:
    """Revoke the link that everybody edits by."""
    admin.goto(f"/w/{place.workspace}/links")
    line = admin.locator(".link-line", has_text="To edit")
    line.locator("summary", has_text="Revoke").click()
    line.get_by_role("button", name="Revoke this link").click()
    expect(admin.get_by_text("The link is revoked")).to_be_visible()


def test_a_revoked_link_takes_the_waiting_edits_along(
    new_visitor: NewVisitor, place: Place, maria: Page, team: Page
) -> None:
    go_offline(maria)
    rename(maria, place.tasks[FIRST], "Too late")
    expect_kept(maria, 1)
    revoke(new_visitor().sign_in(place.admin), place)
    context = maria.context
    maria.close()

    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/w/{place.workspace}/plan")
    expect(page.get_by_text("This link no longer works")).to_be_visible()
    expect_kept(page, 0)
    expect(title(team, place.tasks[FIRST])).to_have_text(FIRST)
