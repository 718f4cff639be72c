"""Two people in one description, each in a browser: every letter stays, and each sees where the other is."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE_WIDTH, Installation, NewVisitor, Place
from tests.browser.plan_page import open_plan, row
from tests.browser.waiting import expect_kept, wait_until

FIRST = "Kickoff step 1"


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return open_plan(new_visitor().arrive(place.member), place)


def field(page: Page) -> Locator:
    return page.locator("#d-description")


def open_task(page: Page, place: Place) -> Locator:
    """Open it, with a line: without one nobody would write together."""
    row(page, place.tasks[FIRST]).locator(".task__open").click()
    expect(page.locator("#d-title")).to_have_value(FIRST)
    expect(page.locator("#pill")).to_have_text("Live")
    return field(page)


def write_in(page: Page) -> Locator:
    """Begin to write in the open task's text, wherever it is shown."""
    edit = page.locator(".detail__write")
    if edit.is_visible():
        edit.click()
    else:
        field(page).focus()
    expect(page.locator(".carets")).to_have_count(1)
    return field(page)


def leave(page: Page) -> None:
    page.locator("#d-title").focus()


def test_two_who_write_at_once_see_each_other_and_keep_every_letter(place: Place, maria: Page, team: Page) -> None:
    for page in (maria, team):
        open_task(page, place)
        write_in(page)
    field(maria).press_sequentially("From Maria. ", delay=15)
    expect(field(team)).to_have_value("From Maria. ")
    field(team).press("Home")
    for number in range(6):
        field(team).press_sequentially(f"t{number}", delay=10)
        field(maria).press_sequentially(f"m{number}", delay=10)
    for page in (maria, team):
        expect(field(page)).to_have_value("t0t1t2t3t4t5From Maria. m0m1m2m3m4m5")
    expect(team.locator(".caret__name")).to_have_text("Maria")
    expect(maria.locator(".caret__name")).to_have_count(1)
    assert "Maria" not in maria.locator(".caret__name").inner_text()

    leave(maria)
    expect(team.locator(".caret__name")).to_have_count(0)
    leave(team)
    for page in (maria, team):
        expect(page.locator(".detail__text")).to_have_text("t0t1t2t3t4t5From Maria. m0m1m2m3m4m5")
    history = f"/w/{place.workspace}/plan/history?task={place.tasks[FIRST]}"
    both = re.compile("with (Maria Lead|Tom Team)")
    wait_until(
        maria,
        lambda: bool(maria.goto(history)) and both.search(maria.locator("main").inner_text()) is not None,
        "the history does not name both",
    )


def test_what_merges_is_loaded_only_where_somebody_writes(place: Place, maria: Page) -> None:
    loaded: list[str] = []
    maria.on("request", lambda request: loaded.append(request.url))
    maria.reload()
    expect(maria.locator("#pill")).to_have_text("Live")
    open_task(maria, place)
    assert [url for url in loaded if "yjs" in url or "/plan/text/" in url] == []
    write_in(maria)
    assert len([url for url in loaded if "yjs" in url]) == 1


def test_what_is_typed_before_the_others_letters_are_here_is_kept(place: Place, maria: Page, team: Page) -> None:
    open_task(team, place)
    write_in(team).press_sequentially("From the team. ")
    open_task(maria, place)
    # What is written already is read, and the field is hidden until somebody writes.
    expect(maria.locator(".detail__text")).to_have_text("From the team.")
    maria.route(re.compile("yjs"), lambda route: (maria.wait_for_timeout(700), route.continue_())[1])
    maria.locator(".detail__write").click()
    maria.keyboard.type("Early words. ")
    for page in (maria, team):
        expect(field(page)).to_have_value(re.compile("From the team. "))
        expect(field(page)).to_have_value(re.compile("Early words. "))


def test_my_own_letters_are_undone_and_not_the_others(place: Place, maria: Page, team: Page) -> None:
    open_task(team, place)
    write_in(team).press_sequentially("Team. ")
    open_task(maria, place)
    write_in(maria)
    expect(field(maria)).to_have_value("Team. ")
    field(maria).press("End")
    # At one stroke: letters with a pause between them are undone one by one.
    maria.keyboard.insert_text("Maria. ")
    expect(field(team)).to_have_value("Team. Maria. ")
    maria.keyboard.press("Control+z")
    for page in (maria, team):
        expect(field(page)).to_have_value("Team. ")
    maria.keyboard.press("Control+Shift+z")
    expect(field(team)).to_have_value("Team. Maria. ")


