"""What a workspace was given, as one reader sees it: its tracks and lessons, how far they are, who did what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Side
from portal.people.queries import Face, faces
from portal.training.library import lessons_by_track, minutes_of
from portal.training.links import course_path
from portal.training.models import Assignee, Assignment, Lesson, LessonMark, Track


@dataclass(frozen=True)
class Step:
    """One lesson of a course and how far the reader is in it. `number` counts from 1."""

    lesson: Lesson
    number: int
    mark: LessonMark | None

    @property
    def is_done(self) -> bool:
        return self.mark is not None and self.mark.done_at is not None

    @property
    def is_started(self) -> bool:
        return self.mark is not None

    @property
    def has_changed(self) -> bool:
        """Whether the lesson is another than the one this reader did."""
        return self.mark is not None and self.is_done and self.mark.version < self.lesson.version


@dataclass(frozen=True)
class Course:
    """A track given to the workspace. `named` are those it is for who still take part; `is_for_anyone` that nobody was
    named. `is_mine` says whether the reader is asked to do it."""

    assignment: Assignment
    track: Track
    steps: Sequence[Step]
    named: Sequence[Face]
    is_for_anyone: bool
    is_for_me: bool

    @property
    def path(self) -> str:
        return course_path(self.assignment)

    @property
    def is_mine(self) -> bool:
        return self.is_for_me or self.is_for_anyone

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def left(self) -> Sequence[Step]:
        return [step for step in self.steps if not step.is_done]

    @property
    def minutes_left(self) -> int:
        return minutes_of(step.lesson for step in self.left)

    @property
    def minutes(self) -> int:
        return minutes_of(step.lesson for step in self.steps)

    def path_of(self, step: Step) -> str:
        return f"{self.path}/{step.lesson.id}"

    def step_of(self, lesson_id: str) -> Step | None:
        return next((step for step in self.steps if step.lesson.id == lesson_id), None)

    def after(self, step: Step) -> Step | None:
        """The lesson to offer once this one is done: the next that is not, else the first that is not."""
        return next((other for other in self.left if other.number > step.number), None) or next(
            (other for other in self.left if other.number != step.number), None
        )


def courses_of(workspace_id: str, me: str | None) -> list[Course]:
    """Everything the workspace was given, with the marks of participant `me`: theirs first, what is due first before
    the rest."""
    found = _courses(_standing(workspace_id), workspace_id, me)
    return sorted(found, key=lambda one: (not one.is_for_me, not one.is_mine, *_due_first(one)))


def _due_first(course: Course) -> tuple[bool, str, str]:
    due_on = course.assignment.due_on
    return due_on is None, due_on.isoformat() if due_on else "", course.track.title.casefold()


def course_of(workspace_id: str, assignment_id: str, me: str | None) -> Course | None:
    """One of them; None for what was never given here or was taken back."""
    rows = [row for row in _standing(workspace_id) if row[0].id == assignment_id]
    return next(iter(_courses(rows, workspace_id, me)), None)


def _standing(workspace_id: str) -> list[tuple[Assignment, Track]]:
    # A track that was taken out of the library since stays with those who were given it.
    rows = db.session.execute(
        select(Assignment, Track)
        .join(Track, Track.id == Assignment.track_id)
        .where(Assignment.workspace_id == workspace_id, Assignment.removed_at.is_(None))
        .order_by(Assignment.created_at, Assignment.id)
    )
    return [(assignment, track) for assignment, track in rows]


def _courses(rows: Sequence[tuple[Assignment, Track]], workspace_id: str, me: str | None) -> list[Course]:
    if not rows:
        return []
    lessons = lessons_by_track(db.session(), {track.id for _assignment, track in rows})
    named = _named([assignment.id for assignment, _track in rows])
    people = faces(workspace_id)
    marks = _marks_of(me)
    return [
        Course(
            assignment=assignment,
            track=track,
            steps=[
                Step(lesson, number, marks.get(lesson.id)) for number, lesson in enumerate(lessons[track.id], start=1)
            ],
            named=[people[one] for one in people if one in named[assignment.id] and not people[one].removed],
            is_for_anyone=not named[assignment.id],
            is_for_me=me in named[assignment.id],
        )
        for assignment, track in rows
    ]


def _named(assignment_ids: Sequence[str]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {assignment_id: set() for assignment_id in assignment_ids}
    query = select(Assignee.assignment_id, Assignee.participant_id).where(Assignee.assignment_id.in_(assignment_ids))
    for assignment_id, person in db.session.execute(query):
        named[assignment_id].add(person)
    return named


def _marks_of(me: str | None) -> dict[str, LessonMark]:
    if me is None:
        return {}
    return {row.lesson_id: row for row in db.session.scalars(select(LessonMark).where(LessonMark.participant_id == me))}


@dataclass(frozen=True)
class PersonLine:
    """How far one person is: a mark or None for each lesson of the course, in its order, and when they last did
    something in it."""

    person: Face
    marks: Sequence[LessonMark | None]
    last_at: datetime | None

    @property
    def done(self) -> int:
        return sum(mark is not None and mark.done_at is not None for mark in self.marks)


def people_by_course(workspace_id: str, courses: Sequence[Course]) -> dict[str, list[PersonLine]]:
    """Who has done what of each course, by its assignment: everyone it is for; where nobody is named, who began it."""
    everyone = faces(workspace_id)
    marks = _marks_by_person({step.lesson.id for course in courses for step in course.steps}, everyone)
    return {course.assignment.id: _people(course, everyone, marks) for course in courses}


def _people(
    course: Course, everyone: Mapping[str, Face], marks: Mapping[tuple[str, str], LessonMark]
) -> list[PersonLine]:
    named = {face.id for face in course.named}
    return [
        _line(face, [marks.get((face.id, step.lesson.id)) for step in course.steps])
        for face in everyone.values()
        if face.side is Side.CUSTOMER
        and not face.removed
        and (face.id in named or (course.is_for_anyone and _has_begun(face, course, marks)))
    ]


def _has_begun(face: Face, course: Course, marks: Mapping[tuple[str, str], LessonMark]) -> bool:
    return any((face.id, step.lesson.id) in marks for step in course.steps)


def _marks_by_person(lesson_ids: Iterable[str], people: Mapping[str, Face]) -> dict[tuple[str, str], LessonMark]:
    query = select(LessonMark).where(LessonMark.lesson_id.in_(lesson_ids), LessonMark.participant_id.in_(list(people)))
    return {(mark.participant_id, mark.lesson_id): mark for mark in db.session.scalars(query)}


def _line(face: Face, marks: list[LessonMark | None]) -> PersonLine:
    instants = [at for mark in marks if mark for at in (mark.started_at, mark.done_at) if at]
    return PersonLine(face, marks, max(instants, default=None))
