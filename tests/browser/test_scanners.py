"""A mail scanner follows every link in a mail and presses what it finds there: the reader afterwards misses nothing."""

import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place, Server
from tests.browser.visiting import Visitor
from tests.mailbox import Mailbox
from tests.processes import PATIENCE_SECONDS

TIMES = 3
PRESSES = 3


def scan(scanner: Visitor, path: str) -> list[str]:
    """Ask by HEAD, open the page, press its first button, and the next page's. Answers where each time ended."""
    ends = []
    for _time in range(TIMES):
        assert scanner.context.request.head(path).ok
        scanner.page.goto(path)
        for _press in range(PRESSES):
            if is_inside(scanner.page):
                break
            scanner.page.locator("main form button:visible").first.click()
        ends.append(scanner.page.url)
    return ends


def is_inside(page: Page) -> bool:
    """Whether this is the onboarding itself, where every button is somebody's work."""
    return "/w/" in page.url and not page.url.endswith("/who")


def path_mailed_to(address: str, server: Server) -> str:
    """The link in the mail to this address, which a job sends after the answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (paths := [path for letter in Mailbox(server.folder / "mail").to(address) for path in letter.paths]):
        assert time.monotonic() < deadline, "no mail came"
        time.sleep(0.05)
    return paths[0]


def all_of(team: Visitor, place: Place) -> list[Any]:
    """The plan and the people, as the team's scripts read them."""
    paths = (f"/w/{place.workspace}/plan/snapshot", f"/w/{place.workspace}/people.json")
    return [team.context.request.get(path).json() for path in paths]


def test_what_a_scanner_pressed_on_a_customers_link_takes_nothing_from_its_reader(
    new_visitor: NewVisitor, place: Place
) -> None:
    team, scanner, reader = new_visitor(), new_visitor(), new_visitor()
    team.arrive(place.admin)
    before = all_of(team, place)
    assert scan(scanner, place.links["edit"]) == [scanner.page.url] * TIMES
    assert is_inside(scanner.page)
    assert all_of(team, place) == before
    page = reader.open_link(place.links["edit"], as_="Nora Newcomer")
    page.goto(f"/w/{place.workspace}/plan")
    expect(page.locator("h1").first).to_be_visible()
    assert "Nora Newcomer" in str(all_of(team, place))


def test_a_scanner_neither_signs_a_member_in_nor_uses_the_link_up(
    new_visitor: NewVisitor, place: Place, server: Server
) -> None:
    admin, scanner, member = new_visitor(), new_visitor(), new_visitor()
    address = "sam.scanned@vendor.example"
    page = admin.arrive(place.admin)
    page.goto("/team")
    page.locator("input[name=name]").fill("Sam Scanned")
    page.locator("input[name=email]").fill(address)
    page.locator("form:has(input[name=email]) button[type=submit]").click()
    member.page.goto("/sign-in")
    member.page.locator("input[name=email]").fill(address)
    member.page.locator("form:has(input[name=email]) button[type=submit]").click()
    expect(member.page.locator("input[name=code]")).to_be_visible()
    path = path_mailed_to(address, server)
    ends = scan(scanner, path)
    assert [end.endswith(path) for end in ends] == [True] * TIMES
    expect(scanner.page.locator("main input[name=code]")).to_be_visible()
    scanner.page.goto("/onboardings")
    assert "/sign-in" in scanner.page.url
    member.sign_in(path)
    member.page.goto("/onboardings")
    assert member.page.url.endswith("/onboardings")
