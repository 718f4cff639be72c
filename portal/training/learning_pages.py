"""What a workspace was given to learn: the list, one training with its lessons, and a lesson being read."""

from typing import NamedTuple

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access.entry import Entry, enter
from portal.access.policy import Act, may
from portal.database import write
from portal.extensions import db
from portal.people.models import Side
from portal.plan.core.plan import Task
from portal.plan.queries import load_plan
from portal.training import actions, words
from portal.training.blueprint import blueprint
from portal.training.courses import Course, Step, course_of, courses_of, people_by_course
from portal.training.models import Assignment, Track
from portal.training.playing import show_player
from portal.web.markdown import render_markdown


class TakenBack(NamedTuple):
    assignment: Assignment
    track: Track


@blueprint.get("/w/<workspace_id>/training")
def show_training(workspace_id: str) -> str:
    entry = enter(workspace_id)
    courses = courses_of(workspace_id, _learner(entry))
    is_team = entry.actor.side is Side.TEAM
    mine = [course for course in courses if course.is_mine and course.left and not course.assignment.done_at]
    return render_template(
        "training/training.html",
        entry=entry,
        tab="training",
        courses=courses,
        up_next=mine[0] if mine and not is_team and entry.actor.participant_id else None,
        people=people_by_course(workspace_id, courses) if is_team else {},
        tasks=_tasks(entry),
        removed=_just_removed(entry) if is_team else None,
        today=clock.today(entry.workspace.timezone),
        is_team=is_team,
        words=words,
    )


def _learner(entry: Entry) -> str | None:
    """Whose marks are shown: those of people of the customer. The team looks at lessons and leaves no trace."""
    return entry.actor.participant_id if entry.actor.side is Side.CUSTOMER else None


def _tasks(entry: Entry) -> dict[str, Task]:
    """The tasks of the plan by id, as this reader's side sees them."""
    plan = load_plan(entry.workspace.id, entry.actor.side)
    return {task.id: task for task in plan.tasks_in_order()}


def _just_removed(entry: Entry) -> TakenBack | None:
    """What a form just took back, so that the page can offer it again."""
    row = db.session.get(Assignment, request.args.get("removed", ""))
    if row is None or row.workspace_id != entry.workspace.id or row.removed_at is None:
        return None
    return TakenBack(row, db.session.get_one(Track, row.track_id))


@blueprint.get("/w/<workspace_id>/training/<assignment_id>")
def show_course(workspace_id: str, assignment_id: str) -> str:
    entry = enter(workspace_id)
    course = _course(entry, assignment_id)
    is_team = entry.actor.side is Side.TEAM
    return render_template(
        "training/course.html",
        entry=entry,
        tab="training",
        course=course,
        people=people_by_course(workspace_id, [course])[assignment_id] if is_team else [],
        task=_tasks(entry).get(course.assignment.task_id or ""),
        today=clock.today(entry.workspace.timezone),
        is_team=is_team,
        words=words,
    )


def _course(entry: Entry, assignment_id: str) -> Course:
    return course_of(entry.workspace.id, assignment_id, _learner(entry)) or abort(404)


@blueprint.get("/w/<workspace_id>/training/<assignment_id>/<lesson_id>")
def show_lesson(workspace_id: str, assignment_id: str, lesson_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    course = _course(entry, assignment_id)
    step = course.step_of(lesson_id) or abort(404)
    if _may_mark(entry) and not step.is_started:
        with write() as session:
            actions.start_lesson(session, entry.actor.participant_id or "", step.lesson)
    page = render_template(
        "training/lesson.html",
        entry=entry,
        tab="training",
        course=course,
        step=step,
        text=render_markdown(step.lesson.body),
        player=show_player(
            step.lesson, url_for("training.play_given_video", workspace_id=workspace_id, lesson_id=lesson_id)
        ),
        following=course.after(step),
        before=_neighbour(course, step, -1),
        behind=_neighbour(course, step, 1),
        may_mark=_may_mark(entry),
        must_say_who=entry.actor.side is Side.CUSTOMER and entry.actor.participant_id is None,
        is_team=entry.actor.side is Side.TEAM,
        words=words,
    )
    return make_response(page)


def _may_mark(entry: Entry) -> bool:
    """Whether this reader may say that they did a lesson.

    A mark is a word with a name beside it: the team reads it, and the last one ticks a task of the plan. So it takes
    the right to comment, which whoever has not said who they are, a link for reading and an archive do not have.
    """
    return entry.actor.side is Side.CUSTOMER and may(entry.actor, Act.COMMENT)


def _neighbour(course: Course, step: Step, by_places: int) -> Step | None:
    index = step.number - 1 + by_places
    return course.steps[index] if 0 <= index < len(course.steps) else None


@blueprint.post("/w/<workspace_id>/training/<assignment_id>/<lesson_id>/done")
def mark_done(workspace_id: str, assignment_id: str, lesson_id: str) -> AnyResponse:
    me = _who_marks(workspace_id, assignment_id, lesson_id)
    with write() as session:
        actions.mark_done(session, me, lesson_id)
    return _to_lesson(workspace_id, assignment_id, lesson_id)


@blueprint.post("/w/<workspace_id>/training/<assignment_id>/<lesson_id>/undone")
def unmark_done(workspace_id: str, assignment_id: str, lesson_id: str) -> AnyResponse:
    me = _who_marks(workspace_id, assignment_id, lesson_id)
    with write() as session:
        actions.unmark_done(session, me, lesson_id)
    return _to_lesson(workspace_id, assignment_id, lesson_id)


def _who_marks(workspace_id: str, assignment_id: str, lesson_id: str) -> str:
    """The person of the customer whose mark it is; ends the request for everybody else."""
    entry = enter(workspace_id, Act.COMMENT)
    if _course(entry, assignment_id).step_of(lesson_id) is None:
        abort(404)
    if not _may_mark(entry):
        abort(403, description=_("Lessons are marked by the people they are for. Nothing was changed."))
    return entry.actor.participant_id or ""


def _to_lesson(workspace_id: str, assignment_id: str, lesson_id: str) -> AnyResponse:
    address = url_for(
        "training.show_lesson", workspace_id=workspace_id, assignment_id=assignment_id, lesson_id=lesson_id
    )
    return redirect(f"{address}#done", 303)
