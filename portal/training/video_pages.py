"""A lesson's video file: uploaded and taken away by the team, played by whoever may see the lesson."""

from typing import Any

from flask import Response, abort, flash, jsonify, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import enter, require_member
from portal.database import write
from portal.extensions import db
from portal.files.models import StoredFile
from portal.files.uploads import UploadRefused, record_upload
from portal.people.models import Member
from portal.training import library_actions
from portal.training.blueprint import blueprint
from portal.training.forms import VideoForm
from portal.training.library import standing_lesson
from portal.training.library_pages import lesson_in_library, lesson_page, to_lesson
from portal.training.models import Lesson
from portal.training.queries import is_given
from portal.training.video import is_video, keep_video, send_video
from portal.web.errors import wants_json


@blueprint.post("/library/lessons/<lesson_id>/video")
def upload_video(lesson_id: str) -> AnyResponse:
    """Take a video; answers JSON to the script that shows how far it is, a page to forms."""
    member = require_member()
    lesson = lesson_in_library(lesson_id)
    form = VideoForm()
    if form.validate_on_submit():
        try:
            _take(lesson_id, form.video.data)
        except UploadRefused as refused:
            form.refuse("video", refused.say)
    if form.errors:
        return _refused(member, lesson, form)
    if wants_json():
        return jsonify(ok=True, next=url_for("training.edit_lesson", lesson_id=lesson_id))
    flash(_("The video is there."))
    return to_lesson(lesson_id)


def _take(lesson_id: str, upload: Any) -> None:
    if not isinstance(upload, FileStorage) or not upload.filename:
        raise UploadRefused(_("Choose a file first."))
    kept = keep_video(upload)
    with write() as session:
        record_upload(session, kept)
        library_actions.set_video(session, lesson_id, kept.id)


def _refused(member: Member, lesson: Lesson, form: VideoForm) -> AnyResponse:
    if wants_json():
        say = next(str(sentence) for sentences in form.errors.values() for sentence in sentences)
        response = jsonify(ok=False, err="invalid", field="video", say=say)
        response.status_code = 422
        return response
    return lesson_page(member, None, form, lesson)


@blueprint.post("/library/lessons/<lesson_id>/video/remove")
def remove_video(lesson_id: str) -> AnyResponse:
    require_member()
    file_id = lesson_in_library(lesson_id).video_file_id
    with write() as session:
        library_actions.set_video(session, lesson_id, None)
    return to_lesson(lesson_id, without=file_id)


@blueprint.post("/library/lessons/<lesson_id>/video/restore")
def restore_video(lesson_id: str) -> AnyResponse:
    require_member()
    lesson_in_library(lesson_id)
    row = db.session.get(StoredFile, request.form.get("file", ""))
    if row is None or not is_video(row):
        abort(404)
    with write() as session:
        library_actions.set_video(session, lesson_id, row.id)
    return to_lesson(lesson_id)


@blueprint.get("/library/lessons/<lesson_id>/video")
def play_video(lesson_id: str) -> Response:
    require_member()
    return _play(standing_lesson(lesson_id))


@blueprint.get("/w/<workspace_id>/training/lessons/<lesson_id>/video")
def play_given_video(workspace_id: str, lesson_id: str) -> Response:
    enter(workspace_id)
    return _play(standing_lesson(lesson_id) if is_given(workspace_id, lesson_id) else None)


def _play(lesson: Lesson | None) -> Response:
    row = db.session.get(StoredFile, lesson.video_file_id) if lesson and lesson.video_file_id else None
    if row is None or not is_video(row):
        abort(404)
    return send_video(row)
