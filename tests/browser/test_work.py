"""The work in an open task, live: files, roles, who names the owner."""

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import open_plan, row

FIRST = "Kickoff step 1"


def test_files_roles_and_promises_travel_at_once(new_visitor: NewVisitor, place: Place) -> None:
    maria = open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)
    team = open_plan(new_visitor().arrive(place.member), place)
    first = place.tasks[FIRST]
    for page in (maria, team):
        row(page, first).locator(".task__open").click()

    maria.get_by_role("link", name="Attach a file").click()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    maria.get_by_label("Attach a file").set_input_files(file)  # type: ignore[arg-type]
    expect(team.get_by_role("link", name="people.csv")).to_be_visible()
    expect(row(team, first).locator(".sign__files")).to_have_text("1")
    team.get_by_role("button", name="Remove “people.csv”").click()
    expect(maria.get_by_role("link", name="people.csv")).to_have_count(0)
    team.get_by_role("button", name="Undo").click()
    expect(maria.get_by_role("link", name="people.csv")).to_be_visible()

    team.get_by_role("link", name="Who has a say").click()
    team.get_by_label("Asked before").select_option(label="Maria Lead")
    expect(maria.get_by_role("button", name="No longer Maria Lead")).to_be_visible()

    team.locator("#d-owner").select_option("")
    expect(team.get_by_text("Somebody will name the owner")).to_be_visible()
    team.get_by_text("Somebody will name the owner").click()
    team.get_by_label("Who names the owner").select_option(label="Maria Lead")
    team.get_by_label("By when").fill("2027-03-05")
    team.get_by_role("button", name="Promise it").click()
    expect(row(maria, first).locator(".task__why")).to_contain_text("You name the owner by")
    team.locator("body").press("Control+z")
    expect(row(maria, first).locator(".task__why")).to_have_count(0)


def test_a_task_in_which_somebody_gets_a_say_comes_to_who_asks_for_those(new_visitor: NewVisitor, place: Place) -> None:
    team = new_visitor().arrive(place.member)
    asking = new_visitor().arrive(place.links["edit"], as_="Maria Lead")
    asking.goto(f"/w/{place.workspace}/plan?say={place.people['Maria Lead']}")
    expect(asking.locator("#pill")).to_have_text("Live")
    expect(asking.locator(".chip--on")).to_contain_text("Maria Lead has a say")
    expect(asking.locator(".task[data-t]:visible")).to_have_count(0)

    row(open_plan(team, place), place.tasks[FIRST]).locator(".task__open").click()
    team.get_by_role("link", name="Who has a say").click()
    team.get_by_label("Told after").select_option(label="Maria Lead")
    expect(row(asking, place.tasks[FIRST])).to_be_visible()
    expect(asking.locator(".task[data-t]:visible")).to_have_count(1)
    team.reload()
    team.get_by_role("button", name="No longer Maria Lead").click()
    expect(asking.locator("[data-nothing]")).to_be_visible()
