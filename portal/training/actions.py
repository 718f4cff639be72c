"""What is done with the trainings of a workspace. Each takes the session of a write() around it.

Whether somebody may do it is asked before, by whoever calls.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.visits import note_customer_acted
from portal.config import settings
from portal.database import insert_into
from portal.people.models import Participant
from portal.people.naming import Refused
from portal.plan.editor import Author
from portal.training.completion import VIA, settle
from portal.training.links import link, unlink
from portal.training.models import Assignee, Assignment, Lesson, LessonMark, Track, TrackLesson


@dataclass(frozen=True)
class Terms:
    """What is given and to whom: ids of participants of the customer, nobody meaning whoever wants to."""

    track_id: str
    people: Iterable[str] = ()
    due_on: date | None = None
    task_id: str | None = None


def give_track(session: Session, workspace_id: str, terms: Terms, author: Author) -> Assignment:
    """Give a track to a workspace. Raises Refused where it has as many as it can hold."""
    most = settings().trainings_per_workspace
    given = select(func.count()).where(Assignment.workspace_id == workspace_id, Assignment.removed_at.is_(None))
    if (session.scalar(given) or 0) >= most:
        raise Refused("track", _("An onboarding holds at most %(most)s trainings. Take one back first.", most=most))
    assignment = Assignment(workspace_id=workspace_id, track_id=terms.track_id)
    session.add(assignment)
    _put(session, assignment, terms)
    link(session, assignment, _title(session, assignment), author)
    _settle(session, assignment, author)
    return assignment


def change_assignment(session: Session, assignment_id: str, terms: Terms, author: Author) -> Assignment:
    """Give another track, to others, until another day, or for another task.

    Where that leaves somebody with lessons to do, it is open again; a task that was ticked stays ticked.
    """
    assignment = session.get_one(Assignment, assignment_id)
    before, hangs_on = _meant(session, assignment), (assignment.track_id, assignment.task_id)
    if assignment.task_id != terms.task_id:
        unlink(session, assignment, author)
    _put(session, assignment, terms)
    if (assignment.track_id, assignment.task_id) != hangs_on:
        link(session, assignment, _title(session, assignment), author)
    if _meant(session, assignment) != before:
        assignment.done_at = None
        _settle(session, assignment, author)
    return assignment


def _put(session: Session, assignment: Assignment, terms: Terms) -> None:
    assignment.track_id, assignment.due_on, assignment.task_id = terms.track_id, terms.due_on, terms.task_id
    session.flush()
    session.execute(delete(Assignee).where(Assignee.assignment_id == assignment.id))
    session.add_all(Assignee(assignment_id=assignment.id, participant_id=person) for person in set(terms.people))
    session.flush()


def _meant(session: Session, assignment: Assignment) -> tuple[str, str | None, frozenset[str]]:
    """What decides whether it is done, and what is then ticked."""
    people = select(Assignee.participant_id).where(Assignee.assignment_id == assignment.id)
    return assignment.track_id, assignment.task_id, frozenset(session.scalars(people))


def _title(session: Session, assignment: Assignment) -> str:
    return session.get_one(Track, assignment.track_id).title


def _settle(session: Session, assignment: Assignment, author: Author) -> None:
    session.flush()
    settle(session, lambda _workspace_id: author, Assignment.id == assignment.id)


def take_back(session: Session, assignment_id: str, author: Author) -> Assignment:
    """Take a training back from a workspace; what people did of it stays theirs."""
    assignment = session.get_one(Assignment, assignment_id)
    assignment.removed_at = clock.now()
    unlink(session, assignment, author)
    return assignment


def give_again(session: Session, assignment_id: str, author: Author) -> Assignment:
    """Undo of take_back()."""
    assignment = session.get_one(Assignment, assignment_id)
    assignment.removed_at = None
    link(session, assignment, _title(session, assignment), author)
    _settle(session, assignment, author)
    return assignment


def start_lesson(session: Session, participant_id: str, lesson: Lesson) -> None:
    """Note that somebody opened a lesson; only the first time counts."""
    # Two tabs may open it at once.
    insert = insert_into(session, LessonMark)
    values = {"participant_id": participant_id, "lesson_id": lesson.id, "version": lesson.version}
    session.execute(insert.values(**values, started_at=clock.now()).on_conflict_do_nothing())


def mark_done(session: Session, participant_id: str, lesson_id: str) -> None:
    """Somebody has done a lesson, in the version that stands now; whatever that finishes is finished."""
    lesson = session.get_one(Lesson, lesson_id)
    person = session.get_one(Participant, participant_id)
    start_lesson(session, participant_id, lesson)
    mark = session.get_one(LessonMark, (participant_id, lesson_id))
    mark.version, mark.done_at = lesson.version, clock.now()
    note_customer_acted(session, person.workspace_id, person.side)
    session.flush()
    author = Author(None, person.workspace_id, VIA, participant_id, person.side.value)
    tracks = select(TrackLesson.track_id).where(TrackLesson.lesson_id == lesson_id)
    here = (Assignment.workspace_id == person.workspace_id, Assignment.track_id.in_(tracks))
    settle(session, lambda _workspace_id: author, *here, at=mark.done_at)


def unmark_done(session: Session, participant_id: str, lesson_id: str) -> None:
    """Take a mark back. What it finished stays finished: the plan is changed in the plan."""
    mark = session.get(LessonMark, (participant_id, lesson_id))
    if mark is not None and mark.done_at is not None:
        mark.done_at = None
        person = session.get_one(Participant, participant_id)
        note_customer_acted(session, person.workspace_id, person.side)
