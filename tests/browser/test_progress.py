"""The progress of a phase while the page stays open: its head and the fold of its done steps agree."""

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor, Place
from tests.browser.plan_page import choose_status, open_plan
from tests.browser.waiting import expect_kept


def test_the_fold_says_as_many_done_as_the_head_of_its_phase_also_after_another_is_done(
    new_visitor: NewVisitor, place: Place
) -> None:
    team = open_plan(new_visitor().arrive(place.member), place)
    done = ["Kickoff step 1", "Kickoff internal step", "A late step", "A step that is doing"]
    for title in done:
        choose_status(team, place.tasks[title], "Done")
    expect_kept(team, 0)
    team.reload()
    expect(team.locator("#pill")).to_have_text("Live")
    phase = team.locator(".phase", has=team.locator(f'[data-t="{place.tasks["Kickoff step 2"]}"]'))
    head, fold = phase.locator(".phase__count"), phase.locator(".folded__count")
    expect(head).to_have_text("4 of 6")
    expect(fold).to_have_text("4 done and 1 internal task")
    choose_status(team, place.tasks["Kickoff step 2"], "Done")
    expect(head).to_have_text("5 of 6")
    expect(fold).to_have_text("5 done and 1 internal task")


def test_a_column_of_the_board_goes_on_counting_internal_tasks_apart(new_visitor: NewVisitor, place: Place) -> None:
    team = new_visitor().arrive(place.member)
    team.goto(f"/w/{place.workspace}/plan/board")
    expect(team.locator("#pill")).to_have_text("Live")
    done = team.locator(".column", has=team.locator('[data-group="done"]')).locator(".column__count")
    expect(done).to_have_text("1")
    for title, count in (("Kickoff internal step", "1 and 1 internal task"), ("A late step", "2 and 1 internal task")):
        team.locator(f'.entry[data-t="{place.tasks[title]}"] .step__title').focus()
        team.keyboard.press(" ")
        expect(done).to_have_text(count)
