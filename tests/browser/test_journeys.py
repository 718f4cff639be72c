"""The kickoff as people live it: two sides on one plan, lost connections, links that end."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser import plan_page
from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.plan_page import open_plan, row, title
from tests.browser.visiting import Visitor
from tests.browser.waiting import expect_kept

FIRST = "Kickoff step 1"
SECOND = "Kickoff step 2"
INTERNAL = "Kickoff internal step"


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    """Tom of the team, with the plan open."""
    return open_plan(new_visitor().arrive(place.member), place)


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Visitor:
    """Maria of the customer, who may edit, with the plan open."""
    visitor = new_visitor()
    open_plan(visitor.open_link(place.links["edit"], as_="Maria Lead"), place)
    return visitor


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def test_both_sides_edit_the_plan_in_the_kickoff_and_a_third_person_watches(
    new_visitor: NewVisitor, place: Place, team: Page, maria: Visitor
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    watcher = open_plan(new_visitor(width=PHONE_WIDTH).arrive(place.links["view"], as_="Jonas Tech"), place)
    everyone = (team, maria.page, watcher)

    plan_page.rename(team, first, "Agree what success means")
    for page in everyone:
        expect(title(page, first)).to_have_text("Agree what success means")

    plan_page.rename(maria.page, first, "Agree what success means here")
    plan_page.choose_due(maria.page, second, in_days(12))
    plan_page.choose_owner(maria.page, second, "Jonas Tech")
    plan_page.choose_status(team, first, "In progress")
    for page in everyone:
        expect(title(page, first)).to_have_text("Agree what success means here")
        expect(row(page, second)).to_have_attribute("data-due", in_days(12))
        expect(row(page, second)).to_have_attribute("data-owner", place.people["Jonas Tech"])
        expect(row(page, first)).to_have_attribute("data-status", "doing")

    expect(watcher.locator("#plan .add, #plan .task button[data-f]")).to_have_count(0)


def test_a_task_is_added_moved_removed_and_brought_back_before_the_eyes_of_the_other_side(
    place: Place, team: Page, maria: Visitor
) -> None:
    phase = place.addresses["phase_id"]
    plan_page.add(maria.page, phase, "Invite the sponsor")
    added = team.locator(".task", has_text="Invite the sponsor")
    expect(added).to_be_visible()

    first, second = place.tasks[FIRST], place.tasks[SECOND]
    plan_page.move_down(team, first)
    expect(maria.page.locator(f'[data-t="{second}"] + [data-t="{first}"]')).to_be_visible()

    plan_page.remove(maria.page, second)
    expect(row(team, second)).to_have_count(0)
    maria.page.get_by_role("button", name="Undo").click()
    expect(row(team, second)).to_be_visible()
    expect(title(team, second)).to_have_text(SECOND)


def test_a_new_name_becomes_an_owner_on_both_sides(place: Place, team: Page, maria: Visitor) -> None:
    plan_page.choose_owner(maria.page, place.tasks[FIRST], "Petra Procurement")
    expect(row(team, place.tasks[FIRST]).locator(".task__owner")).to_contain_text("Petra")
    expect(row(maria.page, place.tasks[FIRST]).locator(".task__owner")).to_contain_text("Petra")


def test_an_internal_task_appears_and_goes_with_its_visibility(place: Place, team: Page, maria: Visitor) -> None:
    first, secret = place.tasks[FIRST], place.tasks[INTERNAL]
    expect(row(team, secret)).to_be_visible()
    expect(row(maria.page, secret)).to_have_count(0)
    assert INTERNAL not in maria.page.content()

    set_visibility(team, first, "internal")
    expect(row(maria.page, first)).to_have_count(0)
    set_visibility(team, secret, "shared")
    expect(title(maria.page, secret)).to_have_text(INTERNAL)


def set_visibility(page: Page, task: str, to: str) -> None:
    row(page, task).locator(".task__open").click()
    expect(page.locator(f'.detail__form[action$="{task}"]')).to_be_visible()
    page.locator("#d-visibility").select_option(to)
    expect(row(page, task)).to_have_attribute("data-visibility", to)


def test_a_page_whose_connection_was_cut_catches_up_by_itself_and_loses_nothing(
    place: Place, team: Page, maria: Visitor
) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    maria.context.set_offline(True)
    expect(maria.page.locator("#pill")).to_contain_text("Offline")

    plan_page.rename(team, first, "Said while Maria was away")
    plan_page.rename(maria.page, second, "Typed while the line was dead")
    expect(maria.page.locator("#pill")).to_contain_text("1 change waiting")
    expect(title(team, second)).to_have_text(SECOND)

    maria.context.set_offline(False)
    expect(maria.page.locator("#pill")).to_have_text("Live")
    for page in (team, maria.page):
        expect(title(page, first)).to_have_text("Said while Maria was away")
        expect(title(page, second)).to_have_text("Typed while the line was dead")


def test_where_websockets_are_blocked_a_phone_still_takes_part(
    new_visitor: NewVisitor, place: Place, team: Page
) -> None:
    phone = new_visitor(width=PHONE_WIDTH)
    phone.context.route_web_socket("**/*", close_at_once)
    phone.open_link(place.links["edit"], as_="Maria Lead")
    page = open_plan(phone.page, place, pill="Slow connection")

    plan_page.rename(team, place.tasks[FIRST], "Renamed by the team")
    expect(title(page, place.tasks[FIRST])).to_have_text("Renamed by the team")
    row(page, place.tasks[SECOND]).locator(".task__glyph").click()
    expect(row(team, place.tasks[SECOND])).to_have_attribute("data-status", "done")


def close_at_once(route: WebSocketRoute) -> None:
    route.close()


def test_revoking_a_link_ends_the_page_that_stands_open(new_visitor: NewVisitor, place: Place, maria: Visitor) -> None:
    admin = new_visitor().sign_in(place.admin)
    admin.goto(f"/w/{place.workspace}/links")
    line = admin.locator(".link-line", has_text="To edit")
    line.locator("summary", has_text="Revoke").click()
    line.get_by_role("button", name="Revoke this link").click()
    expect(admin.get_by_text("The link is revoked")).to_be_visible()

    expect(maria.page.get_by_role("alert")).to_contain_text("no longer works")
    expect(maria.page.locator("#pill")).to_have_text("Closed")
    expect(title(maria.page, place.tasks[FIRST])).to_be_visible()
    answer = maria.page.reload()
    assert answer is not None
    assert answer.status == 410


def test_who_only_looks_around_sees_edits_and_is_told_why_they_cannot_make_any(
    new_visitor: NewVisitor, place: Place, team: Page
) -> None:
    page = open_plan(new_visitor().arrive(place.links["edit"]), place)
    plan_page.rename(team, place.tasks[FIRST], "Renamed by the team")
    expect(title(page, place.tasks[FIRST])).to_have_text("Renamed by the team")
    page.get_by_role("link", name="Say who you are to edit").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()


def test_a_visitor_sees_who_else_is_here(place: Place, team: Page, maria: Visitor) -> None:
    title(maria.page, place.tasks[FIRST]).focus()
    expect(team.locator("#presence")).to_contain_text("ML")
    expect(maria.page.locator("#presence")).to_contain_text("TT")


def test_the_whole_plan_can_be_worked_without_scripts(new_visitor: NewVisitor, place: Place, team: Page) -> None:
    page = new_visitor(js=False).open_link(place.links["edit"], as_="Maria Lead")
    page.goto(f"/w/{place.workspace}/plan")
    first, second = place.tasks[FIRST], place.tasks[SECOND]

    title(page, first).click()
    page.get_by_label("Title", exact=True).fill("Renamed by a plain form")
    page.locator("#d-due").fill(in_days(20))
    page.locator("#d-owner").select_option(label="Jonas Tech")
    page.get_by_role("button", name="Save").click()
    expect(title(page, first)).to_have_text("Renamed by a plain form")
    expect(title(team, first)).to_have_text("Renamed by a plain form")
    expect(row(team, first)).to_have_attribute("data-due", in_days(20))

    plan_page.add(page, place.addresses["phase_id"], "Added by a plain form")
    expect(team.locator(".task", has_text="Added by a plain form")).to_be_visible()
    row(page, second).locator(".task__glyph").click()
    expect(row(team, second)).to_have_attribute("data-status", "done")

    page.goto(f"/w/{place.workspace}/plan/tasks/{first}")
    page.get_by_role("button", name="Remove").click()
    expect(row(page, first)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(title(page, first)).to_have_text("Renamed by a plain form")


def test_a_refused_form_keeps_what_was_typed_without_scripts(new_visitor: NewVisitor, place: Place, team: Page) -> None:
    page = new_visitor(js=False).open_link(place.links["edit"], as_="Maria Lead")
    page.goto(f"/w/{place.workspace}/plan/tasks/{place.tasks[FIRST]}")
    plan_page.rename(team, place.tasks[FIRST], "Theirs, meanwhile")
    expect_kept(team, 0)
    page.get_by_label("Title", exact=True).fill("Mine, from an old page")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Mine, from an old page")
    expect(page.get_by_role("alert")).to_contain_text("Theirs, meanwhile")


def test_joining_by_the_code_on_the_shared_screen_lands_in_the_plan(new_visitor: NewVisitor, place: Place) -> None:
    visitor = new_visitor(width=PHONE_WIDTH)
    visitor.page.goto("/j")
    visitor.page.get_by_label("Code").fill(place.addresses["code"].replace("-", " ").upper())
    visitor.page.locator("main button[type=submit]").click()
    visitor.page.locator("form.press button").click()
    visitor.say_who("Jonas Tech")
    open_plan(visitor.page, place)
    plan_page_title = title(visitor.page, place.tasks[FIRST])
    expect(plan_page_title).to_be_visible()
