"""Choosing a colour: both themes show it while it is being chosen."""

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor, Place


def test_a_colour_is_shown_as_it_would_be_worn_before_it_is_saved(new_visitor: NewVisitor, place: Place) -> None:
    page = new_visitor().arrive(place.admin)
    page.goto(f"/w/{place.workspace}/brand")
    samples = page.locator("[data-samples]")
    expect(samples).to_contain_text("Light pages show your colour unchanged.")
    page.get_by_label("Colour").fill("#ffff00")
    expect(samples).to_contain_text("light pages show #777700")
    expect(samples.locator('rect[fill="#777700"]')).to_have_count(1)
    page.reload()
    expect(samples).to_contain_text("Light pages show your colour unchanged.")
