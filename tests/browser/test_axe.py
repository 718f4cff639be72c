"""axe finds nothing on any page of the policy table: for each side, filled and empty, in both themes."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.conftest import NewVisitor, Place, Server
from tests.policy_table import ROUTES, Who

CUSTOMERS_MAY_SEE = {Who.SEE, Who.EDIT}
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
FILLED = pytest.mark.parametrize("word", ["full", "empty"])


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


def check(page: Page, rules: list[str], place: Place) -> dict[str, list[str]]:
    """What axe finds, by page; pages without a complaint are left out."""
    found = {}
    for rule in rules:
        path = address(rule, place)
        if path is None:
            continue
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{rule} answers {answer.status}"
        found[rule] = violations(page)
    return {rule: complaints for rule, complaints in found.items() if complaints}


@FILLED
def test_pages_anyone_may_open(server: Server, new_visitor: NewVisitor, word: str) -> None:
    page = new_visitor().page
    assert check(page, pages(Who.ANYONE), server.seed(word)) == {}


@FILLED
def test_the_customers_pages(server: Server, new_visitor: NewVisitor, word: str) -> None:
    place = server.seed(word)
    page = new_visitor().open_link(place.links["edit"], as_="Maria Lead")
    assert check(page, pages(*CUSTOMERS_MAY_SEE), place) == {}


def test_the_customers_pages_on_a_phone(server: Server, new_visitor: NewVisitor) -> None:
    place = server.seed("full")
    page = new_visitor(width=390).open_link(place.links["view"])
    assert check(page, pages(Who.SEE), place) == {}


@FILLED
def test_the_teams_pages(server: Server, new_visitor: NewVisitor, word: str) -> None:
    place = server.seed(word)
    page = new_visitor().sign_in(place.admin)
    rules = pages(Who.SEE, Who.EDIT, Who.TEAM, Who.MEMBER, Who.ADMIN)
    assert check(page, rules, place) == {}


def test_the_page_that_is_not_there(server: Server, new_visitor: NewVisitor) -> None:
    page = new_visitor().page
    answer = page.goto("/w/nothing/plan")
    assert answer is not None
    assert (answer.status, violations(page)) == (404, [])


def test_a_full_place_has_an_address_for_every_page(server: Server) -> None:
    place = server.seed("full")
    assert [rule for rule in pages(*Who) if address(rule, place) is None] == []


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("/sign-in")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=\"/favicon.ico\">'")
    assert [line.split(":")[0] for line in violations(page)] == ["image-alt"]


def test_axe_sees_the_dark_theme(page: Page) -> None:
    page.goto("/sign-in")
    page.evaluate("document.querySelector('h1').style.color = '#222'")
    assert [line.split(":")[0] for line in violations(page)] == ["in the dark theme, color-contrast"]
