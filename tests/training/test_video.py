"""Videos: taken for what they are, kept off the memory, played a stretch at a time by whoever may see the lesson."""

import io
import tracemalloc

import pytest
from flask import Flask

from portal import database
from portal.config import Settings
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.training.models import Lesson
from tests import browsing, factories, trainings
from tests.testclient import Browser
from tests.training.learning import School, press
from tests.trainings import MP4

WEBM = (
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + b"0" * 60
)
MB = 1_000_000


@pytest.fixture
def team(app: Flask, client: Browser) -> Browser:
    browsing.sign_in(client, factories.make_member("Priya"))
    return client


def send(browser: Browser, lesson: Lesson, content: bytes, name: str = "tour.mp4", **headers: str):
    return browser.post(
        f"/library/lessons/{lesson.id}/video", data={"video": (io.BytesIO(content), name)}, headers=headers
    )


def again(lesson: Lesson) -> Lesson:
    db.session.rollback()
    return db.session.get_one(Lesson, lesson.id)


@pytest.mark.parametrize(("name", "content", "kind"), [("a.mp4", MP4, "video/mp4"), ("a.webm", WEBM, "video/webm")])
def test_a_video_is_taken_and_played(team: Browser, name: str, content: bytes, kind: str) -> None:
    lesson = trainings.make_lesson(embed_url="https://player.vimeo.com/video/1")
    assert send(team, lesson, content, name).status_code == 303
    kept = again(lesson)
    assert (kept.version, kept.embed_url) == (2, None)
    played = team.get(f"/library/lessons/{lesson.id}/video")
    assert (played.status_code, played.mimetype, played.data) == (200, kind, content)


def test_a_script_is_told_where_to_go_on(team: Browser) -> None:
    lesson = trainings.make_lesson()
    answer = send(team, lesson, MP4, Accept="application/json")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "next": f"/library/lessons/{lesson.id}"})
    refused = send(team, lesson, b"nothing of the kind", Accept="application/json")
    assert refused.status_code == 422
    assert refused.json is not None
    assert "not what its name says" in refused.json["say"]


@pytest.mark.parametrize(
    ("name", "content", "say"),
    [
        ("tour.mp4", b"<html><script>alert(1)</script>", "not what its name says"),
        ("tour.html", b"<html>", "none of the kinds"),
        ("tour.pdf", b"%PDF-1.7", "none of the kinds"),
        ("tour.mp4", b"", "is empty"),
        ("", b"", "Choose a file first"),
    ],
)
def test_what_is_no_video_is_refused_in_words_and_the_lesson_stays(
    team: Browser, settings: Settings, name: str, content: bytes, say: str
) -> None:
    lesson = trainings.make_lesson("Kept as it was")
    answer = send(team, lesson, content, name)
    assert answer.status_code == 422
    assert say in answer.text
    assert "Kept as it was" in answer.text
    assert (again(lesson).version, again(lesson).video_file_id) == (1, None)
    assert not [path for path in (settings.instance_dir / "files").rglob("*") if path.is_file()]


def test_more_than_a_video_may_hold_is_refused(app: Flask, team: Browser) -> None:
    app.extensions["onward.settings"].video_bytes = 2 * MB
    lesson = trainings.make_lesson()
    assert send(team, lesson, MP4 + b"0" * 3 * MB).status_code == 413
    assert send(team, lesson, MP4 + b"0" * (2 * MB)).status_code == 422
    assert again(lesson).video_file_id is None


def test_only_the_team_may_send_much(app: Flask, school: School) -> None:
    lesson = school.lessons[0]
    big = MP4 + b"0" * 2 * MB
    browsers = (app.test_client(), school.customer(school.maria, "edit"))
    app.config["WTF_CSRF_ENABLED"] = True
    for browser in browsers:
        answer = send(browser, lesson, big)
        assert answer.status_code == 413


