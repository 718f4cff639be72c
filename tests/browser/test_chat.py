"""Talking as people do it: both sides in one room, the team in its own, and comments beside the tasks of the plan."""

from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.waiting import expect_kept, told_at, type_until, wait_until

SECRET = "Canary-5519: they may not sign"
LATE = "A late step"


def maria_in(new_visitor: NewVisitor, place: Place, rest: str = "/chat", **browser: object) -> Page:
    """Maria of the customer at an address of her workspace."""
    page = new_visitor(**browser).open_link(place.links["comment"], as_="Maria Lead")
    return at(page, place, rest)


def tom_in(new_visitor: NewVisitor, place: Place, rest: str = "/chat", **browser: object) -> Page:
    """Tom of the team; his sign-in link works once."""
    return at(new_visitor(**browser).sign_in(place.member), place, rest)


def ada_in(new_visitor: NewVisitor, place: Place, rest: str = "/chat") -> Page:
    return at(new_visitor().sign_in(place.admin), place, rest)


def at(page: Page, place: Place, rest: str) -> Page:
    page.goto(f"/w/{place.workspace}{rest}")
    return page


def live(page: Page) -> Page:
    expect(page.locator("#pill")).to_have_text("Live")
    return page


def say(page: Page, words: str, room: str = "shared") -> None:
    field = page.locator(f'form.composer[data-room="{room}"] textarea')
    field.fill(words)
    field.press("Enter")


def message(page: Page, words: str) -> Locator:
    return page.locator(".message:not([data-pending])", has_text=words)


def tab(page: Page) -> Locator:
    return page.locator(".header .tab", has_text="Chat")


def texts_heard(page: Page) -> list[str]:
    """Every text frame that the page's sockets receive from now on."""
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(str(frame)))

    page.on("websocket", listen)
    return heard


def test_both_sides_talk_and_the_tab_counts_what_is_unread(new_visitor: NewVisitor, place: Place) -> None:
    maria, tom = live(maria_in(new_visitor, place)), tom_in(new_visitor, place, "/people")
    expect(tab(tom)).to_contain_text("2")
    say(maria, "Is **Friday** fine?")
    expect(message(maria, "Is Friday fine?")).to_be_visible()
    expect(message(maria, "Is Friday fine?").locator("strong")).to_have_text("Friday")
    tom.reload()
    expect(tab(tom)).to_contain_text("3")

    live(at(tom, place, "/chat"))
    expect(message(tom, "Is Friday fine?")).to_be_visible()
    expect(tom.locator(".message__new")).to_have_count(1)
    read = told_at(maria, "/chat/read")
    say(tom, "Friday is fine.")
    expect(message(maria, "Friday is fine.")).to_be_visible()
    newest = message(maria, "Friday is fine.").get_attribute("data-m") or ""
    wait_until(maria, lambda: any(newest in text for text in read), "it is not told that she read it")
    expect(maria.locator("[data-pending]")).to_have_count(0)

    for page in (maria, tom):
        at(page, place, "/people")
        expect(tab(page).locator(".count")).to_have_count(0)


def test_a_note_of_the_team_reaches_no_customer_by_any_way(new_visitor: NewVisitor, place: Place) -> None:
    maria = new_visitor().open_link(place.links["edit"], as_="Maria Lead")
    heard = texts_heard(maria)
    live(at(maria, place, "/chat"))
    tom = live(tom_in(new_visitor, place, "/chat/internal"))
    other = live(ada_in(new_visitor, place, "/chat/internal"))
    say(tom, SECRET, "internal")
    expect(message(other, SECRET)).to_be_visible()
    # What is said next in the other room proves that news does arrive.
    at(other, place, "/chat")
    with maria.expect_response("**/chat/read"):
        say(live(other), "Good morning")
    expect(message(maria, "Good morning")).to_be_visible()
    assert any("Good morning" in text for text in heard)
    assert [text for text in heard if SECRET in text or '"internal"' in text] == []
    assert SECRET not in maria.content()
    at(maria, place, "/people")
    expect(tab(maria).locator(".count")).to_have_count(0)
    answer = maria.goto(f"/w/{place.workspace}/chat/internal")
    assert answer is not None
    assert answer.status == 404


