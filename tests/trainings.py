"""Lessons, tracks and trainings for tests, made through the doors that the team uses."""

from typing import Any

from portal import database
from portal.extensions import db
from portal.files import store
from portal.people.models import Workspace
from portal.plan.editor import Author
from portal.training import actions, library_actions
from portal.training.actions import Terms
from portal.training.library_actions import TrackWords
from portal.training.models import Assignment, Lesson, Track
from tests import factories

MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + b"0" * 1000


def make_lesson(title: str = "", **fields: Any) -> Lesson:
    """A lesson of the library."""
    lesson = Lesson(title=title or f"Lesson {factories.next_number()}", **fields)
    with database.write() as session:
        session.add(lesson)
    return db.session.get_one(Lesson, lesson.id)


def make_track(*lesson_ids: str, title: str = "", audience: str = "") -> Track:
    """A track of these lessons, in this order."""
    words = TrackWords(title or f"Track {factories.next_number()}", audience)
    with database.write() as session:
        track = library_actions.create_track(session, words)
        for lesson_id in lesson_ids:
            library_actions.add_to_track(session, track.id, lesson_id)
            session.flush()
    return db.session.get_one(Track, track.id)


def give(workspace: Workspace, track: Track, **terms: Any) -> Assignment:
    """The track, given to the workspace by the team."""
    with database.write() as session:
        author = Author(None, workspace.id, "training")
        assignment = actions.give_track(session, workspace.id, Terms(track.id, **terms), author)
    return db.session.get_one(Assignment, assignment.id)


def make_video(content: bytes = MP4, name: str = "tour.mp4", media_type: str = "video/mp4") -> str:
    """A stored video of the library; its file's id."""
    file_id = store.put(content)
    with database.write() as session:
        return store.record(session, file_id, name, media_type).id
