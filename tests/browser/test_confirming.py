"""Owners are asked whether their dates still hold: what is moved or done meanwhile is no longer asked about."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Installation, NewVisitor, Place
from tests.browser.plan_page import choose_due, choose_status, open_plan

MINE = ("A step that is doing", "A step that is blocked")
AGREE = """async (tasks) => {
  const { address, csrf } = document.querySelector("main").dataset;
  for (const task of tasks) {
    const body = new URLSearchParams({ csrf_token: csrf, task });
    await fetch(`${address}/agree`, { method: "POST", body });
  }
}"""


@pytest.fixture
def prompt(tmp_path: Path) -> Iterator[Installation]:
    """A server that asks on the day after something was agreed on already: no journey takes two weeks."""
    made = Installation(tmp_path, CONFIRM_DAYS="0")
    yield made
    made.running.__exit__()


@pytest.fixture
def place(prompt: Installation) -> Place:
    return prompt.seed()


@pytest.fixture
def maria(prompt: Installation, place: Place, new_visitor: NewVisitor) -> Page:
    """Her own tasks, in a browser that has tomorrow, with two dates agreed on today."""
    page = open_plan(new_visitor(at=prompt.url).arrive(place.links["edit"], as_="Maria Lead"), place)
    soon = (datetime.now(UTC).date() + timedelta(days=40)).isoformat()
    for title in MINE:
        choose_due(page, place.tasks[title], soon)
    page.evaluate(AGREE, [place.tasks[title] for title in MINE])
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=1))
    page.goto(f"/w/{place.workspace}/plan/mine")
    expect(page.locator("#pill")).to_have_text("Live")
    return page


def test_what_others_move_is_no_longer_asked_about_and_one_press_confirms_the_rest(
    prompt: Installation, place: Place, maria: Page, new_visitor: NewVisitor
) -> None:
    asked = maria.locator("[data-asked]")
    expect(asked).to_have_count(2)
    team = open_plan(new_visitor(at=prompt.url).arrive(place.member), place)
    choose_due(team, place.tasks[MINE[0]], (datetime.now(UTC).date() + timedelta(days=50)).isoformat())
    expect(asked).to_have_count(1)
    expect(asked).to_contain_text(MINE[1])
    maria.locator(".mine__ask button").click()
    expect(maria.locator(".flashes")).to_contain_text("Everybody sees that your date still holds.")


def test_nothing_is_left_of_the_question_once_nothing_of_it_is(
    prompt: Installation, place: Place, maria: Page, new_visitor: NewVisitor
) -> None:
    expect(maria.locator(".mine__ask")).to_be_visible()
    team = open_plan(new_visitor(at=prompt.url).arrive(place.member), place)
    for title in MINE:
        choose_status(team, place.tasks[title], "Done")
    expect(maria.locator(".mine__ask")).to_have_count(0)
