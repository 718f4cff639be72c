"""Trainings given to a workspace: by the team, with whom they are for, until when, and which task they tick."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import write
from portal.extensions import db
from portal.people.models import Side
from portal.people.naming import Refused
from portal.people.queries import faces, listed_faces
from portal.plan.editor import Author
from portal.plan.queries import load_plan
from portal.training import actions
from portal.training.actions import Terms
from portal.training.blueprint import blueprint
from portal.training.completion import VIA
from portal.training.courses import Course, course_of
from portal.training.forms import AssignmentForm
from portal.training.library import all_tracks
from portal.training.models import Assignment


@blueprint.route("/w/<workspace_id>/training/give", methods=["GET", "POST"])
def give_track(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = AssignmentForm()
    _offer(form, entry, None)
    if form.validate_on_submit():
        try:
            with write() as session:
                assignment_id = actions.give_track(session, workspace_id, _terms(form), _author(entry)).id
            return _to_course(workspace_id, assignment_id)
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    return _giving_page(entry, form, None)


def _offer(form: AssignmentForm, entry: Entry, course: Course | None) -> None:
    """What can be chosen; what was chosen before still can, whatever became of it since."""
    tracks = list(all_tracks())
    people = listed_faces(faces(entry.workspace.id), Side.CUSTOMER)
    if course and course.track.id not in {track.id for track in tracks}:
        tracks.append(course.track)
    for face in course.named if course else ():
        if face not in people:
            people.append(face)
    task_id = course.assignment.task_id if course else None
    form.offer(tracks, people, load_plan(entry.workspace.id, Side.TEAM), task_id)


def _terms(form: AssignmentForm) -> Terms:
    return Terms(form.track.data, form.people.data or (), form.due_on.data, form.task.data or None)


def _author(entry: Entry) -> Author:
    """The plan is changed by the product, in the name of the member who gave the training."""
    return Author(None, entry.workspace.id, VIA, entry.actor.participant_id, entry.actor.side.value)


def _to_course(workspace_id: str, assignment_id: str) -> AnyResponse:
    return redirect(url_for("training.show_course", workspace_id=workspace_id, assignment_id=assignment_id), 303)


def _giving_page(entry: Entry, form: AssignmentForm, course: Course | None) -> Response:
    page = render_template("training/give.html", entry=entry, tab="training", form=form, course=course)
    return make_response(page, 422 if form.errors else 200)


@blueprint.route("/w/<workspace_id>/training/<assignment_id>/edit", methods=["GET", "POST"])
def edit_assignment(workspace_id: str, assignment_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    course = course_of(workspace_id, assignment_id, None) or abort(404)
    form = AssignmentForm(data=_as_data(course))
    _offer(form, entry, course)
    if form.validate_on_submit():
        with write() as session:
            actions.change_assignment(session, assignment_id, _terms(form), _author(entry))
        return _to_course(workspace_id, assignment_id)
    return _giving_page(entry, form, course)


def _as_data(course: Course) -> dict[str, Any]:
    return {
        "track": course.track.id,
        "people": [face.id for face in course.named],
        "due_on": course.assignment.due_on,
        "task": course.assignment.task_id or "",
    }


@blueprint.post("/w/<workspace_id>/training/<assignment_id>/remove")
def take_back(workspace_id: str, assignment_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    if assignment_here(workspace_id, assignment_id).removed_at is None:
        with write() as session:
            actions.take_back(session, assignment_id, _author(entry))
    return redirect(url_for("training.show_training", workspace_id=workspace_id, removed=assignment_id), 303)


@blueprint.post("/w/<workspace_id>/training/<assignment_id>/restore")
def give_again(workspace_id: str, assignment_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    if assignment_here(workspace_id, assignment_id).removed_at is not None:
        with write() as session:
            actions.give_again(session, assignment_id, _author(entry))
    return _to_course(workspace_id, assignment_id)


def assignment_here(workspace_id: str, assignment_id: str) -> Assignment:
    """The assignment, also one that was taken back; another workspace's answers like none."""
    row = db.session.get(Assignment, assignment_id)
    if row is None or row.workspace_id != workspace_id:
        abort(404)
    return row