def test_who_only_reads_sees_the_letters_come_and_stays_where_they_read(
    new_visitor: NewVisitor, place: Place, maria: Page, team: Page
) -> None:
    reader = open_plan(new_visitor(width=PHONE_WIDTH).arrive(place.links["view"], as_="Jonas Tech"), place)
    row(reader, place.tasks[FIRST]).locator(".task__title").click()
    expect(reader.locator(".detail__title")).to_have_text(FIRST)
    open_task(team, place)
    open_task(maria, place)
    write_in(maria).press_sequentially("# First\n\n" + "More to read.\n\n" * 40)
    for page in (reader, team):
        expect(page.locator(".detail__text h1, .detail__text h2, .detail__text h3").first).to_have_text("First")
        expect(page.locator(".detail__text p")).to_have_count(40)
    scrolled = "document.getElementById('detail').scrollTop"
    reader.evaluate(f"{scrolled} = 300")
    field(maria).press_sequentially("The last word")
    for page in (reader, team):
        expect(page.locator(".detail__text p").last).to_have_text("The last word")
    assert reader.evaluate(scrolled) == 300
    assert maria.locator(".carets").count() == 1
    write_in(team)
    field(team).press("Control+End")
    field(team).press_sequentially(" is the team's.")
    expect(field(maria)).to_have_value(re.compile("The last word is the team's.$"))
    expect(reader.locator(".detail__text p").last).to_have_text("The last word is the team's.")


def test_letters_typed_without_a_line_arrive_when_it_is_back(place: Place, maria: Page, team: Page) -> None:
    for page in (maria, team):
        open_task(page, place)
        write_in(page)
    field(maria).press_sequentially("Before. ")
    expect(field(team)).to_have_value("Before. ")
    maria.context.set_offline(True)
    expect(maria.locator("#pill")).to_contain_text("Offline")
    maria.keyboard.type("Offline. ")
    leave(maria)
    expect(maria.locator("#pill")).to_contain_text("1 change waiting")
    expect_kept(maria, 1)
    field(team).press("Home")
    team.keyboard.type("Team. ")
    maria.context.set_offline(False)
    maria.reload()
    expect(field(team)).to_have_value("Team. Before. Offline. ")


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_under_an_open_text(
    installation: Installation, new_visitor: NewVisitor
) -> None:
    place = installation.seed("full")
    team = open_plan(new_visitor(at=installation.url).arrive(place.member), place)
    maria = open_plan(new_visitor(at=installation.url).arrive(place.links["edit"], as_="Maria Lead"), place)
    for page in (maria, team):
        open_task(page, place)
        write_in(page)
    field(maria).press_sequentially("Before the kill. ")
    expect(field(team)).to_have_value("Before the kill. ")
    installation.kill()
    for page in (maria, team):
        expect(page.locator("#pill")).to_contain_text("Reconnecting")
    field(maria).press_sequentially("Meanwhile. ")
    field(team).press("Home")
    field(team).press_sequentially("Team. ")
    installation.start_again()
    for page in (maria, team):
        expect(page.locator("#pill")).to_have_text("Live")
        expect(field(page)).to_have_value("Team. Before the kill. Meanwhile. ")
    field(maria).press("End")
    field(maria).press_sequentially("After.")
    expect(field(team)).to_have_value("Team. Before the kill. Meanwhile. After.")
    expect(team.locator(".caret__name")).to_have_text("Maria")


def test_too_much_is_refused_beside_the_field_and_what_was_typed_is_kept(place: Place, maria: Page, team: Page) -> None:
    for page in (maria, team):
        open_task(page, place)
        write_in(page)
    field(team).fill("x" * 19_990)
    expect(field(maria)).to_have_value("x" * 19_990)
    maria.evaluate("document.querySelector('#d-description').removeAttribute('maxlength')")
    field(maria).press("End")
    maria.keyboard.insert_text("far too many words")
    expect(maria.locator(".kept")).to_contain_text("Use at most 20000 characters.")
    expect(maria.locator(".kept textarea")).to_have_value(re.compile("far too many words"))
    expect(field(maria)).to_have_value("x" * 19_990)


