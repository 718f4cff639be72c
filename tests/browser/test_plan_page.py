"""The plan's page in a real browser: what one person does, another sees, and nobody loses their place."""

import io
import re
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from tests.browser.axe import violations
from tests.browser.conftest import NewVisitor, Place
from tests.browser.waiting import type_until

OpenPlan = Callable[..., Page]


def open_plan(new_visitor: NewVisitor, place: Place, name: str = "Maria Lead", *, width: int = 1280) -> Page:
    """The plan in a browser of its own, live."""
    page = new_visitor(width=width).open_link(place.links["edit"], as_=name)
    return live(page, place)


def open_as_team(new_visitor: NewVisitor, place: Place) -> Page:
    return live(new_visitor().sign_in(place.member), place)


def live(page: Page, place: Place) -> Page:
    page.goto(f"/w/{place.workspace}/plan")
    expect(page.locator("#pill")).to_have_text("Live")
    return page


def row(page: Page, place: Place, title: str) -> Locator:
    """The row of the task that had this title when the place was made."""
    return page.locator(f'.task[data-t="{place.tasks[title]}"]')


def edit_title(line: Locator, words: str) -> None:
    line.locator(".task__title").click()
    line.locator(".edit-title").fill(words)


def plain(html: str) -> str:
    """Markup without what differs between two drawings of one row: spaces, and how a boolean is written."""
    return re.sub(r"\s+", " ", html.replace('=""', "")).replace("> <", "><")


def test_a_cloned_row_equals_a_drawn_one(new_visitor: NewVisitor, place: Place) -> None:
    page = open_as_team(new_visitor, place)
    drawn = page.locator(".task[data-t]").evaluate_all("rows => rows.map(row => row.outerHTML)")
    cloned = page.evaluate(
        """async () => {
          const source = document.querySelector('script[src*="js/plan/plan.js"]').src;
          const from = name => import(source.replace("plan.js", name));
          const { newRow } = await from("registry.js");
          const { task } = await from("store.js");
          const rows = [...document.querySelectorAll(".task[data-t]")];
          return rows.map(row => newRow(task(row.dataset.t)).outerHTML);
        }"""
    )
    assert len(drawn) > 5
    assert [plain(html) for html in cloned] == [plain(html) for html in drawn]


def test_a_title_edited_in_place_shows_at_the_other_side_and_keeps_the_focus(
    new_visitor: NewVisitor, place: Place
) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    line = row(maria, place, "A late step")
    edit_title(line, "A step made early")
    line.locator(".edit-title").press("Enter")
    expect(row(team, place, "A late step").locator(".task__title")).to_have_text("A step made early")
    expect(line.locator(".task__title")).to_be_focused()


def test_escape_gives_an_edit_up(new_visitor: NewVisitor, place: Place) -> None:
    maria = open_plan(new_visitor, place)
    line = row(maria, place, "A late step")
    edit_title(line, "Never saved")
    line.locator(".edit-title").press("Escape")
    expect(line.locator(".task__title")).to_have_text("A late step")
    expect(line.locator(".task__title")).to_be_focused()


