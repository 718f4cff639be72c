"""Without a network: edits wait, survive a closed tab, and are sent once; whoever is let in no more sends nothing."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan, rename, row, title

FIRST, SECOND = "Kickoff step 1", "Kickoff step 2"
KEPT = """() => new Promise((resolve) => {
    const request = indexedDB.open("onward", 1);
    request.onsuccess = () => {
        const all = request.result.transaction("waiting").objectStore("waiting").getAll();
        all.onsuccess = () => resolve(all.result.length);
    };
})"""


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().open_link(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().sign_in(place.member), place)


def go_offline(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("#pill")).to_contain_text("Offline")


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
    again.wait_for_function(f"() => ({KEPT})().then((count) => count === 0)")


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
    context = maria.context
    maria.close()
    rename(team, first, "What Tom wrote")
    expect(title(team, first)).to_have_text("What Tom wrote")

    context.set_offline(False)
    again = open_plan(context.new_page(), place)
    note = row(again, first).locator(".task__say")
    expect(note).to_contain_text("What Tom wrote")
    expect(note).to_contain_text("What Maria wrote")
    expect(title(team, second)).to_have_text("Another of hers")
    note.get_by_role("button", name="Use mine").click()
    expect(title(team, first)).to_have_text("What Maria wrote")


def test_a_revoked_link_takes_the_waiting_edits_along(
    new_visitor: NewVisitor, place: Place, maria: Page, team: Page
) -> None:
    go_offline(maria)
    rename(maria, place.tasks[FIRST], "Too late")
    assert maria.evaluate(KEPT) == 1
    admin = new_visitor().sign_in(place.admin)
    admin.goto(f"/w/{place.workspace}/links")
    line = admin.locator(".link-line", has_text="To edit")
    line.locator("summary", has_text="Revoke").click()
    line.get_by_role("button", name="Revoke this link").click()
    expect(admin.get_by_text("The link is revoked")).to_be_visible()
    context = maria.context
    maria.close()

    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/w/{place.workspace}/plan")
    expect(page.get_by_text("This link no longer works")).to_be_visible()
    page.wait_for_function(f"() => ({KEPT})().then((count) => count === 0)")
    expect(title(team, place.tasks[FIRST])).to_have_text(FIRST)
