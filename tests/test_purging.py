"""What was removed can be brought back for a while, and is then gone for good."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock, database, purging
from portal.access.models import BrowserSession
from portal.chat.models import MessageVersion
from portal.chat.operations import Remove
from portal.config import Settings
from portal.database import Base
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.intake.actions import remove_form
from portal.intake.models import AnswerRow, FormRow, Submission
from portal.people.models import Participant
from portal.plan.editor import Author
from portal.plan.models import AgreedRow
from portal.training.library_actions import remove_lesson, remove_track
from portal.training.models import Assignee, Assignment, Lesson, LessonMark, Track, TrackLesson
from tests import factories, trainings
from tests.browsing import open_link, sign_in
from tests.conftest import Clock
from tests.factories import carry_out
from tests.intake import forms

pytestmark = pytest.mark.db

PURGED = (FormRow, AnswerRow, Submission, StoredFile, Assignment, Assignee, Track, TrackLesson, Lesson)
Counts = dict[str, int]


def counts() -> Counts:
    db.session.rollback()
    models: tuple[type[Base], ...] = (*PURGED, AgreedRow, MessageVersion)
    return {model.__name__: db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models}


def fill_and_remove(is_removed: bool) -> None:
    """One of everything that can be removed, with what hangs on it, and removed or not."""
    workspace = factories.make_workspace()
    maria, priya = factories.make_contact(workspace), factories.make_member()
    form = forms.make_form(workspace)
    forms.put_file(form, maria)
    forms.hand_in(form, maria)
    lesson = trainings.make_lesson(video_file_id=trainings.make_video())
    track = trainings.make_track(lesson.id)
    given = trainings.give(workspace, track, people=frozenset({maria.id}))
    agreed = factories.make_agreed(workspace)
    message = factories.make_message(workspace, "Said in haste", by=maria)
    if not is_removed:
        return
    author = Author(None, workspace.id, participant_id=maria.id, side=maria.side)
    carry_out(author, [Remove.model_validate({"m": message.id})])
    with database.write() as session:
        remove_form(session, form.id, forms.TEAM)
        remove_lesson(session, lesson.id, priya.id)
        remove_track(session, track.id)
        session.get_one(Assignment, given.id).removed_at = clock.now()
        session.get_one(AgreedRow, agreed.id).removed_at = clock.now()


def test_what_was_removed_goes_once_its_time_is_over_and_nothing_else(
    app: Flask, settings: Settings, clock: Clock
) -> None:
    fill_and_remove(is_removed=False)
    standing = counts()
    assert {name for name, count in standing.items() if not count} == {"MessageVersion"}
    fill_and_remove(is_removed=True)
    removed = counts()
    assert all(removed[name] > standing[name] for name in removed)
    clock.move(days=settings.removed_days - 1)
    purging.purge_removed()
    assert counts() == removed
    clock.move(days=2)
    purging.purge_removed()
    assert counts() == standing


def test_the_bytes_of_what_was_uploaded_go_too(app: Flask, settings: Settings, clock: Clock) -> None:
    fill_and_remove(is_removed=True)
    ids = db.session.scalars(select(StoredFile.id)).all()
    assert [store.path_of(file_id).exists() for file_id in ids] == [True, True]
    clock.move(days=settings.removed_days + 1)
    purging.purge_removed()
    purging.purge_stranded_files()
    assert [store.path_of(file_id).exists() for file_id in ids] == [False, False]


def test_a_lesson_that_somebody_began_stays_and_a_track_that_somebody_has(
    app: Flask, settings: Settings, clock: Clock
) -> None:
    fill_and_remove(is_removed=True)
    with database.write() as session:
        session.scalars(select(Assignment)).one().removed_at = None
        lesson, person = session.scalars(select(Lesson)).one(), session.scalars(select(Participant)).first()
        session.add(LessonMark(participant_id=person.id, lesson_id=lesson.id, version=1))
    clock.move(days=settings.removed_days + 1)
    purging.purge_removed()
    assert [counts()[name] for name in ("Lesson", "Track", "TrackLesson", "Assignment")] == [1, 1, 1, 1]


def test_of_those_who_never_said_who_they_are_only_the_last_stay(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "UNNAMED_PER_LINK", 2)
    workspace = factories.make_workspace()
    jonas = factories.make_contact(workspace, "Jonas")
    flooded, quiet = factories.make_link(workspace), factories.make_link(workspace)
    named = open_link(app.test_client(), flooded, as_=jonas)
    first = open_link(app.test_client(), quiet)
    lookers = []
    for _ in range(4):
        clock.move(minutes=1)
        lookers.append(open_link(app.test_client(), flooded))
    priya = sign_in(app.test_client(), factories.make_member())
    purging.purge_entries()
    place = f"/w/{workspace.id}/"
    statuses = [browser.get(place).status_code for browser in (named, first, *lookers, priya)]
    assert statuses == [200, 200, 404, 404, 200, 200, 200]
    assert db.session.scalar(select(func.count()).select_from(BrowserSession)) == 5
