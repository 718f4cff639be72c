"""What done means, as two sides write and sign it with both pages open."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place

WORDS = "Both warehouses book all stock in it."


def write(page: Page, meaning: str, words: str) -> None:
    part = page.locator(f"#{meaning}")
    part.locator("summary").click()
    part.get_by_role("textbox").fill(words)
    part.get_by_role("button", name="Save").click()
    expect(page.locator(f"#{meaning} .meaning__words").first).to_have_text(words)


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
def test_done_is_written_by_one_side_and_signed_by_both(new_visitor: NewVisitor, place: Place, js: bool) -> None:
    team = new_visitor(js=js).sign_in(place.member)
    team.goto(f"/w/{place.workspace}/done")
    customer = new_visitor(js=js).open_link(place.links["edit"], as_="Maria Lead")
    customer.goto(f"/w/{place.workspace}/done")
    write(team, "live", WORDS)
    if not js:
        customer.reload()
    expect(customer.locator("#live .meaning__words")).to_have_text(WORDS)
    customer.locator("#live").get_by_role("button", name="Sign these words").click()
    if not js:
        team.reload()
    expect(team.locator("#live .signature")).to_have_count(1)
    team.locator("#live").get_by_role("button", name="Sign these words").click()
    expect(team.locator("#live")).to_contain_text("Signed by both sides")
    if not js:
        customer.reload()
    expect(customer.locator("#live")).to_contain_text("Signed by both sides")


def test_what_somebody_types_in_stays_under_their_hands_while_others_write(
    new_visitor: NewVisitor, place: Place
) -> None:
    team = new_visitor().sign_in(place.member)
    team.goto(f"/w/{place.workspace}/done")
    customer = new_visitor().open_link(place.links["edit"], as_="Maria Lead")
    customer.goto(f"/w/{place.workspace}/done")
    mine = customer.locator("#success")
    mine.locator("summary").click()
    mine.get_by_role("textbox").fill("Half typed")
    write(team, "live", WORDS)
    expect(customer.locator("#live .meaning__words")).to_have_text(WORDS)
    expect(mine.get_by_role("textbox")).to_have_value("Half typed")