def test_the_composer_says_who_reads_and_keeps_a_draft_for_each_room(new_visitor: NewVisitor, place: Place) -> None:
    tom = live(tom_in(new_visitor, place))
    expect(tom.locator(".composer__who")).to_have_text(
        f"Everyone at {customer_of(place)} and Onward reads this", use_inner_text=True
    )
    tom.locator("textarea").fill("Half a sen")
    at(tom, place, "/chat/internal")
    expect(tom.locator(".composer__who")).to_have_text("Only Onward’s team reads this")
    expect(tom.locator(".composer__send")).to_have_text("Note for the team")
    expect(tom.locator("textarea")).to_have_value("")
    at(tom, place, "/chat")
    expect(tom.locator("textarea")).to_have_value("Half a sen")
    tom.locator("textarea").press("Shift+Enter")
    tom.keyboard.type("two lines")
    expect(tom.locator("textarea")).to_have_value("Half a sen\ntwo lines")
    tom.keyboard.press("Escape")
    expect(tom.locator("textarea")).not_to_be_focused()


def customer_of(place: Place) -> str:
    return place.name.removesuffix(" onboarding")


def test_who_writes_is_seen_by_the_other_side_but_not_who_writes_a_note(new_visitor: NewVisitor, place: Place) -> None:
    maria, tom = live(maria_in(new_visitor, place)), live(tom_in(new_visitor, place))
    type_until(tom.locator("textarea"), maria.locator(".typing", has_text="Tom is writing…"))
    say(tom, "I am here")
    expect(maria.locator(".typing")).to_have_text("")


def test_a_message_is_changed_and_removed_where_it_stands_with_its_trace(new_visitor: NewVisitor, place: Place) -> None:
    maria, tom = live(maria_in(new_visitor, place)), live(tom_in(new_visitor, place))
    say(maria, "On Thrusday")
    menu(maria, "On Thrusday", "Edit")
    maria.get_by_label("Your words").fill("On Thursday")
    maria.keyboard.press("Enter")
    expect(message(tom, "On Thursday")).to_contain_text("edited")
    message(tom, "On Thursday").get_by_role("link", name="edited").click()
    expect(tom.locator(".formers")).to_contain_text("On Thrusday")
    live(at(tom, place, "/chat"))
    menu(tom, "On Thursday", "Remove…")
    tom.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(maria.locator(".message__removed")).to_contain_text("Message removed by Tom Team")
    expect(message(maria, "On Thursday")).to_have_count(0)


def menu(page: Page, words: str, choice: str) -> None:
    line = message(page, words)
    line.hover()
    line.locator(".message__more").click()
    page.get_by_role("button", name=choice, exact=True).click()


def test_what_is_said_offline_waits_survives_a_reload_and_is_said_once(new_visitor: NewVisitor, place: Place) -> None:
    tom = live(tom_in(new_visitor, place))
    maria = live(maria_in(new_visitor, place))
    maria.context.set_offline(True)
    expect(maria.locator("#pill")).to_contain_text("Offline")
    say(maria, "Written in a tunnel")
    expect(maria.locator("[data-pending]")).to_contain_text("Sending…")
    expect_kept(maria, 1)
    maria.context.set_offline(False)
    maria.reload()
    expect(message(tom, "Written in a tunnel")).to_have_count(1)
    expect(message(maria, "Written in a tunnel")).to_have_count(1)
    expect(maria.locator("[data-pending]")).to_have_count(0)


def test_a_refused_message_keeps_its_words_and_can_be_changed(new_visitor: NewVisitor, place: Place) -> None:
    maria = live(maria_in(new_visitor, place))
    maria.locator("textarea").evaluate("field => field.removeAttribute('maxlength')")
    say(maria, "x" * 4_001)
    refused = maria.locator('[data-pending="refused"]')
    expect(refused).to_contain_text("Use at most 4000 characters.")
    refused.get_by_role("button", name="Change").click()
    expect(maria.locator("textarea")).to_have_value("x" * 4_001)
    expect(refused).to_have_count(0)


def open_task(page: Page, place: Place, title: str = LATE) -> Page:
    at(page, place, f"/plan/tasks/{place.tasks[title]}")
    return live(page)


def count_of(page: Page, place: Place, title: str = LATE) -> Locator:
    return page.locator(f'.task[data-t="{place.tasks[title]}"] .task__said')


