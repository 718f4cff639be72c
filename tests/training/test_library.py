"""The team's library: written, found, put in order, removed and brought back, by plain forms."""

import pytest
from flask import Flask

from portal import database
from portal.config import Settings
from portal.extensions import db
from portal.training.library import lessons_by_track
from portal.training.models import Lesson, Track
from tests import browsing, factories, trainings
from tests.testclient import Browser
from tests.training.learning import School, press


@pytest.fixture
def team(app: Flask, client: Browser) -> Browser:
    browsing.sign_in(client, factories.make_member("Priya"))
    return client


def order(track: Track) -> list[str]:
    db.session.rollback()
    return [lesson.title for lesson in lessons_by_track(db.session(), [track.id])[track.id]]


def again(lesson: Lesson) -> Lesson:
    db.session.rollback()
    return db.session.get_one(Lesson, lesson.id)


def test_a_lesson_is_written(team: Browser) -> None:
    words = {"title": "Book stock", "summary": "You can book", "body": "## How\r\n\r\nSo.", "minutes": "8"}
    answer = team.post("/library/lessons/new", data={**words, "embed": "https://youtu.be/dQw4w9WgXcQ"})
    lesson = db.session.scalars(db.select(Lesson)).one()
    assert answer.location == f"/library/lessons/{lesson.id}"
    assert (lesson.title, lesson.body, lesson.minutes, lesson.version) == ("Book stock", "## How\n\nSo.", 8, 1)
    assert lesson.embed_url == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
    # What was pasted is what stands in the field again.
    assert "https://www.youtube.com/watch?v=dQw4w9WgXcQ" in team.get(answer.location).text


