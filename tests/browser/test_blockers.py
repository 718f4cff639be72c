"""A task that is stuck: one side says why, the other reads it at once, and one press clears it."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP_WIDTH, PHONE_WIDTH, NewVisitor, Place
from tests.browser.plan_page import open_plan, row, title

FIRST = "Kickoff step 1"
BOARD = "The security board meets on 2 December"


def say_why(page: Page, kind: str, note: str = "", who: str = "") -> None:
    form = page.locator(".block-box form")
    form.get_by_label(kind).check()
    form.get_by_label("In words").fill(note)
    if who:
        form.get_by_label("Who can clear it").select_option(label=who)
    form.get_by_role("button", name="Save").click()


def test_a_customer_says_what_blocks_a_task_and_the_team_reads_it_live(new_visitor: NewVisitor, place: Place) -> None:
    maria = open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)
    team = open_plan(new_visitor().arrive(place.member), place)
    first = place.tasks[FIRST]
    title(maria, first).focus()
    maria.keyboard.press("b")
    expect(row(team, first).locator(".task__why")).to_have_text("since today")
    say_why(maria, "Internal approval", BOARD, "Maria Lead (you)")
    expect(row(team, first).locator(".task__why")).to_have_text(
        f"Internal approval: {BOARD} · Maria can clear it · since today"
    )
    expect(row(maria, first).locator(".task__why")).to_contain_text("You can clear it")

    row(team, first).locator(".task__open").click()
    note = team.locator(".detail__note")
    expect(note).to_contain_text("by Maria")
    expect(note).to_contain_text(BOARD)
    note.get_by_role("link", name="Change").click()
    say_why(team, "Procurement", BOARD)
    expect(note).to_contain_text("Procurement")
    expect(row(maria, first).locator(".task__why")).to_contain_text("Procurement")
    note.get_by_role("button", name="It’s cleared").click()
    for page in (maria, team):
        expect(row(page, first).locator(".task__why")).to_have_count(0)
    expect(note).to_have_count(0)

    team.locator("body").press("Control+z")
    expect(row(maria, first).locator(".task__why")).to_contain_text(f"Procurement: {BOARD}")


def test_the_reason_fits_a_narrow_phone(new_visitor: NewVisitor, place: Place) -> None:
    first = place.tasks[FIRST]
    team = open_plan(new_visitor().arrive(place.member), place)
    title(team, first).focus()
    team.keyboard.press("b")
    say_why(team, "A decision-maker is missing", "Datenschutz-Folgenabschätzung der Versicherungskammer Oldenburg")
    phone = open_plan(new_visitor(width=PHONE_WIDTH).arrive(place.links["edit"], as_="Maria Lead"), place)
    expect(row(phone, first).locator(".task__why")).to_contain_text("Versicherungskammer")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE_WIDTH


def test_the_question_stands_beside_its_row_however_low_the_window_is(new_visitor: NewVisitor, place: Place) -> None:
    team = open_plan(new_visitor().sign_in(place.member), place)
    team.set_viewport_size({"width": DESKTOP_WIDTH, "height": 640})
    line = row(team, place.tasks["Kickoff step 2"])
    line.evaluate("row => row.scrollIntoView({ block: 'center' })")
    line.locator(".task__title").focus()
    team.keyboard.press("b")
    dialog = team.get_by_role("dialog", name="What is in the way?")
    expect(dialog).to_contain_text("What is in the way of “Kickoff step 2”?")
    about, asks = line.locator(".task__title").bounding_box(), dialog.bounding_box()
    assert about
    assert asks
    assert asks["y"] >= about["y"] + about["height"] - 1 or asks["y"] + asks["height"] <= about["y"] + 1
    dialog.get_by_role("button", name="Save").scroll_into_view_if_needed()
    expect(dialog.get_by_role("button", name="Save")).to_be_in_viewport()
