"""The customer learns: what they may reach, what is noted, and what they are told."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock, database
from portal.extensions import db
from portal.people.models import Workspace
from portal.training import actions, library_actions
from portal.training.library_actions import LessonWords
from portal.training.models import LessonMark
from tests import trainings
from tests.dashboard.pages import counted_queries
from tests.testclient import Browser
from tests.training.learning import School


def mark(school: School, person: str, number: int = 0) -> LessonMark | None:
    db.session.rollback()
    return db.session.get(LessonMark, (person, school.lessons[number].id))


def words(browser: Browser, path: str) -> str:
    """What stands on the page, without its tags."""
    text = re.sub(r"<script.*?</script>|<style.*?</style>", " ", browser.get(path).text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_lesson_is_opened_done_and_taken_back_and_the_next_is_offered(school: School) -> None:
    given = school.give(school.maria)
    browser, path = school.customer(school.maria), f"{school.address}/{given.id}/{school.lessons[0].id}"
    assert "Mark as done" in words(browser, path)
    started = mark(school, school.maria.id)
    assert started is not None
    assert started.done_at is None

    answer = browser.post(f"{path}/done")
    assert (answer.status_code, answer.location) == (303, f"{path}#done")
    assert "You did this lesson" in words(browser, path)
    assert "Next: Lesson two" in words(browser, path)
    assert "1 of 3 lessons done, about 10 minutes left" in words(browser, school.address)

    browser.post(f"{path}/undone")
    again = mark(school, school.maria.id)
    assert again is not None
    assert again.done_at is None
    assert again.started_at == started.started_at


def test_the_last_lesson_says_so(school: School) -> None:
    given = school.give()
    school.learn(school.maria)
    page = words(school.customer(school.maria), f"{school.address}/{given.id}/{school.lessons[2].id}")
    assert "You are through with “First steps”" in page


def test_a_lesson_that_changed_since_says_so_and_may_be_marked_again(school: School) -> None:
    given = school.give()
    school.learn(school.maria)
    with database.write() as session:
        library_actions.rewrite_lesson(session, school.lessons[0].id, LessonWords("Lesson one", body="New words"))
    browser, path = school.customer(school.maria), f"{school.address}/{given.id}/{school.lessons[0].id}"
    assert "changed since you did it" in words(browser, path)
    assert "Done, changed since" in words(browser, school.address)
    browser.post(f"{path}/done")
    assert "changed since" not in words(browser, path)


@pytest.mark.parametrize(("rights", "says"), [("comment", "Say who you are"), ("view", "Say who you are")])
def test_who_has_not_said_who_they_are_reads_and_is_asked(school: School, rights: str, says: str) -> None:
    given = school.give()
    browser, path = school.customer(None, rights), f"{school.address}/{given.id}/{school.lessons[0].id}"
    page = browser.get(path)
    assert page.status_code == 200
    assert says in page.text
    assert "Mark as done" not in page.text
    assert browser.post(f"{path}/done").status_code == 403
    assert db.session.scalars(db.select(LessonMark)).all() == []


def test_a_link_for_reading_marks_nothing(school: School) -> None:
    given = school.give()
    browser, path = school.customer(school.maria, "view"), f"{school.address}/{given.id}/{school.lessons[0].id}"
    assert "Your link is for reading" in browser.get(path).text
    assert browser.post(f"{path}/done").status_code == 403
    assert mark(school, school.maria.id) is None


def test_the_team_leaves_no_marks(school: School) -> None:
    given = school.give()
    team, path = school.team(), f"{school.address}/{given.id}/{school.lessons[0].id}"
    assert team.get(path).status_code == 200
    assert team.post(f"{path}/done").status_code == 403
    assert db.session.scalars(db.select(LessonMark)).all() == []


def test_an_archive_is_read_and_not_marked(school: School) -> None:
    given = school.give()
    browser, path = school.customer(school.maria, "edit"), f"{school.address}/{given.id}/{school.lessons[0].id}"
    with database.write() as session:
        session.get_one(Workspace, school.workspace.id).status = "archived"
    assert browser.get(path).status_code == 200
    assert browser.post(f"{path}/done").status_code == 403


def test_only_lessons_of_what_was_given_here_are_reached(school: School) -> None:
    given = school.give()
    other = School(school.app)
    theirs = other.give()
    stray = trainings.make_lesson("Stray", video_file_id=trainings.make_video())
    browser = school.customer(school.maria)
    for path in (
        f"{school.address}/{given.id}/{stray.id}",
        f"{school.address}/{theirs.id}",
        f"{school.address}/{theirs.id}/{other.lessons[0].id}",
        f"{school.address}/{given.id}/{other.lessons[0].id}",
        f"{school.address}/lessons/{stray.id}/video",
        f"{other.address}",
    ):
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"{school.address}/{given.id}/{stray.id}/done").status_code == 404
    assert browser.post(f"{school.address}/{given.id}/{other.lessons[0].id}/done").status_code == 404


def test_what_was_taken_back_or_removed_is_gone_and_the_marks_stay(school: School) -> None:
    given = school.give()
    school.learn(school.maria)
    browser, path = school.customer(school.maria), f"{school.address}/{given.id}/{school.lessons[0].id}"
    with database.write() as session:
        library_actions.remove_lesson(session, school.lessons[0].id, school.member)
    assert browser.get(path).status_code == 404
    assert "Lesson one" not in browser.get(school.address).text
    with database.write() as session:
        library_actions.restore_lesson(session, school.lessons[0].id)
    assert "You did this lesson" in words(browser, path)
    assert school.team().post(f"{school.address}/{given.id}/remove").status_code == 303
    assert browser.get(path).status_code == 404
    assert mark(school, school.maria.id) is not None


def test_marks_are_each_persons_own(school: School) -> None:
    given = school.give()
    school.learn(school.maria)
    page = words(school.customer(school.jonas), f"{school.address}/{given.id}/{school.lessons[0].id}")
    assert "Mark as done" in page


def test_mine_come_first_then_everybodys_then_those_of_others(school: School) -> None:
    for title, people in (("For Jonas", [school.jonas.id]), ("For all", []), ("For Maria", [school.maria.id])):
        trainings.give(school.workspace, trainings.make_track(school.lessons[0].id, title=title), people=people)
    page = words(school.customer(school.maria), school.address)
    places = [page.rindex(title) for title in ("For Maria", "For all", "For Jonas")]
    assert places == sorted(places)


def test_a_mark_counts_as_the_customers_activity(school: School) -> None:
    school.give()
    with database.write() as session:
        session.get_one(Workspace, school.workspace.id).customer_acted_at = clock.now() - timedelta(days=9)
    school.learn(school.maria, school.lessons[0])
    acted_at = db.session.get_one(Workspace, school.workspace.id).customer_acted_at
    assert acted_at is not None
    assert clock.now() - acted_at < timedelta(minutes=1)


def test_a_lesson_opened_twice_at_once_is_noted_once(school: School) -> None:
    school.give()
    for _tab in range(2):
        with database.write() as session:
            actions.start_lesson(session, school.maria.id, school.lessons[0])
    assert len(db.session.scalars(db.select(LessonMark)).all()) == 1


def test_nobody_reads_lessons_in_a_draft(school: School) -> None:
    given = school.give()
    browser = school.customer(school.maria)
    with database.write() as session:
        session.get_one(Workspace, school.workspace.id).status = "draft"
    assert browser.get(f"{school.address}/{given.id}").status_code == 404


def test_what_a_lesson_says_can_run_nothing(school: School) -> None:
    lesson = trainings.make_lesson("<b>Title</b>", body="<script>alert(1)</script>\n\n[x](javascript:alert(1))")
    given = trainings.give(school.workspace, trainings.make_track(lesson.id))
    page = school.customer(school.maria).get(f"{school.address}/{given.id}/{lesson.id}").text
    assert "<b>Title</b>" not in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_the_page_says_what_is_missing_when_nothing_was_given(school: School) -> None:
    assert "Lessons appear here" in words(school.customer(school.maria), school.address)
    assert "Give a track" in words(school.team(), school.address)


def test_more_trainings_take_no_more_queries_on_the_teams_page(app: Flask, school: School) -> None:
    def shown(browser: Browser) -> int:
        with counted_queries(app) as taken:
            assert browser.get(school.address).text.count('class="learners"') == given
        return len(taken)

    given = 1
    team = school.team()
    school.give(school.maria)
    shown(team)
    few = shown(team)
    for _ in range(4):
        school.give(school.maria, school.jonas, task_id=None)
        given += 1
    assert shown(team) <= few
