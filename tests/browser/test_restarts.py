"""Pages that stay open while the server goes, or the plan goes far ahead of them, come back by themselves."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser import plan_page
from tests.browser.conftest import Installation, NewVisitor, Place
from tests.browser.plan_page import open_plan, row, title
from tests.browser.waiting import hold, let_go, wait_until

FIRST, SECOND, THIRD = "Kickoff step 1", "Kickoff step 2", "Set-up step 1"
MANY = 550
OPS_A_MESSAGE = 50
SNAPSHOT = "**/plan/snapshot"
# Longer than a page waits for news that are missing.
ASKED_AGAIN_MS = 1_000
SEND = """async ([path, topic, task, words]) => {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const ops = words.map((v) => ({ k: "set", t: task, f: "title", v }));
    const body = JSON.stringify({ topic, cid: `${words[0].replaceAll(" ", "-")}.1`, ops });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    return (await fetch(path, { method: "POST", headers, body })).status;
}"""


class Kickoff:
    """Tom of the team and Maria of the customer, with the plan open, on a server of their own."""

    def __init__(self, installation: Installation, new_visitor: NewVisitor) -> None:
        self.place = installation.seed("full")
        self.team = open_plan(new_visitor(at=installation.url).arrive(self.place.member), self.place)
        self.maria_is_at = new_visitor(at=installation.url)
        self.maria = open_plan(self.maria_is_at.open_link(self.place.links["edit"], as_="Maria Lead"), self.place)
        self.pages = (self.team, self.maria)

    def rename(self, page: Page, task: str, to: str) -> None:
        """Rename, and wait until the other side has it: it was saved."""
        plan_page.rename(page, self.place.tasks[task], to)
        for each in self.pages:
            expect(title(each, self.place.tasks[task])).to_have_text(to)

    def expect_pills(self, words: str) -> None:
        """The pill may also say how many changes wait."""
        for page in self.pages:
            expect(page.locator("#pill")).to_have_text(re.compile(words))

    def expect_title(self, task: str, words: str) -> None:
        for page in self.pages:
            expect(title(page, self.place.tasks[task])).to_have_text(words)


@pytest.fixture
def kickoff(installation: Installation, new_visitor: NewVisitor) -> Kickoff:
    return Kickoff(installation, new_visitor)


def test_pages_come_back_by_themselves_after_the_server_was_killed_and_nothing_is_lost(
    installation: Installation, kickoff: Kickoff
) -> None:
    kickoff.rename(kickoff.team, FIRST, "Acknowledged before the kill")
    plan_page.rename(kickoff.maria, kickoff.place.tasks[SECOND], "Under way at the kill")
    installation.kill()
    kickoff.expect_pills("Reconnecting")
    plan_page.rename(kickoff.team, kickoff.place.tasks[THIRD], "Typed while it was dead")
    installation.start_again()

    kickoff.expect_pills("Live")
    kickoff.expect_title(FIRST, "Acknowledged before the kill")
    kickoff.expect_title(SECOND, "Under way at the kill")
    kickoff.expect_title(THIRD, "Typed while it was dead")
    kickoff.rename(kickoff.maria, FIRST, "Live again")
    for page in kickoff.pages:
        page.reload()
    kickoff.expect_title(FIRST, "Live again")
    kickoff.expect_title(SECOND, "Under way at the kill")
    kickoff.expect_title(THIRD, "Typed while it was dead")


def test_pages_come_back_by_themselves_after_each_ordinary_restart(
    installation: Installation, kickoff: Kickoff
) -> None:
    for number in (1, 2):
        installation.stop()
        kickoff.expect_pills("Reconnecting")
        installation.start_again()
        kickoff.expect_pills("Live")
        kickoff.rename(kickoff.maria, FIRST, f"After restart {number}")
        kickoff.rename(kickoff.team, SECOND, f"After restart {number}, the team")


def test_a_page_that_missed_more_than_five_hundred_changes_takes_the_whole_plan_at_once(
    installation: Installation, kickoff: Kickoff
) -> None:
    asked: list[str] = []
    kickoff.maria.on("request", lambda request: asked.append(request.url))
    kickoff.maria_is_at.context.set_offline(True)
    expect(kickoff.maria.locator("#pill")).to_contain_text("Offline")
    plan_page.rename(kickoff.maria, kickoff.place.tasks[SECOND], "Typed while far behind")
    change_many_times(kickoff.team, kickoff.place)

    held = hold(kickoff.maria, SNAPSHOT)
    kickoff.maria_is_at.context.set_offline(False)
    wait_until(kickoff.maria, lambda: bool(held), "the whole plan is not asked for")
    # News come while it is on its way, and nothing is asked for twice.
    expect(title(kickoff.team, kickoff.place.tasks[SECOND])).to_have_text("Typed while far behind")
    kickoff.maria.wait_for_timeout(ASKED_AGAIN_MS)
    let_go(kickoff.maria, SNAPSHOT, held)
    kickoff.expect_pills("Live")
    kickoff.expect_title(FIRST, f"Title {MANY}")
    kickoff.expect_title(SECOND, "Typed while far behind")
    assert [url for url in asked if url.endswith("/plan/snapshot")] == [
        f"{installation.url}/w/{kickoff.place.workspace}/plan/snapshot"
    ]
    kickoff.rename(kickoff.team, FIRST, "And on it goes")


def change_many_times(page: Page, place: Place) -> None:
    path, topic, task = f"/w/{place.workspace}/plan/op", f"plan:{place.plan}", place.tasks[FIRST]
    words = [f"Title {number}" for number in range(1, MANY + 1)]
    for first in range(0, MANY, OPS_A_MESSAGE):
        assert page.evaluate(SEND, [path, topic, task, words[first : first + OPS_A_MESSAGE]]) == 200


def test_one_person_in_two_tabs_sees_both_keep_up_and_is_shown_to_others_once(kickoff: Kickoff) -> None:
    other_tab = open_plan(kickoff.maria_is_at.context.new_page(), kickoff.place)
    kickoff.pages = (*kickoff.pages, other_tab)
    kickoff.rename(kickoff.maria, FIRST, "From the first tab")
    kickoff.rename(other_tab, FIRST, "From the second tab")
    kickoff.rename(kickoff.team, SECOND, "From the team")
    title(other_tab, kickoff.place.tasks[SECOND]).focus()
    expect(row(kickoff.team, kickoff.place.tasks[SECOND])).to_have_attribute("data-here", "")
    expect(kickoff.team.locator("#presence .face")).to_have_count(1)

    kickoff.maria.close()
    kickoff.pages = (kickoff.team, other_tab)
    kickoff.rename(other_tab, FIRST, "The second tab alone")
    expect(kickoff.team.locator("#presence .face")).to_have_count(1)


class Door:
    """Stands between a page and the server's sockets: no topic is joined while it is shut."""

    def __init__(self, page: Page) -> None:
        self.is_shut = True
        page.route_web_socket("**/socket.io/*", self._stand_between)

    def _stand_between(self, line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            asked = re.match(r'42(\d+)\["join"', str(message))
            if self.is_shut and asked:
                line.send(f'43{asked[1]}[{{"ok":false,"err":"rate","retry_ms":500}}]')
            else:
                server.send(message)

        line.on_message(pass_on)


def test_a_page_that_is_not_let_in_for_a_while_takes_the_slower_road_and_comes_back(
    new_visitor: NewVisitor, place: Place
) -> None:
    visitor = new_visitor()
    door = Door(visitor.page)
    maria = open_plan(visitor.arrive(place.links["edit"], as_="Maria Lead"), place, pill="Slow connection")
    team = open_plan(new_visitor().arrive(place.member), place)
    plan_page.rename(maria, place.tasks[FIRST], "By the slower road")
    expect(title(team, place.tasks[FIRST])).to_have_text("By the slower road")
    door.is_shut = False
    expect(maria.locator("#pill")).to_have_text("Live")
    plan_page.rename(team, place.tasks[FIRST], "Heard at once")
    expect(title(maria, place.tasks[FIRST])).to_have_text("Heard at once")


@pytest.mark.parametrize("asked", ["**/plan/op", "**/plan/since*"])
def test_what_fails_on_the_slower_road_once_the_line_stands_holds_up_no_later_change(
    new_visitor: NewVisitor, place: Place, asked: str
) -> None:
    visitor = new_visitor()
    door = Door(visitor.page)
    maria = open_plan(visitor.arrive(place.links["edit"], as_="Maria Lead"), place, pill="Slow connection")
    team = open_plan(new_visitor().arrive(place.member), place)
    held = hold(maria, asked)
    plan_page.rename(maria, place.tasks[FIRST], "By the slower road")
    wait_until(maria, lambda: bool(held), "nothing takes the slower road")
    door.is_shut = False
    expect(maria.locator("#pill")).to_have_text("Live")
    expect(title(team, place.tasks[FIRST])).to_have_text("By the slower road")
    with maria.expect_event("requestfailed"):
        held[0].abort()
    plan_page.rename(maria, place.tasks[FIRST], "By the line that stands")
    expect(title(team, place.tasks[FIRST])).to_have_text("By the line that stands")
    expect(maria.locator("#pill")).to_have_text("Live")
