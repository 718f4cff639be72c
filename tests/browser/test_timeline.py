"""The timeline in a real browser: moved by hand and by keys, followed from another browser, filtered, on a phone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.dragging import Finger
from tests.browser.plan_page import choose_due, open_plan, row
from tests.browser.waiting import hold, let_go, stop_time, wait_until

FIRST, SECOND, LATER = "Kickoff step 1", "Kickoff step 2", "Set-up step 1"


def open_timeline(page: Page, place: Place, asked: str = "") -> Page:
    page.goto(f"/w/{place.workspace}/plan/timeline{asked}")
    expect(page.locator("#pill")).to_have_text("Live")
    return page


@pytest.fixture
def maria(new_visitor: NewVisitor, place: Place) -> Page:
    return open_timeline(new_visitor().open_link(place.links["edit"], as_="Maria Lead"), place)


@pytest.fixture
def team(new_visitor: NewVisitor, place: Place) -> Page:
    return open_timeline(new_visitor().sign_in(place.member), place)


def line(page: Page, task: str) -> Locator:
    return page.locator(f'.lane[data-t="{task}"]')


def bar_at(page: Page, task: str) -> str:
    """Where the bar stands and how wide it is."""
    bar = line(page, task).locator(".bar")
    return f"{bar.get_attribute('transform')} {bar.locator('.bar__body').get_attribute('width')}"


def expect_bar(page: Page, task: str, at: str) -> None:
    transform, width = at.rsplit(" ", 1)
    expect(line(page, task).locator(".bar")).to_have_attribute("transform", transform)
    expect(line(page, task).locator(".bar__body")).to_have_attribute("width", width)


def point_at_bar(page: Page, task: str) -> None:
    """The mouse on the bar, once nothing else would be pressed there."""
    line(page, task).locator(".bar__body").hover(position={"x": 4, "y": 8})


def plain(html: str) -> str:
    html = re.sub(r' data-(?:here|hue|glow|waiting)(?:="[^"]*")?', "", html.replace('=""', ""))
    return re.sub(r"\s+", " ", html).replace("> <", "><")


def next_working_day(day: str) -> str:
    found = datetime.fromisoformat(day) + timedelta(days=1)
    while found.weekday() > 4:
        found += timedelta(days=1)
    return found.date().isoformat()


def due(page: Page, task: str) -> str:
    """The due date that the server has, by now."""
    tasks = page.evaluate("fetch(location.pathname.replace('timeline', 'snapshot')).then(answer => answer.json())")[
        "tasks"
    ]
    return str(next(one["due"] for one in tasks if one["t"] == task))


def test_what_the_scripts_draw_equals_what_the_server_drew(new_visitor: NewVisitor, place: Place) -> None:
    still = new_visitor(js=False).open_link(place.links["edit"], as_="Maria Lead")
    still.goto(f"/w/{place.workspace}/plan/timeline")
    live = open_timeline(new_visitor().open_link(place.links["edit"], as_="Maria Lead"), place)
    expect(live.locator("main")).to_have_attribute("data-live", "")
    live.evaluate(
        """async () => {
          const source = document.querySelector('script[src*="js/plan/timeline/page.js"]').src;
          const { forgetRow, drawnIds } = await import(source.replace("timeline/page.js", "rows.js"));
          const { tell } = await import(source.replace("plan/timeline/page.js", "news.js"));
          for (const id of drawnIds()) forgetRow(id);
          document.querySelectorAll(".timeline__rows .step").forEach((line) => line.remove());
          document.querySelector(".timeline__links").replaceChildren();
          tell("changed", { ids: new Set(), news: [] });
          await new Promise(requestAnimationFrame);
        }"""
    )
    for part in (".timeline__rows", ".timeline__links"):
        drawn = still.locator(part).evaluate("part => part.outerHTML")
        assert plain(live.locator(part).evaluate("part => part.outerHTML")) == plain(drawn)
    assert still.locator(".lane").count() > 8


def test_the_arrow_keys_move_a_task_by_a_working_day_and_the_other_side_sees_it(
    place: Place, maria: Page, team: Page
) -> None:
    task = place.tasks[LATER]
    before, was = bar_at(team, task), due(team, task)
    line(maria, task).locator(".step__title").focus()
    maria.keyboard.press("ArrowRight")
    expect(maria.locator("#announcer")).to_contain_text(LATER)
    expect(line(team, task).locator(".bar")).not_to_have_attribute("transform", before.rsplit(" ", 1)[0])
    expect_bar(team, task, bar_at(maria, task))
    assert due(team, task) == next_working_day(was)


def test_shift_and_arrow_make_a_bar_longer_and_undo_takes_it_back(place: Place, maria: Page, team: Page) -> None:
    task = place.tasks[LATER]
    body = line(team, task).locator(".bar__body")
    expect(body).to_have_attribute("width", "9")
    line(maria, task).locator(".step__title").focus()
    maria.keyboard.press("Shift+ArrowRight")
    expect(body).not_to_have_attribute("width", "9")
    maria.keyboard.press("Control+z")
    expect(body).to_have_attribute("width", "9")


def test_a_bar_is_dragged_by_hand_and_esc_gives_it_back(place: Place, maria: Page, team: Page) -> None:
    task = place.tasks[LATER]
    before = bar_at(team, task)
    line(maria, task).scroll_into_view_if_needed()
    box = line(maria, task).locator(".bar__body").bounding_box()
    assert box
    x, y = box["x"] + 4, box["y"] + 8
    point_at_bar(maria, task)
    maria.mouse.down()
    maria.mouse.move(x + 63, y, steps=5)
    expect(maria.locator(".timeline__flag")).to_be_visible()
    maria.keyboard.press("Escape")
    maria.mouse.up()
    expect(maria.locator(".timeline__flag")).to_have_count(0)
    expect_bar(maria, task, before)
    point_at_bar(maria, task)
    maria.mouse.down()
    maria.mouse.move(x + 63, y, steps=5)
    expect(maria.locator(".timeline__flag")).to_be_visible()
    maria.mouse.up()
    expect(line(team, task).locator(".bar")).not_to_have_attribute("transform", before.rsplit(" ", 1)[0])
    expect(maria.locator("#announcer")).to_contain_text(LATER)
    expect_bar(team, task, bar_at(maria, task))


@pytest.fixture
def phone(new_visitor: NewVisitor, place: Place) -> Page:
    visitor = new_visitor(width=PHONE_WIDTH, touch=True).open_link(place.links["edit"], as_="Maria Lead")
    return open_timeline(visitor, place)


def bar_under_finger(page: Page, task: str) -> tuple[float, float]:
    """The middle of the bar, once it stands in the middle of the chart."""
    body = line(page, task).locator(".bar__body")
    body.evaluate(
        """bar => {
          bar.scrollIntoView({ block: "center" });
          const box = bar.closest(".timeline");
          box.scrollLeft += bar.getBoundingClientRect().x - 250;
        }"""
    )
    box = body.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_that_rests_on_a_bar_carries_it_and_at_its_end_stretches_it(
    place: Place, phone: Page, team: Page
) -> None:
    task, finger = place.tasks[LATER], Finger(phone)
    x, y = bar_under_finger(phone, task)
    was, scrolled = due(team, task), phone.locator(".timeline").evaluate("box => box.scrollLeft")
    finger.touch("touchStart", (x, y))
    expect(phone.locator(".timeline__flag")).to_be_visible()
    finger.draw(x, y, 63)
    finger.touch("touchEnd")
    expect(phone.locator("#announcer")).to_contain_text(LATER)
    expect_bar(team, task, bar_at(phone, task))
    assert due(team, task) > was
    assert phone.locator(".timeline").evaluate("box => box.scrollLeft") == scrolled

    x, y = bar_under_finger(phone, task)
    finger.touch("touchStart", (x + 24, y))
    expect(phone.locator(".timeline__flag")).to_be_visible()
    finger.draw(x + 24, y, 63)
    finger.touch("touchEnd")
    expect(line(team, task).locator(".bar__body")).to_have_attribute("width", "72")


def test_a_finger_that_moves_at_once_scrolls_and_changes_no_date(
    new_visitor: NewVisitor, place: Place, team: Page
) -> None:
    phone = new_visitor(width=PHONE_WIDTH, touch=True).open_link(place.links["edit"], as_="Maria Lead")
    phone.clock.install()
    open_timeline(phone, place)
    task, finger = place.tasks[LATER], Finger(phone)
    x, y = bar_under_finger(phone, task)
    before, scrolled = bar_at(phone, task), phone.locator(".timeline").evaluate("box => box.scrollLeft")
    stop_time(phone)
    finger.touch("touchStart", (x, y))
    finger.draw(x, y, -120)
    expect(phone.locator(".timeline__flag")).to_have_count(0)
    finger.touch("touchEnd")
    phone.wait_for_function("was => document.querySelector('.timeline').scrollLeft > was + 60", arg=scrolled)
    assert bar_at(phone, task) == before == bar_at(team, task)


@pytest.mark.parametrize("end", ["a call", "a second finger"])
def test_what_takes_the_finger_away_gives_the_bar_back(place: Place, phone: Page, team: Page, end: str) -> None:
    task, finger = place.tasks[LATER], Finger(phone)
    x, y = bar_under_finger(phone, task)
    before, was = bar_at(phone, task), due(team, task)
    finger.touch("touchStart", (x, y))
    expect(phone.locator(".timeline__flag")).to_be_visible()
    finger.draw(x, y, 63)
    expect(line(phone, task).locator(".bar")).not_to_have_attribute("transform", before.rsplit(" ", 1)[0])
    if end == "a call":
        finger.touch("touchCancel")
    else:
        finger.touch("touchStart", (x + 63, y), (x, y + 80))
        finger.touch("touchEnd")
    expect(line(phone, task).locator(".bar")).to_have_attribute("transform", before.rsplit(" ", 1)[0])
    expect(phone.locator(".timeline__flag")).to_have_count(0)
    assert due(team, task) == was


def test_moving_what_others_hang_on_asks_first(place: Place, maria: Page, new_visitor: NewVisitor) -> None:
    first, second = place.tasks[FIRST], place.tasks[SECOND]
    listed = open_plan(new_visitor().arrive(place.member), place)
    row(listed, second).locator(".task__open").click()
    listed.locator("[data-do=wait]").click()
    listed.locator(".pick__search").fill(FIRST)
    listed.keyboard.press("Enter")
    expect(maria.locator(f'.timeline__links path[data-from="{first}"][data-to="{second}"]')).to_have_count(1)
    expect(line(maria, second)).to_have_attribute("data-state", "waiting")

    before, stood = bar_at(maria, first), (due(maria, first), due(maria, second))
    line(maria, first).locator(".step__title").focus()
    for _press in range(4):
        maria.keyboard.press("ArrowRight")
    dialog = maria.locator("#shift")
    expect(dialog).to_contain_text(SECOND)
    dialog.get_by_role("button", name="Cancel").click()
    expect(line(maria, first).locator(".bar")).to_have_attribute("transform", before.rsplit(" ", 1)[0])
    line(maria, first).locator(".step__title").focus()
    for _press in range(4):
        maria.keyboard.press("ArrowRight")
    dialog.get_by_role("button", name="Move them all").click()
    expect(row(listed, first)).not_to_have_attribute("data-due", stood[0])
    expect(row(listed, second)).not_to_have_attribute("data-due", stood[1])
    assert due(maria, second) > due(maria, first)
    moved = bar_at(maria, first)

    # A key while the preview is on its way: it is asked once, about where the bar stands by then.
    asked = hold(maria, "**/shift?due=*")
    line(maria, first).locator(".step__title").focus()
    maria.keyboard.press("ArrowRight")
    wait_until(maria, lambda: len(asked) == 1, "nothing was asked")
    maria.keyboard.press("ArrowRight")
    wait_until(maria, lambda: len(asked) == 2, "the later date was not asked about")
    with maria.expect_response("**/shift?due=*"):
        asked[0].continue_()
    maria.wait_for_timeout(300)
    expect(dialog).to_be_hidden()
    let_go(maria, "**/shift?due=*", asked[1:])
    dialog.get_by_role("button", name="Cancel").click()
    expect(line(maria, first).locator(".bar")).to_have_attribute("transform", moved.rsplit(" ", 1)[0])
    expect(dialog).to_be_hidden()


def test_a_filter_follows_what_others_change(new_visitor: NewVisitor, place: Place, team: Page) -> None:
    task = place.tasks[LATER]
    blocked = open_timeline(new_visitor().open_link(place.links["edit"], as_="Maria Lead"), place, "?status=blocked")
    expect(blocked.locator(".lane.step")).to_have_count(1)
    line(team, task).locator(".step__title").focus()
    team.keyboard.press("b")
    expect(line(blocked, task)).to_have_attribute("data-state", "blocked")
    why = team.get_by_role("dialog", name="What is in the way?")
    expect(why).to_be_visible()
    team.keyboard.press("Escape")
    expect(why).to_have_count(0)
    team.keyboard.press("b")
    expect(line(blocked, task)).to_have_count(0)
    blocked.locator(".chip--on").click()
    expect(line(blocked, task)).to_be_visible()


def test_a_date_beyond_what_is_drawn_draws_more_days(place: Place, maria: Page, new_visitor: NewVisitor) -> None:
    far = (datetime.now(UTC).date() + timedelta(days=300)).isoformat()
    last = maria.locator(".axis__ground").get_attribute("data-last") or ""
    assert last < far
    listed = open_plan(new_visitor().arrive(place.member), place)
    choose_due(listed, place.tasks[LATER], far)
    expect(maria.locator(".axis__ground")).not_to_have_attribute("data-last", last)
    assert (maria.locator(".axis__ground").get_attribute("data-last") or "") > far


def test_a_phone_scrolls_the_chart_and_never_the_page(new_visitor: NewVisitor, place: Place) -> None:
    for width in (PHONE_WIDTH, 320):
        page = open_timeline(new_visitor(width=width).open_link(place.links["edit"], as_="Maria Lead"), place)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator(".timeline").evaluate("box => box.scrollWidth > box.clientWidth")


def test_a_phone_shows_long_names_whole_and_above_their_bars(new_visitor: NewVisitor, place: Place, team: Page) -> None:
    task, name = place.tasks[LATER], "Name the approver for the Datenschutz-Folgenabschätzung in both countries"
    team.goto(f"/w/{place.workspace}/plan/tasks/{task}")
    expect(team.locator("#pill")).to_have_text("Live")
    team.locator("#d-title").fill(name)
    team.locator("#d-title").press("Enter")
    for width in (PHONE_WIDTH, 320):
        page = open_timeline(new_visitor(width=width).open_link(place.links["edit"], as_="Maria Lead"), place)
        shown = line(page, task).locator(".lane__title")
        expect(shown).to_have_text(name)
        assert shown.evaluate("title => title.scrollHeight <= title.clientHeight"), f"cut at {width}"
        title, bar = shown.bounding_box(), line(page, task).locator(".bar__body").bounding_box()
        assert title
        assert bar
        assert title["y"] + title["height"] <= bar["y"]


def test_a_reader_opens_tasks_and_moves_none(new_visitor: NewVisitor, place: Place) -> None:
    page = open_timeline(new_visitor().open_link(place.links["view"], as_=None), place)
    task = place.tasks[LATER]
    before = bar_at(page, task)
    line(page, task).locator(".step__title").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".detail__title")).to_have_text(LATER)
    assert f"task={task}" in page.url
    assert bar_at(page, task) == before
    page.keyboard.press("Escape")
    expect(page.locator(".detail__title")).to_have_count(0)
    assert "task=" not in page.url
