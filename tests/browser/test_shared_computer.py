"""Two people at one computer: who comes second finds nothing of who was there first."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, TimeoutError, expect

from tests.browser.conftest import CHROMIUM_WORDS, WAIT_MILLISECONDS, NewVisitor, Place, Server, chromium_path
from tests.browser.visiting import Visitor


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