@pytest.mark.parametrize(
    ("field", "value", "say"),
    [
        ("title", "", "still missing"),
        ("title", "x" * 201, "At most 200"),
        ("body", "x" * 20_001, "At most 20000"),
        ("minutes", "0", "whole minutes"),
        ("minutes", "601", "whole minutes"),
        ("minutes", "9" * 5000, "Not a valid integer"),
        ("embed", "http://vimeo.com/1", "begins with https://"),
        ("embed", "https://evil.example/1", "YouTube, Vimeo, Loom"),
        ("embed", "https://vimeo.com/channels", "no single video"),
        ("embed", "vi meo", "does not look like the address"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(team: Browser, field: str, value: str, say: str) -> None:
    answer = team.post("/library/lessons/new", data={"title": "Kept", "summary": "Typed by hand", field: value})
    assert answer.status_code == 422
    assert say in answer.text
    assert "Typed by hand" in answer.text
    assert db.session.scalars(db.select(Lesson)).all() == []


@pytest.mark.parametrize(
    ("changed", "version"),
    [
        ({}, 1),
        ({"minutes": "9"}, 1),
        ({"title": "Other"}, 2),
        ({"summary": "Other"}, 2),
        ({"body": "Other"}, 2),
        ({"embed": "https://vimeo.com/76979871"}, 2),
    ],
)
def test_other_words_make_a_new_version(team: Browser, changed: dict[str, str], version: int) -> None:
    lesson = trainings.make_lesson("Title", summary="Summary", body="Body", minutes=5)
    words = {"title": "Title", "summary": "Summary", "body": "Body", "minutes": "5", **changed}
    assert team.post(f"/library/lessons/{lesson.id}", data=words).status_code == 303
    assert again(lesson).version == version


def test_an_address_beside_a_video_file_is_refused(team: Browser) -> None:
    lesson = trainings.make_lesson(video_file_id=trainings.make_video())
    answer = team.post(f"/library/lessons/{lesson.id}", data={"title": "x", "embed": "https://vimeo.com/76979871"})
    assert answer.status_code == 422
    assert "has a video file" in answer.text


def test_the_preview_shows_what_readers_will_see(team: Browser) -> None:
    whole = team.post("/library/preview", data={"body": "**Bold** <script>alert(1)</script>"})
    assert "<strong>Bold</strong>" in whole.text
    assert "<script>alert" not in whole.text
    part = team.post("/library/preview", data={"body": "**Bold**", "part": "1"}).text
    assert part.strip() == '<div class="text"><p><strong>Bold</strong></p>\n</div>'


def test_lessons_are_put_in_order_taken_out_and_put_back_where_they_stood(team: Browser) -> None:
    lessons = [trainings.make_lesson(title) for title in ("A", "B", "C")]
    track = trainings.make_track()
    path = f"/library/tracks/{track.id}/lessons"
    for lesson in lessons:
        team.post(path, data={"lesson": lesson.id})
    team.post(path, data={"lesson": lessons[0].id})
    assert order(track) == ["A", "B", "C"]
    team.post(f"{path}/{lessons[2].id}/move", data={"to": "up"})
    assert order(track) == ["A", "C", "B"]
    team.post(f"{path}/{lessons[0].id}/move", data={"to": "down"})
    assert order(track) == ["C", "A", "B"]
    team.post(f"{path}/{lessons[2].id}/move", data={"to": "up"})
    assert order(track) == ["C", "A", "B"]
    assert team.post(f"{path}/{lessons[2].id}/move", data={"to": "away"}).status_code == 422
    for lesson, after, left in ((lessons[0], lessons[2].id, ["C", "B"]), (lessons[2], "", ["A", "B"])):
        answer = team.post(f"{path}/{lesson.id}/remove")
        assert order(track) == left
        assert f"after={after}" in answer.location
        page = team.get(answer.location).text
        assert "was taken out of this track" in page
        team.post(path, data={"lesson": lesson.id, "after": after})
        assert order(track) == ["C", "A", "B"]


def test_a_track_holds_only_so_many_lessons(app: Flask, team: Browser) -> None:
    app.extensions["onward.settings"].lessons_per_track = 1
    track, more = trainings.make_track(trainings.make_lesson().id), trainings.make_lesson()
    answer = team.post(f"/library/tracks/{track.id}/lessons", data={"lesson": more.id})
    assert answer.status_code == 422
    assert "at most 1 lessons" in answer.text


def test_a_removed_lesson_leaves_its_tracks_and_comes_back_to_its_place(team: Browser) -> None:
    lessons = [trainings.make_lesson(title) for title in ("A", "B", "C")]
    track = trainings.make_track(*(lesson.id for lesson in lessons))
    answer = press(team, f"/library/lessons/{lessons[1].id}/remove")
    assert "“B” was removed." in answer.text
    assert order(track) == ["A", "C"]
    assert team.get(f"/library/lessons/{lessons[1].id}").status_code == 404
    # Moving past a lesson that cannot be seen is one press, and it still comes back between the two.
    team.post(f"/library/tracks/{track.id}/lessons/{lessons[2].id}/move", data={"to": "up"})
    assert order(track) == ["C", "A"]
    team.post(f"/library/lessons/{lessons[1].id}/restore")
    assert order(track) == ["C", "B", "A"]


def test_a_removed_track_is_given_no_more_and_stays_with_who_has_it(school: School) -> None:
    given = school.give(school.maria)
    team = school.team()
    answer = press(team, f"/library/tracks/{school.track.id}/remove")
    assert "Whoever was given it keeps it" in answer.text
    assert school.customer(school.maria).get(f"{school.address}/{given.id}").status_code == 200
    assert school.track.title not in team.get(f"{school.address}/give").text
    # Who has it can still be given another day.
    page = team.get(f"{school.address}/{given.id}/edit").text
    assert school.track.title in page
    team.post(f"/library/tracks/{school.track.id}/restore")
    assert school.track.title in team.get(f"{school.address}/give").text


def test_the_library_is_searched_by_words_and_by_whom_it_is_for(team: Browser) -> None:
    stock = trainings.make_lesson("Bestände übernehmen", body="Inventur im ÜBERGABELAGER")
    roles = trainings.make_lesson("Roles", summary="Who sees what")
    trainings.make_track(stock.id, title="For the warehouse", audience="End users")
    trainings.make_track(roles.id, title="For those who run it", audience="Administrators")

    def found(**query: str) -> set[str]:
        page = team.get("/library", query_string=query).text
        titles = ("Bestände übernehmen", "Roles", "For the warehouse", "For those who run it")
        return {title for title in titles if f">{title}</a>" in page}

    assert found() == {"Bestände übernehmen", "Roles", "For the warehouse", "For those who run it"}
    assert found(words="übergabelager inventur") == {"Bestände übernehmen"}
    assert found(words="übergabelager roles") == set()
    assert found(audience="administrators") == {"Roles", "For those who run it"}
    assert found(words="sees", audience="End users") == set()
    assert "Nothing holds these words" in team.get("/library?words=100%25").text


def test_an_empty_library_says_what_belongs_there(team: Browser) -> None:
    assert "The library is empty" in team.get("/library").text


def test_a_training_is_given_changed_and_taken_back_by_forms(school: School) -> None:
    team, due_on = school.team(), factories.in_days(9).isoformat()
    sent = {"track": school.track.id, "people": [school.maria.id], "due_on": due_on, "task": school.task.id}
    answer = team.post(f"{school.address}/give", data=sent)
    assert answer.status_code == 303
    assert school.links()[0]["path"] == answer.location
    page = team.get(answer.location).text
    assert "Maria" in page
    team.post(f"{answer.location}/edit", data={**sent, "people": [], "task": ""})
    assert "one person is enough" in team.get(answer.location).text
    assert school.links() == []
    undo = press(team, f"{answer.location}/remove")
    assert "was taken back" in undo.text
    assert team.get(answer.location).status_code == 404
    team.post(f"{answer.location}/restore")
    assert team.get(answer.location).status_code == 200


@pytest.mark.parametrize("field", ["track", "people", "task"])
def test_only_what_is_here_can_be_chosen(school: School, field: str) -> None:
    other = School(school.app)
    with database.write() as session:
        session.get_one(Track, other.track.id).removed_at = other.track.created_at
    foreign = {"track": other.track.id, "people": other.maria.id, "task": other.task.id}
    answer = school.team().post(f"{school.address}/give", data={"track": school.track.id, field: foreign[field]})
    assert answer.status_code == 422
    assert school.links() == []


def test_an_onboarding_holds_only_so_many_trainings(school: School) -> None:
    school.app.extensions["onward.settings"].trainings_per_workspace = 1
    school.give()
    answer = school.team().post(f"{school.address}/give", data={"track": school.track.id})
    assert answer.status_code == 422
    assert "at most 1 trainings" in answer.text


def test_the_team_sees_who_has_done_what_in_words(school: School) -> None:
    given = school.give(school.maria, school.jonas)
    school.learn(school.maria, school.lessons[0])
    page = school.team().get(f"{school.address}/{given.id}").text
    assert "Done on" in page
    assert page.count("Not begun") == 5
    assert "Never" in page


def test_the_hosts_of_players_come_from_the_settings() -> None:
    assert Settings(embed_hosts="videos.example.com, Player.Vimeo.com").embed_hosts == [
        "videos.example.com",
        "player.vimeo.com",
    ]