def test_the_preview_shows_the_words_as_they_will_read(place: Place, maria: Page) -> None:
    open_task(maria, place)
    write_in(maria).press_sequentially("**Bold** words")
    maria.get_by_role("button", name="Preview").click()
    expect(maria.locator(".detail__text strong")).to_have_text("Bold")
    expect(field(maria)).to_be_visible()
    field(maria).press("End")
    maria.keyboard.type(" <img src=x onerror=alert(1)>")
    expect(maria.locator(".detail__text")).to_contain_text("<img src=x")
    expect(maria.locator(".detail__text img")).to_have_count(0)


def test_a_task_removed_meanwhile_says_so_and_keeps_what_was_typed(place: Place, maria: Page, team: Page) -> None:
    open_task(maria, place)
    write_in(maria).press_sequentially("Kept words")
    open_task(team, place)
    write_in(team)
    expect(field(team)).to_have_value("Kept words")
    row(team, place.tasks[FIRST]).locator(".task__title").focus()
    team.keyboard.press("Delete")
    expect(maria.locator("#detail")).to_be_empty()
    team.keyboard.press("z")
    expect(row(maria, place.tasks[FIRST])).to_be_visible()
    open_task(maria, place)
    write_in(maria)
    expect(field(maria)).to_have_value("Kept words")


def test_letters_that_meet_a_removal_on_their_way_are_shown_and_not_dropped(
    place: Place, maria: Page, team: Page
) -> None:
    open_task(maria, place)
    write_in(maria)
    maria.context.set_offline(True)
    expect(maria.locator("#pill")).to_contain_text("Offline")
    field(maria).press_sequentially("On their way")
    row(team, place.tasks[FIRST]).locator(".task__title").focus()
    team.keyboard.press("Delete")
    expect(row(team, place.tasks[FIRST])).to_have_count(0)
    maria.context.set_offline(False)
    said = maria.locator(".toast, dialog[open]").filter(has_text="On their way")
    expect(said).to_be_visible(timeout=30_000)


# Typed by three voices, the first of them on its way, when the text begins anew with other words in it.
STARTS_OVER = """async (begins) => {
    const folder = document.querySelector('script[src*="js/plan/plan.js"]').src.replace("plan.js", "text/");
    const { makeCopy } = await import(`${folder}copy.js`);
    const { Doc, encodeStateAsUpdate } = await import(`${folder}../../../vendor/yjs/yjs.esm.js`);
    const whole = (text) => {
        const doc = new Doc();
        doc.getText("text").insert(0, text);
        return btoa(String.fromCharCode(...encodeStateAsUpdate(doc)));
    };
    let speaker = "maria";
    const nothing = () => {};
    const copy = makeCopy("Call them", () => "Call them", { changed: nothing, typed: nothing, said: () => speaker });
    copy.take([{ seq: 1, epoch: "one", u: whole("Call them") }]);
    copy.type({ at: 9, gone: 0, words: " soon" });
    copy.next();
    speaker = "david";
    copy.type({ at: 14, gone: 0, words: ", all" });
    speaker = undefined;
    copy.type({ at: 19, gone: 0, words: "!" });
    speaker = "anna";
    copy.take([{ seq: 2, epoch: "two", u: whole(begins) }]);
    const voices = [];
    for (let sent = copy.next(); sent; sent = copy.next()) {
        const before = copy.saved();
        copy.acknowledge();
        voices.push([sent.said ?? "I", copy.saved().slice(before.length)]);
    }
    return [copy.text(), voices];
}"""


def test_what_is_typed_anew_in_a_text_that_begins_anew_stays_said_by_who_said_it(place: Place, maria: Page) -> None:
    open_task(maria, place)
    # What merges is here then.
    write_in(maria)
    text, voices = maria.evaluate(STARTS_OVER, "Please call them")
    assert text == "Please call them soon, all!"
    assert voices == [["maria", " soon"], ["david", ", all"], ["I", "!"]]
    text, voices = maria.evaluate(STARTS_OVER, "Call them soon")
    assert text == "Call them soon, all!"
    assert voices == [["david", ", all"], ["I", "!"]]
