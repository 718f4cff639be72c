"""Reading the team's library: lessons and tracks as they stand, and in how many places each is used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.training.models import Assignment, Lesson, Track, TrackLesson


@dataclass(frozen=True)
class LessonLine:
    """A lesson in the list; `tracks` are the titles of those it stands in."""

    lesson: Lesson
    tracks: Sequence[str]


@dataclass(frozen=True)
class TrackLine:
    """A track in the list; `given` counts the onboardings that have it."""

    track: Track
    lessons: Sequence[Lesson]
    given: int

    @property
    def minutes(self) -> int:
        return minutes_of(self.lessons)


@dataclass(frozen=True)
class Shelf:
    """What a search found. `audiences` are those of all tracks, to choose from; `is_empty` means nothing is there at
    all, whatever was asked for."""

    tracks: Sequence[TrackLine]
    lessons: Sequence[LessonLine]
    audiences: Sequence[str]
    is_empty: bool


def shelf_of(words: str, audience: str) -> Shelf:
    """The tracks and lessons that hold all of `words`, narrowed to tracks for `audience` where one is named."""
    tracks, lessons = all_tracks(), all_lessons()
    in_track = lessons_by_track(db.session(), [track.id for track in tracks])
    wanted = [track for track in tracks if not audience or track.audience.casefold() == audience.casefold()]
    here = {lesson.id for track in wanted for lesson in in_track[track.id]}
    given = _given_counts()
    return Shelf(
        tracks=[
            TrackLine(track, in_track[track.id], given.get(track.id, 0))
            for track in wanted
            if _holds(words, track.title, track.summary, track.audience)
        ],
        lessons=[
            LessonLine(lesson, [track.title for track in tracks if lesson in in_track[track.id]])
            for lesson in lessons
            if (not audience or lesson.id in here) and _holds(words, lesson.title, lesson.summary, lesson.body)
        ],
        audiences=sorted({track.audience for track in tracks if track.audience}, key=str.casefold),
        is_empty=not tracks and not lessons,
    )


def _holds(words: str, *texts: str) -> bool:
    # Here rather than in the database, which folds the case of English letters only.
    text = "\n".join(texts).casefold()
    return all(word in text for word in words.casefold().split())


def _given_counts() -> dict[str, int]:
    query = select(Assignment.track_id, func.count(func.distinct(Assignment.workspace_id)))
    rows = db.session.execute(query.where(Assignment.removed_at.is_(None)).group_by(Assignment.track_id))
    return {row[0]: row[1] for row in rows}


def all_lessons() -> Sequence[Lesson]:
    """Every lesson that stands, by title."""
    return _by_title(db.session.scalars(select(Lesson).where(Lesson.removed_at.is_(None))))


def all_tracks() -> Sequence[Track]:
    """Every track that stands, by title."""
    return _by_title(db.session.scalars(select(Track).where(Track.removed_at.is_(None))))


def _by_title(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.title.casefold(), row.id))


def lessons_by_track(session: Session, track_ids: Iterable[str]) -> dict[str, list[Lesson]]:
    """The lessons that stand in each of these tracks, in order."""
    found: dict[str, list[Lesson]] = {track_id: [] for track_id in track_ids}
    rows = session.execute(
        select(TrackLesson.track_id, Lesson)
        .join(Lesson, Lesson.id == TrackLesson.lesson_id)
        .where(TrackLesson.track_id.in_(found), Lesson.removed_at.is_(None))
        .order_by(TrackLesson.rank, Lesson.id)
    )
    for track_id, lesson in rows:
        found[track_id].append(lesson)
    return found


def standing_lesson(lesson_id: str) -> Lesson | None:
    """The lesson, unless it was removed or never was."""
    lesson = db.session.get(Lesson, lesson_id)
    return lesson if lesson and lesson.removed_at is None else None


def standing_track(track_id: str) -> Track | None:
    """The track, unless it was removed or never was."""
    track = db.session.get(Track, track_id)
    return track if track and track.removed_at is None else None


def minutes_of(lessons: Iterable[Lesson]) -> int:
    """How long the lessons take together, as far as they say."""
    return sum(lesson.minutes or 0 for lesson in lessons)
