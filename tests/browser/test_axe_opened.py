"""axe finds nothing in what opens over a page, in both themes: menus, pickers, dialogs, bars, sheets on a phone."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import colour_violations, violations
from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.plan_page import open_plan

# What opens it, and what is then open.
Opened = tuple[Callable[[Page], object], str]

THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
STEP = '.task[data-status="todo"]'


def click(selector: str) -> Callable[[Page], object]:
    return lambda page: page.locator(selector).first.click()


def press(key: str, on: str = f"{STEP} .task__title") -> Callable[[Page], object]:
    return lambda page: page.locator(on).first.press(key)


def choose_two(page: Page) -> None:
    title = page.locator(f"{STEP} .task__title").first
    title.press("x")
    title.press("Shift+ArrowDown")


def preview_moved_dates(page: Page) -> None:
    page.get_by_role("button", name="Move by days").click()
    page.get_by_label("Working days").fill("5")
    page.get_by_role("button", name="Preview").click()


ON_THE_PLAN: Mapping[str, Opened] = {
    "the filter": (click(".filter > summary"), ".filter"),
    "my menu": (click(".me > summary"), ".me"),
    "the statuses": (click(f"{STEP} .task__status"), ".popup"),
    "the owners": (click(f"{STEP} .task__owner"), ".popup"),
    "what blocks": (press("b"), ".popup"),
    "what a phase offers": (press("Enter", on=".phase__change"), ".popup"),
    "the keys": (press("?"), "dialog[open]"),
    "who says it": (press("t"), ".popup"),
    "a title in edit": (press("Enter"), ".task[data-edit]"),
    "a task": (press("o"), "#detail"),
}
FOR_MANY: Mapping[str, Opened] = {
    "the bar": (choose_two, ".many"),
    "moved dates": (preview_moved_dates, "dialog[open]"),
}
ON_A_PHONE: Mapping[str, Opened] = {
    "the filter": (click(".filter > summary"), ".filter"),
    "more places": (click(".bottom-bar__more > summary"), ".bottom-bar"),
    "a task": (click(f"{STEP} .task__owner"), "#detail"),
}
IN_A_VIEW: Mapping[str, Opened] = {
    "the keys": (click("[data-do=keys]"), "dialog[open]"),
    "a step": (click(".step__title"), "#detail"),
}


def check(page: Page, things: Mapping[str, Opened], dark: bool = False) -> dict[str, list[str]]:
    """What axe finds in each thing once it is open, one after the other; without a complaint it is left out."""
    found = {}
    for name, (open_it, what) in things.items():
        open_it(page)
        expect(page.locator(what)).to_be_visible()
        if what == "#detail":
            expect(page.locator(".detail__close")).to_be_focused()
        found[name] = colour_violations(page, what) if dark else violations(page, what)
        if name != "the bar":
            page.keyboard.press("Escape")
    return {name: complaints for name, complaints in found.items() if complaints}


@THEMES
def test_on_the_plan(new_visitor: NewVisitor, place: Place, dark: bool) -> None:
    page = open_plan(new_visitor(dark=dark).arrive(place.links["edit"], as_="Maria Lead"), place)
    assert check(page, ON_THE_PLAN, dark) == {}


@THEMES
def test_for_many_rows(new_visitor: NewVisitor, place: Place, dark: bool) -> None:
    page = open_plan(new_visitor(dark=dark).arrive(place.member), place)
    assert check(page, FOR_MANY, dark) == {}


def test_on_a_phone(new_visitor: NewVisitor, place: Place) -> None:
    page = open_plan(new_visitor(width=PHONE_WIDTH).arrive(place.links["edit"], as_="Maria Lead"), place)
    assert check(page, ON_A_PHONE) == {}


def test_in_the_other_views(new_visitor: NewVisitor, place: Place) -> None:
    page = new_visitor().arrive(place.member)
    for view in ("timeline", "board", "calendar"):
        page.goto(f"/w/{place.workspace}/plan/{view}")
        expect(page.locator("#pill")).to_have_text("Live")
        assert check(page, IN_A_VIEW) == {}, view


def test_axe_looks_into_what_is_open_and_only_there(page: Page) -> None:
    page.goto("/sign-in")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    assert [line.split(":")[0] for line in violations(page, "main")] == ["color-contrast"]
    assert violations(page, "form") == []