def test_half_typed_words_survive_what_others_change_and_move(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    mine, theirs = row(maria, place, "A late step"), row(team, place, "A late step")
    edit_title(mine, "Half a sen")
    theirs.locator(".task__glyph").click()
    theirs.locator(".task__title").focus()
    theirs.locator(".task__title").press("Alt+ArrowUp")
    expect(mine).to_have_attribute("data-status", "done")
    expect(mine.locator(".edit-title")).to_have_value("Half a sen")
    expect(mine.locator(".edit-title")).to_be_focused()
    mine.locator(".edit-title").press("Enter")
    expect(theirs.locator(".task__title")).to_have_text("Half a sen")


def test_a_clash_goes_back_and_shows_both_texts_and_mine_can_be_used(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    mine, theirs = row(maria, place, "A late step"), row(team, place, "A late step")
    edit_title(mine, "Quite another sentence")
    edit_title(theirs, "Something else entirely")
    theirs.locator(".edit-title").press("Enter")
    expect(mine.locator(".task__title")).to_have_text("Something else entirely", use_inner_text=False)
    mine.locator(".edit-title").press("Enter")
    note = mine.locator(".task__say")
    expect(note).to_contain_text("Tom wrote “Something else entirely” meanwhile; you wrote “Quite another sentence”.")
    note.get_by_role("button", name="Use mine").click()
    expect(theirs.locator(".task__title")).to_have_text("Quite another sentence")


def test_the_owner_is_picked_by_keys_or_named_anew(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    cell = row(maria, place, "A late step").locator(".task__owner")
    cell.press("Enter")
    maria.get_by_role("combobox").fill("Jonas")
    maria.keyboard.press("Enter")
    expect(row(team, place, "A late step").locator(".task__name")).to_have_text("Jonas")
    expect(cell).to_be_focused()
    cell.press("Enter")
    maria.get_by_role("combobox").fill("Zoe Neumann")
    maria.keyboard.press("Enter")
    expect(row(team, place, "A late step").locator(".task__name")).to_have_text("Zoe")


def test_a_removed_row_comes_back_by_undo(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    titles = maria.locator(".task[data-t] .task__title")
    before = titles.all_text_contents()
    row(maria, place, "A late step").locator(".task__title").focus()
    maria.keyboard.press("Delete")
    expect(row(team, place, "A late step")).to_have_count(0)
    maria.get_by_role("button", name="Undo").click()
    expect(row(team, place, "A late step")).to_have_count(1)
    expect(titles).to_have_text(before)


def test_new_tasks_are_added_one_after_the_other_below_a_row(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    row(maria, place, "A late step").locator(".task__title").focus()
    maria.keyboard.press("n")
    for words in ("The first one", "The second one"):
        maria.keyboard.type(words)
        maria.keyboard.press("Enter")
    maria.keyboard.press("Escape")
    for page in (maria, team):
        below = row(page, place, "A late step").locator("xpath=following-sibling::*[contains(@class, 'task')]")
        expect(below.locator(".task__title").nth(0)).to_have_text("The first one")
        expect(below.locator(".task__title").nth(1)).to_have_text("The second one")
    expect(maria.locator(".task__title", has_text="The second one")).to_be_focused()


def test_making_a_task_internal_takes_it_from_the_customer_alone(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    team.goto(f"/w/{place.workspace}/plan/tasks/{place.tasks['A late step']}")
    expect(team.locator("#pill")).to_have_text("Live")
    team.get_by_label("Seen by").select_option("internal")
    expect(row(maria, place, "A late step")).to_have_count(0)
    expect(row(team, place, "A late step").locator(".sign--internal")).to_be_visible()
    team.get_by_label("Seen by").select_option("shared")
    expect(row(maria, place, "A late step")).to_have_count(1)


def test_the_open_task_follows_others_and_back_closes_it(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    row(maria, place, "A late step").locator(".task__title").focus()
    maria.keyboard.press("o")
    expect(maria.locator("#d-title")).to_have_value("A late step")
    assert maria.url.endswith(f"/plan/tasks/{place.tasks['A late step']}")
    row(team, place, "A late step").locator(".task__glyph").click()
    expect(maria.locator("#d-status")).to_have_value("done")
    maria.go_back()
    expect(maria.locator("#detail")).to_be_empty()


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def test_what_is_chosen_before_the_scripts_have_come_is_saved(new_visitor: NewVisitor, place: Place) -> None:
    team = open_as_team(new_visitor, place)
    maria = new_visitor().open_link(place.links["edit"], as_="Maria Lead")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    maria.route("**/detail_form.js*", hold)
    maria.goto(f"/w/{place.workspace}/plan/tasks/{place.tasks['Kickoff step 2']}", wait_until="commit")
    maria.locator("#d-status").select_option("doing")
    maria.locator("#d-due").fill("2031-05-06")
    maria.locator("#d-title").focus()
    expect(maria.locator("#pill")).to_have_text("Live")
    assert len(held) == 1
    held[0].continue_()
    expect(row(team, place, "Kickoff step 2")).to_have_attribute("data-status", "doing")
    expect(row(team, place, "Kickoff step 2")).to_have_attribute("data-due", "2031-05-06")


def test_on_a_phone_nothing_behind_the_open_task_can_be_reached_and_closing_leads_back(
    new_visitor: NewVisitor, place: Place
) -> None:
    page = open_plan(new_visitor, place, width=390)
    title = row(page, place, "A late step").locator(".task__title")
    for close in ("click", "Escape", "back"):
        title.click()
        expect(page.locator("#d-title")).to_have_value("A late step")
        expect(focused(page)).to_have_class(re.compile("detail__close"))
        for key in ("Shift+Tab", "Tab", "Shift+Tab", "Shift+Tab"):
            page.keyboard.press(key)
            assert focused(page).evaluate_all("all => all.every(one => one.closest('#detail'))")
        for part in (".plan__list", ".header", ".bottom-bar", ".skip"):
            assert page.locator(part).evaluate("part => { part.querySelector('a')?.focus(); return part.inert; }")
        assert violations(page) == []
        leave(page, close)
        expect(page.locator("#detail")).to_be_empty()
        expect(title).to_be_focused()


def leave(page: Page, how: str) -> None:
    if how == "click":
        page.get_by_role("link", name="Close the details").click()
    elif how == "back":
        page.go_back()
    else:
        page.keyboard.press(how)


def test_beside_the_list_or_once_there_is_room_an_open_task_holds_nothing_back(
    new_visitor: NewVisitor, place: Place
) -> None:
    page = open_plan(new_visitor, place, width=390)
    page.goto(f"/w/{place.workspace}/plan/tasks/{place.tasks['A late step']}")
    expect(page.locator(".plan__list")).to_have_attribute("inert", "")
    page.set_viewport_size({"width": 1280, "height": 860})
    expect(page.locator(".plan__list")).not_to_have_attribute("inert", "")
    row(page, place, "A step that is doing").locator(".task__title").click()
    expect(page.locator(".edit-title")).to_be_focused()


def test_in_forced_colours_a_done_step_keeps_its_check_and_a_phase_its_progress(
    new_visitor: NewVisitor, place: Place
) -> None:
    page = open_plan(new_visitor, place)
    page.emulate_media(forced_colors="active")
    for part in (row(page, place, "A step that is done").locator(".glyph"), page.locator(".phase__bar").first):
        drawn = Image.open(io.BytesIO(part.screenshot())).convert("L")
        darkest, lightest = drawn.crop((4, 3, drawn.width - 4, drawn.height - 3)).getextrema()
        assert lightest - darkest > 150


def test_others_are_seen_on_their_row_and_while_they_type(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    line = row(team, place, "A late step")
    row(maria, place, "A late step").locator(".task__title").click()
    type_until(
        maria.locator(".edit-title"), team.locator(f'[data-t="{place.tasks["A late step"]}"][data-here="typing"]')
    )
    expect(team.locator("#presence .face")).to_have_attribute("title", "Maria Lead")
    expect(line.locator(".task__title")).to_have_text("A late step")


def test_where_sockets_do_not_pass_edits_go_by_fetch(new_visitor: NewVisitor, place: Place) -> None:
    team = open_as_team(new_visitor, place)
    maria = new_visitor().open_link(place.links["edit"], as_="Maria Lead")
    maria.route_web_socket("**/socket.io/**", refuse)
    maria.goto(f"/w/{place.workspace}/plan")
    expect(maria.locator("#pill")).to_have_text("Slow connection")
    row(maria, place, "A late step").locator(".task__glyph").click()
    expect(row(team, place, "A late step")).to_have_attribute("data-status", "done")
    row(team, place, "A step that is doing").locator(".task__glyph").click()
    expect(row(maria, place, "A step that is doing")).to_have_attribute("data-status", "done")


def refuse(socket: WebSocketRoute) -> None:
    socket.close()


def test_edits_made_offline_wait_and_are_sent_once_on_return(new_visitor: NewVisitor, place: Place) -> None:
    maria, team = open_plan(new_visitor, place), open_as_team(new_visitor, place)
    maria.context.set_offline(True)
    expect(maria.locator("#pill")).to_have_text("Offline")
    row(maria, place, "A late step").locator(".task__glyph").click()
    expect(maria.locator("#pill")).to_have_text("Offline, 1 change waiting")
    row(team, place, "A step that is doing").locator(".task__glyph").click()
    maria.context.set_offline(False)
    expect(row(team, place, "A late step")).to_have_attribute("data-status", "done")
    expect(row(maria, place, "A step that is doing")).to_have_attribute("data-status", "done")
    expect(maria.locator("#pill")).to_have_text("Live")


def test_a_phone_shows_every_title_whole_and_never_scrolls_sideways(new_visitor: NewVisitor, place: Place) -> None:
    page = open_plan(new_visitor, place, width=320)
    page.locator(".add__title").first.fill("Datenschutz-Folgenabschätzung der Versicherungskammer Oldenburg abstimmen")
    page.keyboard.press("Enter")
    expect(page.locator(".task__title", has_text="Datenschutz")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.locator(".task__title", has_text="A late step").click()
    expect(page.locator("#d-title")).to_have_value("A late step")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_list_the_open_task_and_every_float_pass_axe(new_visitor: NewVisitor, place: Place) -> None:
    page = open_plan(new_visitor, place)
    assert violations(page) == []
    line = row(page, place, "A late step")
    line.locator(".task__owner").click()
    expect(page.get_by_role("combobox")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    line.locator(".task__status").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    line.locator(".task__open").click()
    expect(page.locator("#d-title")).to_be_visible()
    assert violations(page) == []


def test_on_a_phone_a_task_pressed_twice_stays_open(new_visitor: NewVisitor, place: Place) -> None:
    phone = open_plan(new_visitor, place, width=390)
    row(phone, place, "A late step").locator(".task__title").dblclick()
    expect(phone.locator("#detail .detail__close")).to_be_visible()
    phone.mouse.click(195, 20)
    expect(phone.locator("#detail")).to_be_empty()


def test_a_float_opened_while_another_goes_is_the_only_one(new_visitor: NewVisitor, place: Place) -> None:
    page = open_as_team(new_visitor, place)
    floats = page.evaluate(
        """() => {
          const [first, second] = document.querySelectorAll('.task[data-status="todo"] .task__status');
          first.click();
          document.querySelector(".popup").hidePopover();
          second.click();
          return document.querySelectorAll(".popup").length;
        }"""
    )
    assert floats == 1
    opener = page.locator('.task[data-status="todo"] .task__status').nth(1)
    expect(page.locator(".popup")).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("menuitemradio", checked=True)).to_be_focused()