def test_a_large_video_passes_through_without_being_held(team: Browser) -> None:
    lesson = trainings.make_lesson()
    content = io.BytesIO(MP4 + b"0" * 40 * MB)
    tracemalloc.start()
    answer = team.post(
        f"/library/lessons/{lesson.id}/video",
        data={"video": (content, "tour.mp4")},
        environ_overrides={"wsgi.input_terminated": True},
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 303
    # The test's own browser holds the body once; the server's part of it is a few pieces.
    assert peak < 60 * MB


def test_a_stretch_is_played_and_one_that_is_not_there_refused(school: School) -> None:
    lesson = trainings.make_lesson(video_file_id=trainings.make_video())
    trainings.give(school.workspace, trainings.make_track(lesson.id))
    browser, path = school.customer(None, "view"), f"{school.address}/lessons/{lesson.id}/video"
    whole = browser.get(path)
    assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")
    part = browser.get(path, headers={"Range": "bytes=8-15"})
    assert (part.status_code, part.data) == (206, MP4[8:16])
    assert part.headers["Content-Range"] == f"bytes 8-15/{len(MP4)}"
    tail = browser.get(path, headers={"Range": "bytes=-4"})
    assert (tail.status_code, tail.data) == (206, MP4[-4:])
    beyond = browser.get(path, headers={"Range": f"bytes={len(MP4)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(MP4)}")
    known = browser.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert known.status_code == 304


def test_a_video_is_played_as_a_video_and_as_nothing_else(school: School) -> None:
    lesson = trainings.make_lesson(video_file_id=trainings.make_video(name='a"b.mp4'))
    trainings.give(school.workspace, trainings.make_track(lesson.id))
    headers = school.customer(school.maria).get(f"{school.address}/lessons/{lesson.id}/video").headers
    assert headers["Content-Type"] == "video/mp4"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; media-src 'self'; sandbox"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/pdf", "image/png"])
def test_what_is_stored_as_something_else_is_never_played(team: Browser, media_type: str) -> None:
    lesson = trainings.make_lesson(video_file_id=trainings.make_video(b"<html>", "x.html", media_type))
    assert team.get(f"/library/lessons/{lesson.id}/video").status_code == 404


def test_a_video_is_taken_off_and_brought_back(team: Browser) -> None:
    lesson = trainings.make_lesson(video_file_id=trainings.make_video())
    file_id = lesson.video_file_id
    answer = press(team, f"/library/lessons/{lesson.id}/video/remove")
    assert "The video was taken off" in answer.text
    assert again(lesson).video_file_id is None
    assert team.get(f"/library/lessons/{lesson.id}/video").status_code == 404
    assert team.post(f"/library/lessons/{lesson.id}/video/restore", data={"file": file_id}).status_code == 303
    assert again(lesson).video_file_id == file_id


def test_only_a_video_of_the_library_can_be_brought_back(team: Browser) -> None:
    lesson = trainings.make_lesson()
    workspace = factories.make_workspace()
    theirs = StoredFile(
        id=store.put(MP4), workspace_id=workspace.id, name="x.mp4", media_type="video/mp4", size_bytes=9, sha256=""
    )
    with database.write() as session:
        session.add(theirs)
    for file_id in (theirs.id, trainings.make_video(b"x", "x.png", "image/png"), "nothing"):
        assert team.post(f"/library/lessons/{lesson.id}/video/restore", data={"file": file_id}).status_code == 404


def test_a_frame_is_allowed_only_on_the_page_that_shows_it_and_only_from_there(school: School) -> None:
    lesson = trainings.make_lesson(embed_url="https://player.vimeo.com/video/76979871")
    plain = school.lessons[0]
    given = trainings.give(school.workspace, trainings.make_track(lesson.id, plain.id))
    browser = school.customer(school.maria)

    def frames(path: str) -> str:
        policy = browser.get(path).headers["Content-Security-Policy"]
        return next(part for part in policy.split("; ") if part.startswith("frame-src"))

    path = f"{school.address}/{given.id}"
    assert frames(f"{path}/{lesson.id}") == "frame-src https://player.vimeo.com"
    assert {frames(f"{path}/{plain.id}"), frames(path), frames(school.address)} == {"frame-src 'none'"}


def test_nothing_is_loaded_from_elsewhere_and_the_link_names_its_host(school: School) -> None:
    lesson = trainings.make_lesson(embed_url="https://player.vimeo.com/video/76979871")
    given = trainings.give(school.workspace, trainings.make_track(lesson.id))
    page = school.customer(school.maria).get(f"{school.address}/{given.id}/{lesson.id}").text
    assert "<iframe" not in page
    assert 'src="https://' not in page
    assert 'href="https://vimeo.com/76979871" target="_blank" rel="noopener noreferrer"' in page
    assert "player.vimeo.com, which sees" in page


def test_a_host_taken_off_the_list_is_framed_no_more(app: Flask, school: School) -> None:
    lesson = trainings.make_lesson(embed_url="https://player.vimeo.com/video/76979871")
    given = trainings.give(school.workspace, trainings.make_track(lesson.id))
    app.extensions["onward.settings"].embed_hosts = ["www.loom.com"]
    answer = school.customer(school.maria).get(f"{school.address}/{given.id}/{lesson.id}")
    assert "frame-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "data-frame" not in answer.text
    assert 'href="https://player.vimeo.com/video/76979871"' in answer.text
