"""axe finds nothing on any page of the policy table: for each side, filled and empty, in both themes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import colour_violations, violations
from tests.browser.conftest import Installation, NewVisitor, Place, Server
from tests.policy_table import ROUTES, Who

CUSTOMERS_MAY_SEE = {Who.SEE, Who.COMMENT, Who.EDIT}
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
FILLED = pytest.mark.parametrize("word", ["full", "empty"])

Examine = Callable[[Page], list[str]]
EXAMINE: dict[bool, Examine] = {False: violations, True: colour_violations}


def pages(*who: Who) -> list[str]:
    return [key.removeprefix("GET ") for key, row in ROUTES.items() if row.is_page and row.who in who]


def address(rule: str, place: Place) -> str | None:
    """The address of a page in this place; None where the place has nothing of the kind it shows."""
    tokens = {"/l/<token>": place.links["view"], "/sign-in/<token>": place.member}
    if rule in tokens:
        return tokens[rule]
    names = PLACEHOLDER.findall(rule)
    if any(name not in place.addresses for name in names):
        return None
    return PLACEHOLDER.sub(lambda found: place.addresses[found[1]], rule)


def check(page: Page, rules: list[str], place: Place, examine: Examine) -> dict[str, list[str]]:
    """What axe finds, by page; pages without a complaint are left out."""
    found = {}
    for rule in rules:
        path = address(rule, place)
        if path is None:
            continue
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{rule} answers {answer.status}"
        found[rule] = examine(page)
    return {rule: complaints for rule, complaints in found.items() if complaints}


@THEMES
@FILLED
def test_pages_anyone_may_open(server: Server, new_visitor: NewVisitor, dark: bool, word: str) -> None:
    page = new_visitor(dark=dark).page
    assert check(page, pages(Who.ANYONE), server.seed(word), EXAMINE[dark]) == {}


@THEMES
@FILLED
def test_the_customers_pages(server: Server, new_visitor: NewVisitor, dark: bool, word: str) -> None:
    place = server.seed(word)
    page = new_visitor(dark=dark).open_link(place.links["edit"], as_="Maria Lead")
    assert check(page, pages(*CUSTOMERS_MAY_SEE), place, EXAMINE[dark]) == {}


def test_the_customers_pages_on_a_phone(server: Server, new_visitor: NewVisitor) -> None:
    place = server.seed("full")
    page = new_visitor(width=390).open_link(place.links["view"])
    assert check(page, pages(Who.SEE), place, violations) == {}


@THEMES
@FILLED
def test_the_teams_pages(server: Server, new_visitor: NewVisitor, dark: bool, word: str) -> None:
    place = server.seed(word)
    page = new_visitor(dark=dark).sign_in(place.admin)
    rules = pages(Who.SEE, Who.COMMENT, Who.EDIT, Who.TEAM, Who.MEMBER, Who.ADMIN)
    assert check(page, rules, place, EXAMINE[dark]) == {}


@THEMES
def test_the_teams_pages_on_the_day_of_installation(
    installation: Installation, new_visitor: NewVisitor, dark: bool
) -> None:
    page = new_visitor(dark=dark, at=installation.url).sign_in(installation.first_admin())
    expect(page.get_by_text("No onboardings yet")).to_be_visible()
    rules = [rule for rule in pages(Who.MEMBER, Who.ADMIN) if "<" not in rule]
    library = {"/library", "/library/lessons/new", "/library/tracks/new"}
    ours = {"/onboardings", "/onboardings/new", "/playbooks", "/team", "/team/audit", "/settings"}
    assert ours | library == set(rules)
    found = {}
    for rule in rules:
        answer = page.goto(rule)
        assert answer is not None
        assert answer.status == 200
        found[rule] = EXAMINE[dark](page)
    assert found == {rule: [] for rule in rules}


@THEMES
def test_the_page_that_is_not_there(new_visitor: NewVisitor, dark: bool) -> None:
    page = new_visitor(dark=dark).page
    answer = page.goto("/w/nothing/plan")
    assert answer is not None
    assert (answer.status, EXAMINE[dark](page)) == (404, [])


@THEMES
def test_the_page_that_asks_for_a_name_leads_to_saying_it(new_visitor: NewVisitor, place: Place, dark: bool) -> None:
    page = new_visitor(dark=dark).open_link(place.links["edit"])
    answer = page.goto(f"/w/{place.workspace}/plan/phases/{place.addresses['phase_id']}")
    assert answer is not None
    assert (answer.status, EXAMINE[dark](page)) == (403, [])
    page.get_by_role("link", name="Say who you are").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()


def test_a_full_place_has_an_address_for_every_page(server: Server) -> None:
    place = server.seed("full")
    assert [rule for rule in pages(*Who) if address(rule, place) is None] == []


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("/sign-in")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=\"/favicon.ico\">'")
    assert [line.split(":")[0] for line in violations(page)] == ["image-alt"]


def test_axe_sees_the_dark_theme(new_visitor: NewVisitor) -> None:
    page = new_visitor(dark=True).page
    page.goto("/sign-in")
    page.evaluate("document.querySelector('h1').style.color = '#222'")
    assert [line.split(":")[0] for line in colour_violations(page)] == ["color-contrast"]