def test_a_comment_on_a_task_is_live_on_both_sides_and_counted_in_the_row(
    new_visitor: NewVisitor, place: Place
) -> None:
    maria = open_task(new_visitor().open_link(place.links["edit"], as_="Maria Lead"), place)
    tom = open_task(new_visitor().sign_in(place.member), place)
    expect(count_of(maria, place)).to_have_text("1")
    expect(count_of(tom, place)).to_have_text("2")
    say(maria, "The board meets on Tuesday.")
    expect(message(tom, "The board meets on Tuesday.")).to_be_visible()
    expect(count_of(tom, place)).to_have_text("3")

    tom.get_by_text("Write a note for the team instead").click()
    expect(tom.locator('.composer[data-room="shared"]')).to_be_hidden()
    say(tom, SECRET, "internal")
    expect(message(tom, SECRET)).to_contain_text("Team only")
    tom.get_by_text("Back to a comment for both sides").click()
    say(tom, "Then we move it to Wednesday.")
    expect(message(maria, "Then we move it to Wednesday.")).to_be_visible()
    expect(count_of(maria, place)).to_have_text("3")
    expect(count_of(tom, place)).to_have_text("5")
    assert SECRET not in maria.content()

    live(at(maria, place, "/chat"))
    chip = message(maria, "Then we move it to Wednesday.").locator(".chip")
    expect(chip).to_have_text(LATE)
    chip.click()
    expect(message(maria, "Then we move it to Wednesday.")).to_be_visible()


def test_a_comment_is_typed_and_sent_without_moving_the_list_and_is_seen_at_once(
    new_visitor: NewVisitor, place: Place
) -> None:
    maria = live(maria_in(new_visitor, place, "/plan"))
    maria.set_viewport_size({"width": 1280, "height": 480})
    maria.locator(".task .task__open").first.click()
    field = maria.locator(".detail form.composer textarea")
    box = field.bounding_box()
    assert box
    # By hand: Playwright's own click would scroll.
    maria.mouse.click(box["x"] + 20, box["y"] + 10)
    maria.keyboard.type("We only have these as paper")
    assert maria.evaluate("scrollY") == 0
    maria.keyboard.press("Enter")
    expect(message(maria, "We only have these as paper")).to_be_in_viewport()
    assert maria.evaluate("scrollY") == 0
    seen, foot = message(maria, "We only have these as paper").bounding_box(), field.bounding_box()
    assert seen and foot and seen["y"] + seen["height"] <= foot["y"]


def test_a_key_leads_from_a_row_to_its_comments(new_visitor: NewVisitor, place: Place) -> None:
    maria = live(maria_in(new_visitor, place, "/plan"))
    maria.locator(f'.task[data-t="{place.tasks[LATE]}"] .task__title').focus()
    maria.keyboard.press("c")
    field = maria.locator("form.composer textarea")
    expect(field).to_be_focused()
    maria.keyboard.type("By keys alone")
    maria.keyboard.press("Enter")
    expect(message(maria, "By keys alone")).to_be_visible()
    expect(count_of(maria, place)).to_have_text("2")


def test_a_task_that_turns_internal_takes_its_thread_along(new_visitor: NewVisitor, place: Place) -> None:
    maria = live(maria_in(new_visitor, place))
    expect(message(maria, "This waits for our board.")).to_be_visible()
    tom = open_task(new_visitor().sign_in(place.member), place)
    tom.locator("#d-visibility").select_option("internal")
    expect(tom.locator('.composer[data-room="shared"]')).to_have_count(0)
    expect(tom.locator('.composer[data-room="internal"]')).to_be_visible()
    expect(message(maria, "This waits for our board.")).to_have_count(0)
    maria.reload()
    expect(message(maria, "Thank you, Tom.")).to_be_visible()
    expect(message(maria, "This waits for our board.")).to_have_count(0)


def test_a_thread_that_was_drawn_before_its_task_turned_internal_is_drawn_anew(
    new_visitor: NewVisitor, place: Place
) -> None:
    tom = open_task(new_visitor().sign_in(place.member), place)
    address = tom.locator("#thread").get_attribute("data-address")
    stale = [tom.request.get(f"{address}?part=thread").text()]
    assert 'data-room="shared"' in stale[0]
    tom.route(
        "**/*part=thread*",
        lambda route: route.fulfill(body=stale.pop(), content_type="text/html") if stale else route.continue_(),
    )
    tom.locator("#d-visibility").select_option("internal")
    expect(tom.locator('.composer[data-room="shared"]')).to_have_count(0)
    expect(tom.locator('.composer[data-room="internal"]')).to_be_visible()


