"""A track of the library: its words, and its lessons in order."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import require_member
from portal.database import write
from portal.extensions import db
from portal.people.models import Member
from portal.people.naming import Refused
from portal.training import library_actions
from portal.training.blueprint import blueprint
from portal.training.forms import AddLessonForm, TrackForm
from portal.training.library import all_lessons, lessons_by_track, minutes_of, standing_lesson, standing_track
from portal.training.library_actions import TrackWords
from portal.training.models import Track
from portal.training.words import length_words

STEPS = {"up": -1, "down": 1}


@blueprint.route("/library/tracks/new", methods=["GET", "POST"])
def new_track() -> AnyResponse:
    member = require_member()
    form = TrackForm()
    if form.validate_on_submit():
        with write() as session:
            track_id = library_actions.create_track(session, _words(form)).id
        return _to_track(track_id)
    return _track_page(member, form, None)


@blueprint.route("/library/tracks/<track_id>", methods=["GET", "POST"])
def edit_track(track_id: str) -> AnyResponse:
    member = require_member()
    track = _track(track_id)
    form = TrackForm(data={"title": track.title, "audience": track.audience, "summary": track.summary})
    if form.validate_on_submit():
        with write() as session:
            library_actions.edit_track(session, track_id, _words(form), member.id)
        flash(_("Saved."))
        return _to_track(track_id)
    return _track_page(member, form, track)


def _track(track_id: str) -> Track:
    return standing_track(track_id) or abort(404)


def _words(form: TrackForm) -> TrackWords:
    return TrackWords(form.title.data, form.audience.data or "", form.summary.data or "")


def _to_track(track_id: str, **query: Any) -> AnyResponse:
    return redirect(url_for("training.edit_track", track_id=track_id, _anchor="lessons", **query), 303)


def _track_page(
    member: Member, form: TrackForm | None, track: Track | None, adding: AddLessonForm | None = None
) -> Response:
    lessons = lessons_by_track(db.session(), [track.id])[track.id] if track else []
    known = {"title": track.title, "audience": track.audience, "summary": track.summary} if track else None
    form = form or TrackForm(formdata=None, data=known)
    if adding is None:
        adding = AddLessonForm(formdata=None)
        adding.offer(_not_in(lessons))
    page = render_template(
        "training/track_form.html",
        current_member=member,
        form=form,
        adding=adding,
        track=track,
        lessons=lessons,
        length=length_words(len(lessons), minutes_of(lessons)) if lessons else "",
        taken=standing_lesson(request.args.get("taken", "")),
        after=request.args.get("after", ""),
    )
    return make_response(page, 422 if form.errors or adding.errors else 200)


def _not_in(lessons: list[Any]) -> list[Any]:
    here = {lesson.id for lesson in lessons}
    return [lesson for lesson in all_lessons() if lesson.id not in here]


@blueprint.post("/library/tracks/<track_id>/lessons")
def add_to_track(track_id: str) -> AnyResponse:
    member = require_member()
    track = _track(track_id)
    form = AddLessonForm()
    form.offer(all_lessons())
    if form.validate_on_submit():
        try:
            with write() as session:
                library_actions.add_to_track(session, track_id, form.lesson.data, form.after.data)
            return _to_track(track_id)
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    return _track_page(member, None, track, form)


@blueprint.post("/library/tracks/<track_id>/lessons/<lesson_id>/move")
def move_in_track(track_id: str, lesson_id: str) -> AnyResponse:
    require_member()
    _track(track_id)
    by_places = STEPS.get(request.form.get("to", ""))
    if by_places is None:
        abort(422)
    with write() as session:
        library_actions.move_in_track(session, track_id, lesson_id, by_places)
    return _to_track(track_id)


@blueprint.post("/library/tracks/<track_id>/lessons/<lesson_id>/remove")
def take_from_track(track_id: str, lesson_id: str) -> AnyResponse:
    member = require_member()
    _track(track_id)
    try:
        with write() as session:
            after = library_actions.take_from_track(session, track_id, lesson_id, member.id)
    except LookupError:
        abort(404)
    return _to_track(track_id, taken=lesson_id, after=after)


@blueprint.post("/library/tracks/<track_id>/remove")
def remove_track(track_id: str) -> AnyResponse:
    require_member()
    _track(track_id)
    with write() as session:
        library_actions.remove_track(session, track_id)
    return redirect(url_for("training.show_library", removed_track=track_id), 303)


@blueprint.post("/library/tracks/<track_id>/restore")
def restore_track(track_id: str) -> AnyResponse:
    require_member()
    if db.session.get(Track, track_id) is None:
        abort(404)
    with write() as session:
        title = library_actions.restore_track(session, track_id).title
    flash(_("“%(title)s” is back in the library.", title=title))
    return redirect(url_for("training.show_library"), 303)
