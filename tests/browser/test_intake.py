"""Forms as people live them: begun here and finished there, by two at once, with files, and without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import plan_page
from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.plan_page import open_plan
from tests.browser.visiting import Visitor

PDF = b"%PDF-1.7\n%\xe2\xe3 a network plan"
FIRST = "Kickoff step 1"


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    """Tom of the team."""
    return new_visitor().sign_in(place.member)


@pytest.fixture
def form(team: Page, place: Place) -> str:
    """The address of the technical intake, which the team just opened to the customer, linked to the first step."""
    team.goto(f"/w/{place.workspace}/forms/new")
    team.get_by_role("button", name="Use this Technical intake").click()
    team.get_by_label("Task in the plan").select_option(label=f"Kickoff: {FIRST}")
    team.get_by_role("button", name="Save", exact=True).click()
    team.get_by_role("button", name="Open to the customer").click()
    expect(team.get_by_text("is open to the customer now")).to_be_visible()
    address = team.get_by_role("link", name="Technical intake").last.get_attribute("href")
    assert address
    return address


def as_customer(new_visitor: NewVisitor, place: Place, name: str, **browser: object) -> Visitor:
    visitor = new_visitor(**browser)
    visitor.open_link(place.links["edit"], as_=name)
    return visitor


def test_what_was_typed_beside_it_is_saved_whatever_else_is_pressed_in_the_editor(team: Page, place: Place) -> None:
    team.goto(f"/w/{place.workspace}/forms/new")
    team.get_by_role("button", name="Use this Kickoff intake").click()
    team.get_by_label("Introduction").fill("Five minutes, no more.")
    team.get_by_placeholder("Add a question").first.fill("Who decides?")
    team.get_by_placeholder("Add a question").first.press("Enter")
    expect(team.get_by_text("Who decides?")).to_be_visible()
    expect(team.get_by_label("Introduction")).to_have_value("Five minutes, no more.")
    team.get_by_label("Due", exact=False).first.fill("2027-01-08")
    team.get_by_role("link", name="Preview").click()
    expect(team.get_by_text("Friday 8 January")).to_be_visible()


def open_form(page: Page, address: str, pill: str = "Live") -> Page:
    page.goto(address)
    expect(page.locator("#pill")).to_have_text(pill)
    return page


def question(page: Page, field: str) -> Locator:
    return page.locator(f"#q-{field}")


def control(page: Page, field: str) -> Locator:
    return page.locator(f"#a-{field}")


def write(page: Page, field: str, words: str) -> None:
    """Type an answer and leave the field."""
    control(page, field).fill(words)
    control(page, field).blur()


def choose(page: Page, field: str, words: str) -> None:
    question(page, field).get_by_text(words, exact=True).click()


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text("Everything is saved")


def answer_what_is_needed(page: Page) -> None:
    write(page, "today", "Lagerfix 9.2")
    write(page, "connected", "DHL: Jonas")
    choose(page, "hosting", "In the cloud")
    choose(page, "sso", "Yes")
    write(page, "admin-email", "jonas@customer.example")
    write(page, "records", "184,000")
    choose(page, "personal", "No")


def test_a_form_is_begun_on_one_device_and_submitted_on_another(
    new_visitor: NewVisitor, place: Place, team: Page, form: str
) -> None:
    plan = open_plan(new_visitor().arrive(place.admin), place)
    row = plan_page.row(plan, place.tasks[FIRST])
    expect(row.locator("[data-sign=form]")).to_be_visible()
    desk = open_form(as_customer(new_visitor, place, "Maria Lead").page, form)
    answer_what_is_needed(desk)
    expect_saved(desk)
    desk.context.close()

    phone = open_form(as_customer(new_visitor, place, "Jonas Tech", width=PHONE_WIDTH).page, form)
    expect(control(phone, "today")).to_have_value("Lagerfix 9.2")
    expect(control(phone, "records")).to_have_value("184000")
    expect(phone.locator("[data-progress]")).to_have_text("7 of 12 answered")
    phone.get_by_role("button", name="Review and submit").click()
    expect(phone.get_by_text("184,000 records")).to_be_visible()
    phone.get_by_role("button", name="Submit").click()
    expect(phone.get_by_text("Submitted by Jonas Tech")).to_be_visible()

    expect(row).to_have_attribute("data-status", "done")
    team.goto(form)
    expect(team.get_by_text("Submitted by Jonas Tech")).to_be_visible()
    expect(team.locator("#q-today")).to_contain_text("Maria Lead")


def test_two_people_in_one_form_see_each_others_answers_and_the_team_reads_along(
    new_visitor: NewVisitor, place: Place, team: Page, form: str
) -> None:
    maria = open_form(as_customer(new_visitor, place, "Maria Lead").page, form)
    jonas = open_form(as_customer(new_visitor, place, "Jonas Tech").page, form)
    open_form(team, form)

    control(maria, "today").focus()
    expect(question(jonas, "today").locator(".question__flag")).to_have_text("Maria")
    write(maria, "today", "Lagerfix 9.2")
    expect(control(jonas, "today")).to_have_value("Lagerfix 9.2")
    expect(question(jonas, "today").locator(".question__by")).to_contain_text("Maria")
    choose(jonas, "hosting", "Both")
    choose(jonas, "protocols", "SAML 2.0")
    expect(question(maria, "hosting").get_by_label("Both")).to_be_checked()
    expect(question(maria, "protocols").get_by_label("SAML 2.0")).to_be_checked()
    write(jonas, "records", "1500")
    expect(team.locator("#q-records")).to_contain_text("1,500 records")
    expect(team.locator("#q-hosting")).to_contain_text("Both")
    expect(team.locator("#q-today .answer__by")).to_contain_text("Maria Lead")
    expect(team.locator("[data-progress]")).to_contain_text("4 of 12 answered")


def test_what_others_write_never_lands_in_the_field_somebody_types_in(
    new_visitor: NewVisitor, place: Place, form: str
) -> None:
    maria = open_form(as_customer(new_visitor, place, "Maria Lead").page, form)
    jonas = open_form(as_customer(new_visitor, place, "Jonas Tech").page, form)
    control(maria, "today").focus()
    maria.keyboard.type("Lagerfix of")
    write(jonas, "today", "Stocky")
    expect_saved(jonas)
    expect(control(maria, "today")).to_have_value("Lagerfix of")
    maria.keyboard.type(" 2019")
    control(maria, "today").blur()
    note = question(maria, "today").locator(".field__error")
    expect(note).to_contain_text("Jonas wrote “Stocky” meanwhile")
    expect(control(maria, "today")).to_have_value("Lagerfix of 2019")
    note.get_by_role("button", name="Use mine").click()
    expect(control(jonas, "today")).to_have_value("Lagerfix of 2019")


def test_a_wrong_answer_keeps_what_was_typed_and_says_why(new_visitor: NewVisitor, place: Place, form: str) -> None:
    maria = open_form(as_customer(new_visitor, place, "Maria Lead").page, form)
    write(maria, "admin-email", "anna at example")
    expect(question(maria, "admin-email").locator(".field__error")).to_contain_text("does not look like an e-mail")
    expect(control(maria, "admin-email")).to_have_value("anna at example")
    write(maria, "records", "a few")
    expect(question(maria, "records").locator(".field__error")).to_contain_text("Write a number")
    control(maria, "records").fill("12")
    control(maria, "records").press("Enter")
    expect(question(maria, "records").locator(".field__error")).to_have_count(0)
    write(maria, "admin-email", "anna@example.com")
    expect_saved(maria)


def test_files_are_uploaded_seen_by_the_other_side_removed_and_brought_back(
    new_visitor: NewVisitor, place: Place, team: Page, form: str, tmp_path: Path
) -> None:
    maria = open_form(as_customer(new_visitor, place, "Maria Lead").page, form)
    open_form(team, form)
    plan, fake = tmp_path / "network plan.pdf", tmp_path / "fake.pdf"
    plan.write_bytes(PDF)
    fake.write_bytes(b"MZ no document at all")
    control(maria, "concept").set_input_files(plan)
    expect(question(maria, "concept").locator("[data-file]")).to_contain_text("network plan.pdf")
    expect(team.locator("#q-concept [data-file]")).to_contain_text("network plan.pdf")
    control(maria, "concept").set_input_files(fake)
    expect(question(maria, "concept").locator(".field__error")).to_contain_text("is not what its name says")
    question(maria, "concept").get_by_role("button", name="Remove").click()
    expect(team.locator("#q-concept [data-file]")).to_have_count(0)
    maria.get_by_role("button", name="Undo").click()
    with team.expect_download() as download:
        team.locator("#q-concept a").click()
    assert Path(download.value.path()).read_bytes() == PDF
    assert download.value.suggested_filename == "network plan.pdf"


def test_a_form_that_is_submitted_elsewhere_says_so_on_every_open_page(
    new_visitor: NewVisitor, place: Place, form: str
) -> None:
    maria = open_form(as_customer(new_visitor, place, "Maria Lead").page, form)
    jonas = open_form(as_customer(new_visitor, place, "Jonas Tech").page, form)
    answer_what_is_needed(maria)
    expect_saved(maria)
    maria.get_by_role("button", name="Review and submit").click()
    maria.get_by_role("button", name="Submit").click()
    expect(jonas.locator(".moved")).to_contain_text("Maria submitted this form.")
    jonas.get_by_role("link", name="Load again").click()
    expect(jonas.get_by_text("Thank you. This is with the team now.")).to_be_visible()


def test_a_lost_connection_keeps_the_answers_until_it_is_back(
    new_visitor: NewVisitor, place: Place, team: Page, form: str
) -> None:
    visitor = as_customer(new_visitor, place, "Maria Lead")
    maria = open_form(visitor.page, form)
    open_form(team, form)
    visitor.context.set_offline(True)
    expect(maria.locator("#pill")).to_contain_text("Offline")
    write(maria, "today", "Typed while the line was dead")
    expect(maria.locator("#pill")).to_contain_text("1 change waiting")
    visitor.context.set_offline(False)
    expect(team.locator("#q-today")).to_contain_text("Typed while the line was dead")
    expect(maria.locator("#pill")).to_have_text("Live")


def test_where_websockets_are_blocked_a_form_can_still_be_filled_in(
    new_visitor: NewVisitor, place: Place, team: Page, form: str
) -> None:
    visitor = new_visitor(width=PHONE_WIDTH)
    visitor.context.route_web_socket("**/*", lambda route: route.close())
    visitor.open_link(place.links["edit"], as_="Maria Lead")
    phone = open_form(visitor.page, form, pill="Slow connection")
    open_form(team, form)
    write(phone, "today", "From a strict network")
    expect(team.locator("#q-today")).to_contain_text("From a strict network")


def test_a_form_is_filled_in_and_submitted_without_scripts(
    new_visitor: NewVisitor, place: Place, team: Page, form: str, tmp_path: Path
) -> None:
    maria = as_customer(new_visitor, place, "Maria Lead", js=False).page
    maria.goto(form)
    control(maria, "today").fill("Lagerfix 9.2")
    control(maria, "admin-email").fill("anna at example")
    maria.get_by_role("button", name="Review and submit").click()
    expect(maria.get_by_role("alert")).to_contain_text("Not everything is right yet")
    expect(control(maria, "admin-email")).to_have_value("anna at example")
    expect(control(maria, "today")).to_have_value("Lagerfix 9.2")

    plan = tmp_path / "plan.pdf"
    plan.write_bytes(PDF)
    control(maria, "concept").set_input_files(plan)
    control(maria, "connected").fill("DHL: Jonas\nDSV: Lena")
    control(maria, "admin-email").fill("anna@example.com")
    maria.get_by_role("button", name="Save and go on later").click()
    expect(maria.get_by_text("Saved. You can go on whenever you like")).to_be_visible()
    expect(maria.locator(".form-row", has_text="4 of 12 answered")).to_be_visible()

    maria.goto(form)
    question(maria, "concept").get_by_role("button", name="Remove").click()
    expect(question(maria, "concept").locator("[data-file]")).to_have_count(0)
    maria.get_by_role("button", name="Undo").click()
    expect(question(maria, "concept").locator("[data-file]")).to_contain_text("plan.pdf")
    question(maria, "hosting").get_by_label("Both").check()
    question(maria, "sso").get_by_label("Yes").check()
    question(maria, "personal").get_by_label("No", exact=True).check()
    control(maria, "records").fill("12")
    maria.get_by_role("button", name="Review and submit").click()
    maria.get_by_role("button", name="Submit").click()
    expect(maria.get_by_text("Thank you. This is with the team now.")).to_be_visible()

    team.goto(form)
    team.get_by_label("What is missing or unclear").fill("Who runs DSV?")
    team.get_by_role("button", name="Send back").click()
    maria.goto(form)
    expect(maria.locator(".note--warning")).to_contain_text("Who runs DSV?")
    maria.get_by_role("button", name="Review and submit").click()
    maria.get_by_role("button", name="Submit").click()
    team.goto(form)
    team.get_by_role("button", name="Accept").click()
    expect(team.get_by_text("Accepted by Tom Team")).to_be_visible()
    expect(team.get_by_text("Submission 2")).to_be_visible()


def test_the_team_makes_a_form_without_scripts(new_visitor: NewVisitor, place: Place) -> None:
    team = new_visitor(js=False).sign_in(place.member)
    team.goto(f"/w/{place.workspace}/forms/new")
    team.get_by_label("Title").fill("Holidays")
    team.get_by_role("button", name="Make the form").click()
    team.get_by_placeholder("Add a question").fill("Which weeks are you away?")
    team.locator("select[name=kind]").select_option("many_choices")
    team.locator(".ask-add").first.get_by_role("button", name="Add").click()
    team.get_by_label("Options, one a line").fill("Christmas\nEaster")
    team.get_by_label("The form cannot be submitted without it").check()
    team.get_by_role("button", name="Save the question").click()
    team.get_by_placeholder("Add a question").fill("Anything else?")
    team.locator(".ask-add").first.get_by_role("button", name="Add").click()
    team.get_by_role("button", name="Move “Anything else?” up").click()
    expect(team.locator(".ask__label").first).to_have_text("Anything else?")
    team.get_by_role("button", name="Remove “Anything else?”").click()
    team.get_by_role("button", name="Undo").click()
    expect(team.locator(".ask__label")).to_have_count(2)
    team.get_by_role("link", name="Preview").click()
    expect(team.get_by_label("Easter")).to_be_visible()
