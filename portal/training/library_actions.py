"""What the team does to its library. Each takes the session of a write() around it.

`by` is the member who does it: a track that changes may finish, or rename, what workspaces were given of it.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.config import settings
from portal.people.naming import Refused
from portal.plan.core.order import rank_between
from portal.training.completion import author_of_team, settle
from portal.training.links import relink_track
from portal.training.models import Assignment, Lesson, Track, TrackLesson


@dataclass(frozen=True)
class LessonWords:
    """A lesson as it is written. `embed_url` is the player's address."""

    title: str
    summary: str = ""
    body: str = ""
    minutes: int | None = None
    embed_url: str | None = None


@dataclass(frozen=True)
class TrackWords:
    title: str
    audience: str = ""
    summary: str = ""


def write_lesson(session: Session, words: LessonWords) -> Lesson:
    """A new lesson in the library."""
    lesson = Lesson(title=words.title)
    _put(lesson, words)
    session.add(lesson)
    session.flush()
    return lesson


def rewrite_lesson(session: Session, lesson_id: str, words: LessonWords) -> Lesson:
    """Change a lesson; where what people read or watch is other than before, that is a new version of it.

    Raises Refused where an address is given beside a video file.
    """
    lesson = session.get_one(Lesson, lesson_id)
    if words.embed_url and lesson.video_file_id:
        raise Refused("embed", _("This lesson has a video file. Take it away first, or leave this empty."))
    before = _taught(lesson)
    _put(lesson, words)
    if _taught(lesson) != before:
        _note_new_version(lesson)
    return lesson


def _put(lesson: Lesson, words: LessonWords) -> None:
    lesson.title, lesson.summary, lesson.body = words.title, words.summary, words.body
    lesson.minutes, lesson.embed_url = words.minutes, words.embed_url


def _taught(lesson: Lesson) -> tuple[str | None, ...]:
    return lesson.title, lesson.summary, lesson.body, lesson.embed_url


def _note_new_version(lesson: Lesson) -> None:
    lesson.version += 1
    lesson.changed_at = clock.now()


def set_video(session: Session, lesson_id: str, file_id: str | None) -> Lesson:
    """Show this video file in the lesson instead of what was shown before; None shows none."""
    lesson = session.get_one(Lesson, lesson_id)
    if lesson.video_file_id != file_id:
        lesson.video_file_id = file_id
        lesson.embed_url = None if file_id else lesson.embed_url
        _note_new_version(lesson)
    return lesson


def remove_lesson(session: Session, lesson_id: str, by: str) -> Lesson:
    """Take a lesson out of the library, and so out of all tracks; what people did of it stays."""
    lesson = session.get_one(Lesson, lesson_id)
    lesson.removed_at = clock.now()
    session.flush()
    tracks = select(TrackLesson.track_id).where(TrackLesson.lesson_id == lesson_id)
    settle(session, author_of_team(session, by), Assignment.track_id.in_(tracks))
    return lesson


def restore_lesson(session: Session, lesson_id: str) -> Lesson:
    """Take back a removal: the lesson stands in its tracks again, where it stood."""
    lesson = session.get_one(Lesson, lesson_id)
    lesson.removed_at = None
    return lesson


def create_track(session: Session, words: TrackWords) -> Track:
    """A new track, without lessons."""
    track = Track(title=words.title, audience=words.audience, summary=words.summary)
    session.add(track)
    session.flush()
    return track


def edit_track(session: Session, track_id: str, words: TrackWords, by: str) -> Track:
    """Change what a track says of itself; tasks that it completes show its new title."""
    track = session.get_one(Track, track_id)
    is_renamed = track.title != words.title
    track.title, track.audience, track.summary = words.title, words.audience, words.summary
    session.flush()
    if is_renamed:
        relink_track(session, track, author_of_team(session, by))
    return track


def remove_track(session: Session, track_id: str) -> Track:
    """Take a track out of the library: it can be given to nobody more, and whoever has it keeps it."""
    track = session.get_one(Track, track_id)
    track.removed_at = clock.now()
    return track


def restore_track(session: Session, track_id: str) -> Track:
    """Take back a removal."""
    track = session.get_one(Track, track_id)
    track.removed_at = None
    return track


def add_to_track(session: Session, track_id: str, lesson_id: str, after: str | None = None) -> None:
    """Put a lesson at the end of a track, or after the lesson `after` ("" is the beginning). Once is enough.

    Raises Refused for a full track.
    """
    if session.get(TrackLesson, (track_id, lesson_id)):
        return
    places = _places(session, track_id)
    most = settings().lessons_per_track
    if len(places) >= most:
        raise Refused("lesson", _("A track holds at most %(most)s lessons.", most=most))
    ranks = [place.rank for place in places]
    index = len(ranks) if after is None else _index(places, after) + 1
    low, high = (ranks[index - 1] if index else None), (ranks[index] if index < len(ranks) else None)
    session.add(TrackLesson(track_id=track_id, lesson_id=lesson_id, rank=rank_between(low, high)))


def _places(session: Session, track_id: str) -> list[TrackLesson]:
    """All places of a track in order, those of removed lessons too; locked, so that two people cannot mix them up."""
    session.execute(select(Track.id).where(Track.id == track_id).with_for_update())
    query = select(TrackLesson).where(TrackLesson.track_id == track_id)
    return list(session.scalars(query.order_by(TrackLesson.rank, TrackLesson.lesson_id)))


def _index(places: list[TrackLesson], lesson_id: str) -> int:
    """Where the lesson stands; before the first where it does not."""
    return next((index for index, place in enumerate(places) if place.lesson_id == lesson_id), -1)


def move_in_track(session: Session, track_id: str, lesson_id: str, by_places: int) -> None:
    """Move a lesson up (-1) or down (1) by one of the lessons that stand; at the end nothing happens."""
    places = [place for place in _places(session, track_id) if _stands(session, place.lesson_id)]
    index = _index(places, lesson_id)
    other = index + by_places
    if index >= 0 and 0 <= other < len(places):
        places[index].rank, places[other].rank = places[other].rank, places[index].rank


def _stands(session: Session, lesson_id: str) -> bool:
    return session.get_one(Lesson, lesson_id).removed_at is None


def take_from_track(session: Session, track_id: str, lesson_id: str, by: str) -> str:
    """Take a lesson out of a track; answers the id of the one before it ("" at the beginning), to put it back after.

    Raises LookupError where it does not stand there.
    """
    places = _places(session, track_id)
    index = _index(places, lesson_id)
    if index < 0:
        raise LookupError(lesson_id)
    session.delete(places[index])
    session.flush()
    settle(session, author_of_team(session, by), Assignment.track_id == track_id)
    return places[index - 1].lesson_id if index else ""