def test_all_of_it_works_without_scripts(new_visitor: NewVisitor, place: Place) -> None:
    maria = maria_in(new_visitor, place, js=False)
    maria.locator("textarea").fill("By a plain form")
    maria.get_by_role("button", name="Send").click()
    expect(message(maria, "By a plain form")).to_be_in_viewport()

    message(maria, "By a plain form").locator(".message__more").click()
    maria.get_by_label("Your words").fill("By a plain form, twice")
    maria.get_by_role("button", name="Save").click()
    expect(message(maria, "By a plain form, twice")).to_contain_text("edited")

    at(maria, place, f"/plan/tasks/{place.tasks[LATE]}")
    maria.locator("form.composer textarea").fill("A plain comment")
    maria.get_by_role("button", name="Send").click()
    expect(message(maria, "A plain comment")).to_be_visible()

    tom = tom_in(new_visitor, place, f"/plan/tasks/{place.tasks[LATE]}", js=False)
    expect(message(tom, "A plain comment")).to_be_visible()
    tom.get_by_text("Write a note for the team instead").click()
    tom.locator('.composer[data-room="internal"] textarea').fill(SECRET)
    tom.get_by_role("button", name="Note for the team").click()
    expect(message(tom, SECRET)).to_be_visible()
    at(maria, place, f"/plan/tasks/{place.tasks[LATE]}")
    expect(message(maria, "A plain comment")).to_be_visible()
    assert SECRET not in maria.content()

    at(maria, place, "/chat?q=plain")
    expect(maria.locator(".message")).to_have_count(2)
    at(maria, place, "/chat")
    message(maria, "By a plain form, twice").locator(".message__more").click()
    maria.get_by_role("button", name="Remove this message").click()
    expect(maria.locator(".message__removed")).to_contain_text("Maria Lead")


def test_older_messages_load_above_without_moving_what_is_read(new_visitor: NewVisitor, place: Place) -> None:
    maria = live(maria_in(new_visitor, place))
    for number in range(52):
        answer = maria.evaluate(
            """async ([path, body]) => {
              const main = document.querySelector("main");
              const id = [...crypto.getRandomValues(new Uint8Array(22))].map(byte => (byte % 36).toString(36)).join("");
              const ops = [{k: "say", m: id, room: "shared", body}];
              const headers = {"Content-Type": "application/json", "X-CSRFToken": main.dataset.csrf};
              const sent = JSON.stringify({topic: main.dataset.topic, cid: id, ops});
              return (await fetch(path, {method: "POST", headers, body: sent})).status;
            }""",
            [f"/w/{place.workspace}/chat/op", f"Line {number}."],
        )
        assert answer == 200
    live(at(maria, place, "/chat"))
    expect(message(maria, "Line 51.")).to_be_in_viewport()
    expect(message(maria, "Line 1.")).to_have_count(0)
    maria.locator(".chat__scroll").evaluate("box => box.scrollTop = -box.scrollHeight")
    first = message(maria, "Line 9.")
    expect(first).to_be_in_viewport()
    before = first.bounding_box()
    maria.get_by_role("link", name="Earlier messages").click()
    expect(message(maria, "Welcome, Maria.")).to_have_count(1)
    expect(maria.get_by_role("link", name="Earlier messages")).to_have_count(0)
    after = first.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 1


def test_a_room_and_a_thread_pass_axe_and_never_scroll_sideways(new_visitor: NewVisitor, place: Place) -> None:
    page, narrow = tom_in(new_visitor, place), new_visitor(width=320).sign_in(place.admin)
    for rest in ("/chat", "/chat/internal", f"/plan/tasks/{place.tasks[LATE]}"):
        assert violations(live(at(page, place, rest))) == []
        live(at(narrow, place, rest))
        assert narrow.evaluate("document.documentElement.scrollWidth") == 320
    phone = live(maria_in(new_visitor, place, width=PHONE_WIDTH))
    assert violations(phone) == []
