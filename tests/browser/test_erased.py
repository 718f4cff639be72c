"""An erased person is named no more on pages that stood open, and nobody loses what they are typing by it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import choose_owner, open_plan, row, title

MARIA = re.compile("Maria")


def erase_maria(admin: Page, place: Place) -> None:
    admin.goto(f"/w/{place.workspace}/people")
    admin.get_by_role("link", name=MARIA).first.click()
    admin.goto(f"{admin.url}/erase")
    admin.get_by_label("Erase this person for good").check()
    admin.locator("main form button[type=submit]").click()
    expect(admin.locator("body")).to_contain_text("The person is erased.")


def test_open_pages_forget_an_erased_person_once_nothing_is_typed_in_them(
    new_visitor: NewVisitor, place: Place
) -> None:
    task = place.tasks["Kickoff step 1"]
    viewer = open_plan(new_visitor().arrive(place.links["edit"], as_="Jonas"), place)
    choose_owner(viewer, task, "Maria Lead")
    expect(row(viewer, task).locator(".task__owner")).to_contain_text(MARIA)
    writer = open_plan(new_visitor().arrive(place.links["edit"], as_="Lena"), place)
    title(writer, task).click()
    writer.locator(".edit-title").fill("Half a word")
    erase_maria(new_visitor().arrive(place.admin), place)
    expect(row(viewer, task).locator(".task__owner")).not_to_contain_text(MARIA)
    assert not MARIA.search(viewer.content())
    writer.wait_for_timeout(4_000)
    expect(writer.locator(".edit-title")).to_have_value("Half a word")
    writer.keyboard.press("Enter")
    expect(title(viewer, task)).to_have_text("Half a word")
    writer.locator("h1").click()
    expect(row(writer, task).locator(".task__owner")).not_to_contain_text(MARIA)
