"""Both sides with the committed go-live open: proposals and answers come by themselves, under nobody's hands."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Place

REASON = "The board meets a week later."


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    page = new_visitor().sign_in(place.member)
    page.goto(f"/w/{place.workspace}/plan/go-live")
    return page


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    page = new_visitor().open_link(place.links["edit"], as_="Maria Lead")
    page.goto(f"/w/{place.workspace}/plan/go-live")
    return page


def propose(page: Page, days: int) -> None:
    part = page.locator("#propose")
    part.locator("[name=day]").fill((date.today() + timedelta(days=days)).isoformat())
    part.locator("[name=reason]").fill(REASON)
    part.get_by_role("button", name="Propose").click()
    expect(page.locator("#waiting")).to_contain_text(REASON)


def test_a_proposal_its_answer_and_its_withdrawal_come_to_the_other_side_by_themselves(team: Page, maria: Page) -> None:
    propose(team, 70)
    expect(maria.locator("#waiting")).to_contain_text(REASON)
    team.get_by_role("button", name="Withdraw it").click()
    expect(maria.locator("#past")).to_contain_text("Withdrawn by Tom Team")
    expect(maria.locator("#waiting")).to_be_empty()
    propose(maria, 75)
    team.get_by_role("button", name="Agree to").click()
    for page in (team, maria):
        expect(page.locator("#past")).to_contain_text("Agreed to by Tom Team")
    expect(maria.locator("#go-live dd").first).to_have_text(team.locator("#go-live dd").first.inner_text())


def test_what_one_is_typing_stays_while_the_other_side_proposes_and_withdraws(team: Page, maria: Page) -> None:
    mine = maria.locator("#propose [name=reason]")
    mine.fill("Half typed")
    maria.locator("h1").click()
    propose(team, 70)
    expect(maria.locator("#waiting")).to_contain_text(REASON)
    expect(mine).to_have_value("Half typed")
    expect(maria.locator("#propose")).to_contain_text("This changed meanwhile")
    answer = maria.locator("#waiting [name=reason]")
    answer.fill("We could do")
    team.get_by_role("button", name="Withdraw it").click()
    expect(maria.locator("#waiting")).to_contain_text("This changed meanwhile")
    expect(answer).to_have_value("We could do")
