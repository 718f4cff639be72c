"""When an assignment is done: decided in the transaction that may have finished it, said to the plan once."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.people.models import Contact, Participant
from portal.plan.editor import Author
from portal.plan.reactions import tick_soon
from portal.training.library import lessons_by_track
from portal.training.models import Assignee, Assignment, LessonMark

VIA = "training"

# Who caused it, in a workspace of this id.
AuthorIn = Callable[[str], Author]


def settle(session: Session, author_in: AuthorIn, *which: Any, at: datetime | None = None) -> None:
    """Close the open assignments among `which` (conditions on Assignment) that are done by now, and tick their tasks.

    `at` is the instant of the mark that may have finished them.
    Undoing a mark later changes nothing: what both sides saw finished stays so.
    """
    # The lock makes the last of several people who finish at once see the marks of the others.
    waiting = (
        select(Assignment)
        .where(Assignment.removed_at.is_(None), Assignment.done_at.is_(None), *which)
        .order_by(Assignment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for assignment in session.scalars(waiting).all():
        if is_complete(session, assignment):
            assignment.done_at = at or clock.now()
            if assignment.task_id:
                tick_soon(session, assignment.task_id, author_in(assignment.workspace_id))


def is_complete(session: Session, assignment: Assignment) -> bool:
    """Whether everybody the assignment is for has done every lesson; where nobody is named, whether anybody has."""
    lessons = {lesson.id for lesson in lessons_by_track(session, [assignment.track_id])[assignment.track_id]}
    if not lessons:
        return False
    done = _done_by_person(session, assignment.workspace_id, lessons)
    named = _named(session, assignment.id)
    if not named:
        return any(lessons <= theirs for theirs in done.values())
    # Who was taken out of the workspace is not waited for; with nobody left the team has to name somebody.
    still_here = [person for person, is_here in named if is_here]
    return bool(still_here) and all(lessons <= done[person] for person in still_here)


def _done_by_person(session: Session, workspace_id: str, lessons: Iterable[str]) -> dict[str, set[str]]:
    """Which of the lessons each person of the customer has done."""
    rows = session.execute(
        select(LessonMark.participant_id, LessonMark.lesson_id)
        .join(Participant, Participant.id == LessonMark.participant_id)
        .where(
            Participant.workspace_id == workspace_id,
            Participant.contact_id.is_not(None),
            Participant.removed_at.is_(None),
            LessonMark.lesson_id.in_(lessons),
            LessonMark.done_at.is_not(None),
        )
    )
    done: dict[str, set[str]] = defaultdict(set)
    for person, lesson in rows:
        done[person].add(lesson)
    return done


def _named(session: Session, assignment_id: str) -> list[tuple[str, bool]]:
    """Whom the assignment is for, and whether each still takes part."""
    rows = session.execute(
        select(Participant.id, Participant.removed_at.is_(None), Contact.removed_at.is_(None))
        .join(Assignee, Assignee.participant_id == Participant.id)
        .outerjoin(Contact, Contact.id == Participant.contact_id)
        .where(Assignee.assignment_id == assignment_id)
    )
    return [(person, is_here and is_with_customer) for person, is_here, is_with_customer in rows]


def author_of_team(session: Session, member_id: str | None) -> AuthorIn:
    """The product, acting because a member did something; named only where they take part."""

    def author_in(workspace_id: str) -> Author:
        places = select(Participant.id).where(
            Participant.workspace_id == workspace_id, Participant.member_id == member_id
        )
        place = session.scalar(places) if member_id else None
        return Author(None, workspace_id, VIA, place, "team")

    return author_in
