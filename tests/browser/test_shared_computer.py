"""Two people at one computer: who comes second finds nothing of who was there first."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, TimeoutError, expect

from tests.browser.conftest import CHROMIUM_WORDS, WAIT_MILLISECONDS, NewVisitor, Place, Server, chromium_path
from tests.browser.plan_page import open_plan, rename
from tests.browser.visiting import Visitor
from tests.browser.waiting import expect_kept


@pytest.fixture
def chromium_that_goes_back(chromium: Browser) -> Iterator[Browser]:
    """Keeps left pages whole to go back to, as browsers do when nobody drives them."""
    kept = ["--disable-back-forward-cache"]
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(), args=CHROMIUM_WORDS, ignore_default_args=kept
    )
    yield browser
    browser.close()


def test_nobody_goes_back_into_what_a_member_saw_before_signing_out(
    chromium_that_goes_back: Browser, server: Server, place: Place
) -> None:
    page = Visitor(chromium_that_goes_back.new_context(base_url=server.url)).sign_in(place.admin)
    page.goto("/team")
    expect(page.locator("h1")).to_have_text("Team")
    page.locator('form[action="/sign-out"]').evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/sign-in")
    try:
        page.go_back(timeout=WAIT_MILLISECONDS)
    except TimeoutError:
        # What Playwright is not told of is a page that was kept whole.
        pytest.fail(f"back in {page.url}: {page.title()}")
    expect(page.get_by_label("E-mail address")).to_be_visible()


def test_the_words_that_one_has_not_sent_are_not_offered_to_the_next(new_visitor: NewVisitor, place: Place) -> None:
    first = new_visitor()
    page = first.open_link(place.links["edit"], as_="Jonas")
    chat = f"/w/{place.workspace}/chat"
    page.goto(chat)
    page.locator(".composer textarea").fill("Between us: they will not pay")
    page.reload()
    expect(page.locator(".composer textarea")).to_have_value("Between us: they will not pay")
    page.goto(f"/w/{place.workspace}/who")
    first.say_who("Maria Lead")
    page.goto(chat)
    expect(page.locator(".composer textarea")).to_have_value("")


def test_signing_out_leaves_no_change_that_was_never_sent_and_asks_before(
    new_visitor: NewVisitor, place: Place
) -> None:
    plan = open_plan(new_visitor().arrive(place.member), place)
    plan.context.set_offline(True)
    rename(plan, place.tasks["Kickoff step 1"], "They will not pay")
    expect_kept(plan, 1)
    team = plan.context.new_page()
    plan.close()
    team.context.set_offline(False)
    team.goto("/team")
    sign_out = 'form[action="/sign-out"]'
    team.locator(sign_out).evaluate("form => form.requestSubmit()")
    asked = team.get_by_role("dialog", name="Sign out?")
    expect(asked).to_contain_text("1 change was not sent yet and is lost.")
    asked.get_by_role("button", name="Stay signed in").click()
    expect(asked).to_have_count(0)
    expect_kept(team, 1)
    team.locator(sign_out).evaluate("form => form.requestSubmit()")
    asked.get_by_role("button", name="Sign out").click()
    team.wait_for_url("**/sign-in")
    expect_kept(team, 0)


def test_who_says_to_be_somebody_else_is_left_nothing_that_was_never_sent(
    new_visitor: NewVisitor, place: Place
) -> None:
    jonas = new_visitor()
    plan = open_plan(jonas.arrive(place.links["edit"], as_="Jonas"), place)
    plan.context.set_offline(True)
    rename(plan, place.tasks["Kickoff step 1"], "They will not pay")
    expect_kept(plan, 1)
    next_page = plan.context.new_page()
    plan.close()
    next_page.context.set_offline(False)
    next_page.goto(f"/w/{place.workspace}/who")
    expect_kept(next_page, 1)
    jonas.page = next_page
    jonas.say_who("Maria Lead")
    next_page.wait_for_url(f"**/w/{place.workspace}/")
    expect_kept(next_page, 0)
