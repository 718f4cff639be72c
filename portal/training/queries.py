"""What other rooms ask of this one: is there a training, what is left of it for somebody, what happened lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from portal.access.entry import Entry
from portal.extensions import db
from portal.people.models import Participant, Side
from portal.training.courses import Course, courses_of
from portal.training.models import Assignment, Lesson, LessonMark, TrackLesson


@dataclass(frozen=True)
class LessonStep:
    """A training that is not done, and where the person goes on with it. `title` is the track's.

    `is_for_me` says whether it was given to this person by name, `task_id` which task of the plan it completes.
    """

    title: str
    lesson: str
    path: str
    due_on: date | None
    lessons_left: int
    minutes_left: int
    task_id: str | None
    is_for_me: bool


@dataclass(frozen=True)
class LessonDone:
    """Somebody (a participant's id) finished a lesson, and when. `track` is set where a training was done with it."""

    by: str
    lesson: str
    at: datetime
    track: str | None = None


def has_training(entry: Entry) -> bool:
    """Whether there is anything for this reader: the team gives trainings, the customer sees those it was given."""
    if entry.actor.side is Side.TEAM:
        return True
    given = select(Assignment.id).where(Assignment.workspace_id == entry.workspace.id, Assignment.removed_at.is_(None))
    return db.session.scalar(given.limit(1)) is not None


def lessons_to_do(entry: Entry) -> list[LessonStep]:
    """What this person of the customer still has to learn, those given to them by name first.

    Empty for the team, and for somebody who has not said who they are.
    """
    me = entry.actor.participant_id
    if me is None or entry.actor.side is Side.TEAM:
        return []
    courses = courses_of(entry.workspace.id, me)
    return [_step(course) for course in courses if course.is_mine and course.left and not course.assignment.done_at]


def _step(course: Course) -> LessonStep:
    following = course.left[0]
    return LessonStep(
        title=course.track.title,
        lesson=following.lesson.title,
        path=course.path_of(following),
        due_on=course.assignment.due_on,
        lessons_left=len(course.left),
        minutes_left=course.minutes_left,
        task_id=course.assignment.task_id,
        is_for_me=course.is_for_me,
    )


def training_since(workspace_id: str, since: datetime) -> list[LessonDone]:
    """Who finished which lesson of what the workspace was given, after `since`; newest first."""
    rows = db.session.execute(
        select(LessonMark, Lesson.title)
        .join(Participant, Participant.id == LessonMark.participant_id)
        .join(Lesson, Lesson.id == LessonMark.lesson_id)
        .where(
            Participant.workspace_id == workspace_id,
            LessonMark.done_at > since,
            LessonMark.lesson_id.in_(given_lessons(workspace_id)),
        )
        .order_by(LessonMark.done_at.desc(), LessonMark.lesson_id)
    ).all()
    courses = courses_of(workspace_id, None) if rows else []
    return [_told(mark, title, courses) for mark, title in rows]


def _told(mark: LessonMark, title: str, courses: Sequence[Course]) -> LessonDone:
    assert mark.done_at is not None, "only done ones were asked for"
    # What a mark finishes bears the instant of that mark.
    finished = [course.track.title for course in courses if course.assignment.done_at == mark.done_at]
    return LessonDone(mark.participant_id, title, mark.done_at, next(iter(finished), None))


def given_lessons(workspace_id: str) -> Select[Any]:
    """The ids of all lessons in tracks given to the workspace, as a part of a query."""
    return (
        select(TrackLesson.lesson_id)
        .join(Assignment, Assignment.track_id == TrackLesson.track_id)
        .where(Assignment.workspace_id == workspace_id, Assignment.removed_at.is_(None))
    )


def is_given(workspace_id: str, lesson_id: str) -> bool:
    """Whether the workspace was given a track in which this lesson stands."""
    return db.session.scalar(given_lessons(workspace_id).where(TrackLesson.lesson_id == lesson_id).limit(1)) is not None
