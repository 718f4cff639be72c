"""Learning as people do it: a lesson done ticks a task before the team's eyes, and a video plays from its middle."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place
from tests.browser.plan_page import open_plan, row
from tests.browser.waiting import wait_until

STEP = "Kickoff step 2"
WITH_OR_WITHOUT_SCRIPTS = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])


def write_lesson(team: Page, title: str, body: str = "Read this.") -> str:
    """Write a lesson by its form; the address of its page."""
    team.goto("/library/lessons/new")
    team.get_by_label("Title").fill(title)
    team.get_by_label("The lesson").fill(body)
    team.get_by_label("Minutes it takes").fill("4")
    team.get_by_role("button", name="Save").click()
    expect(team.get_by_text("The lesson is in the library")).to_be_visible()
    return team.url


def make_track(team: Page, title: str, *lessons: str) -> None:
    team.goto("/library/tracks/new")
    team.get_by_label("Title").fill(title)
    team.get_by_role("button", name="Save").click()
    for lesson in lessons:
        team.locator("#add-lesson").select_option(label=lesson)
        team.get_by_role("button", name="Add", exact=True).click()
        expect(team.locator(".track-lessons").get_by_text(lesson)).to_be_visible()


def give(team: Page, place: Place, track: str, step: str = "", person: str = "") -> str:
    """Give the track by the form; the address of its page in the workspace."""
    team.goto(f"/w/{place.workspace}/training")
    team.get_by_role("link", name="Give a track").click()
    team.get_by_label("Track", exact=True).select_option(label=track)
    if person:
        team.get_by_label(person).check()
    if step:
        team.get_by_label("Ticks this task of the plan").select_option(label=step)
    team.get_by_role("button", name="Give it").click()
    expect(team.get_by_role("heading", level=1)).to_have_text(track)
    return team.url


@WITH_OR_WITHOUT_SCRIPTS
def test_lessons_written_given_and_done_tick_a_task_before_the_teams_eyes(
    new_visitor: NewVisitor, place: Place, js: bool
) -> None:
    name = place.workspace[:6]
    first, second, track = f"Look around {name}", f"Book stock {name}", f"First steps {name}"
    team = new_visitor(js=js).sign_in(place.member)
    for title in (first, second):
        write_lesson(team, title)
    make_track(team, track, first, second)
    given = give(team, place, track, STEP, "Maria Lead")

    plan = open_plan(new_visitor().arrive(place.admin), place)
    task = row(plan, place.tasks[STEP])
    expect(task.locator("[data-sign=training]")).to_be_visible()

    maria = new_visitor(js=js, width=PHONE_WIDTH).open_link(place.links["comment"], as_="Maria Lead")
    maria.goto(f"/w/{place.workspace}/training")
    maria.locator(".course", has_text=track).get_by_role("link", name=first).click()
    maria.get_by_role("button", name="Mark as done").click()
    expect(maria.get_by_text("1 of 2 lessons done, about 4 minutes left").first).to_be_visible()
    expect(task).to_have_attribute("data-status", "todo")
    maria.get_by_role("link", name=f"Next: {second}").click()
    maria.get_by_role("button", name="Mark as done").click()
    expect(maria.get_by_text(f"You are through with “{track}”.")).to_be_visible()

    # Nobody reloads the plan.
    expect(task).to_have_attribute("data-status", "done")
    team.goto(given)
    expect(team.locator(".learners-table tbody tr", has_text="Maria Lead").get_by_text("Done on")).to_have_count(2)
    maria.get_by_role("button", name="Not done after all").click()
    expect(maria.get_by_role("button", name="Mark as done")).to_be_visible()
    expect(task).to_have_attribute("data-status", "done")


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory, chromium: object) -> Path:
    """Four seconds of moving pixels, recorded by the browser itself."""
    path = tmp_path_factory.mktemp("video") / "tour.webm"
    page = chromium.new_page()  # type: ignore[attr-defined]
    page.goto("about:blank")
    path.write_bytes(bytes(page.evaluate(RECORD)))
    page.close()
    return path


RECORD = """async () => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 64, height: 36 });
  const draw = canvas.getContext("2d");
  let frame = 0;
  const paint = () => { draw.fillStyle = `hsl(${frame++ * 7} 80% 50%)`; draw.fillRect(0, 0, 64, 36); };
  const drawing = setInterval(paint, 40);
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const stopped = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  while (frame < 50) await new Promise((done) => setTimeout(done, 40));
  recorder.stop();
  await stopped;
  clearInterval(drawing);
  return [...new Uint8Array(await new Blob(pieces).arrayBuffer())];
}"""


PLAY = """video => new Promise((done) => {
  video.addEventListener("timeupdate", () => video.currentTime > 0.2 && done());
  video.muted = true;
  video.play();
})"""


@WITH_OR_WITHOUT_SCRIPTS
def test_a_video_is_uploaded_and_plays_by_stretches(
    new_visitor: NewVisitor, place: Place, video: Path, js: bool
) -> None:
    title = f"Watch this {place.workspace[:6]}"
    team = new_visitor(js=js).sign_in(place.member)
    address = write_lesson(team, title)
    team.get_by_label("Video file").set_input_files(video)
    team.get_by_role("button", name="Upload").click()
    expect(team.locator("video")).to_be_visible()
    assert team.url.split("?")[0] == address
    make_track(team, title, title)
    give(team, place, title)

    maria = new_visitor(js=js).open_link(place.links["view"])
    maria.goto(f"/w/{place.workspace}/training")
    asked: list[tuple[str | None, int]] = []
    maria.on("response", lambda answer: asked.append((answer.request.headers.get("range"), answer.status)))
    maria.locator(".course", has_text=title).get_by_role("link", name=title).last.click()
    player = maria.locator("video")
    expect(player).to_be_visible()
    source = player.get_attribute("src")
    part = maria.request.get(str(source), headers={"Range": "bytes=10-19"})
    assert (part.status, part.body()) == (206, video.read_bytes()[10:20])
    if js:
        player.evaluate(PLAY)
        wait_until(maria, lambda: ("bytes=0-", 206) in asked, "it is not asked for by stretches")
        assert player.evaluate("video => [video.videoWidth, video.videoHeight]") == [64, 36]


def test_an_upload_that_is_no_video_says_so_and_can_be_tried_again(
    new_visitor: NewVisitor, place: Place, tmp_path: Path, video: Path
) -> None:
    team = new_visitor().sign_in(place.member)
    write_lesson(team, f"Mistaken {place.workspace[:6]}")
    team.get_by_role("button", name="Upload").click()
    expect(team.get_by_text("Choose a file first.")).to_be_visible()
    wrong = tmp_path / "notes.mp4"
    wrong.write_text("no video at all")
    team.get_by_label("Video file").set_input_files(wrong)
    team.get_by_role("button", name="Upload").click()
    expect(team.get_by_text("is not what its name says")).to_be_visible()
    team.get_by_label("Video file").set_input_files(video)
    team.get_by_role("button", name="Upload").click()
    expect(team.locator("video")).to_be_visible()


def test_somebody_elses_player_loads_only_when_it_is_asked_for(new_visitor: NewVisitor, place: Place) -> None:
    team = new_visitor().sign_in(place.member)
    title = f"Elsewhere {place.workspace[:6]}"
    write_lesson(team, title)
    team.get_by_label("Address of a video").fill("https://vimeo.com/76979871")
    team.get_by_role("button", name="Save").click()
    expect(team.get_by_text("Saved.")).to_be_visible()
    make_track(team, title, title)
    give(team, place, title)

    maria = new_visitor().open_link(place.links["view"])
    elsewhere: list[str] = []
    maria.route(
        re.compile("^https:"),
        lambda route: (
            elsewhere.append(route.request.url),
            route.fulfill(body="<p>A player</p>", content_type="text/html"),
        ),
    )
    maria.goto(f"/w/{place.workspace}/training")
    maria.locator(".course", has_text=title).get_by_role("link", name=title).last.click()
    expect(maria.get_by_text("It comes from player.vimeo.com")).to_be_visible()
    assert elsewhere == []
    maria.get_by_role("link", name="Play the video").click()
    frame = maria.locator("iframe")
    expect(frame).to_have_attribute("src", "https://player.vimeo.com/video/76979871?autoplay=1")
    expect(frame).to_have_attribute("title", f"Video: {title}")
    expect(maria.frame_locator("iframe").get_by_text("A player")).to_be_visible()
    assert violations(maria) == []


def test_the_preview_follows_what_is_typed(new_visitor: NewVisitor, place: Place) -> None:
    team = new_visitor().sign_in(place.member)
    team.goto("/library/lessons/new")
    words = team.get_by_label("The lesson")
    words.fill("Some **bold** words")
    team.get_by_role("button", name="Preview").click()
    expect(team.locator("#preview strong")).to_have_text("bold")
    words.fill("Now _leaning_ ones")
    expect(team.locator("#preview em")).to_have_text("leaning")
    assert violations(team) == []


def test_without_scripts_the_preview_opens_beside_and_nothing_typed_is_lost(
    new_visitor: NewVisitor, place: Place
) -> None:
    visitor = new_visitor(js=False)
    team = visitor.sign_in(place.member)
    team.goto("/library/lessons/new")
    team.get_by_label("The lesson").fill("Some **bold** words")
    with visitor.context.expect_page() as opened:
        team.get_by_role("button", name="Preview").click()
    expect(opened.value.locator(".text strong")).to_have_text("bold")
    expect(team.get_by_label("The lesson")).to_have_value("Some **bold** words")


def test_who_looks_around_is_asked_who_they_are_and_then_marks(new_visitor: NewVisitor, place: Place) -> None:
    visitor = new_visitor(width=320)
    maria = visitor.open_link(place.links["comment"])
    path = f"/w/{place.workspace}/training/{place.addresses['assignment_id']}/{place.addresses['lesson_id']}"
    maria.goto(path)
    assert maria.evaluate("document.documentElement.scrollWidth") == 320
    expect(maria.get_by_role("button", name="Mark as done")).to_have_count(0)
    maria.get_by_role("link", name="Say who you are").last.click()
    visitor.say_who("Jonas Tech")
    maria.goto(path)
    maria.get_by_role("button", name="Mark as done").click()
    expect(maria.get_by_text("You did this lesson")).to_be_visible()
