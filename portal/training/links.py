"""What hangs on a task of the plan: the label and the path of the training that completes it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.plan.core.plan import TaskLink
from portal.plan.editor import Author
from portal.plan.reactions import link_soon, unlink_soon
from portal.training.completion import AuthorIn
from portal.training.models import Assignment, Track


def course_path(assignment: Assignment) -> str:
    """Where the people of the workspace find what they were given. By hand: links are written outside of requests."""
    return f"/w/{assignment.workspace_id}/training/{assignment.id}"


def link(session: Session, assignment: Assignment, title: str, author: Author) -> None:
    """Hang the assignment on its task, if it has one."""
    if assignment.task_id:
        link_soon(session, assignment.task_id, task_link(assignment, title), author)


def task_link(assignment: Assignment, title: str) -> TaskLink:
    """What hangs on the task: `title` is the track's."""
    return TaskLink(_key(assignment), title, course_path(assignment))


def unlink(session: Session, assignment: Assignment, author: Author) -> None:
    """Take the assignment off its task, if it has one."""
    if assignment.task_id:
        unlink_soon(session, assignment.task_id, _key(assignment), author)


def _key(assignment: Assignment) -> str:
    return f"training:{assignment.id}"


def relink_track(session: Session, track: Track, author_in: AuthorIn) -> None:
    """Bring the labels up to date wherever the track completes a task."""
    given = select(Assignment).where(
        Assignment.track_id == track.id, Assignment.removed_at.is_(None), Assignment.task_id.is_not(None)
    )
    for assignment in session.scalars(given):
        link(session, assignment, track.title, author_in(assignment.workspace_id))
