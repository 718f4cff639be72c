"""Files on a task: uploaded, taken off, put back, and given out to whoever sees the task."""

from flask import Response, abort, flash, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act, may_read_upload
from portal.config import settings
from portal.database import write
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import DOCUMENTS, UploadRefused, keep_upload, record_upload, send_attachment
from portal.people.dates import locked
from portal.plan import forms
from portal.plan.answers import Answer, say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import AttachFile, RemoveFile
from portal.plan.core.plan import Plan, Task
from portal.plan.core.work import File
from portal.plan.parts import left_files
from portal.plan.task_pages import do, load_plan, plan_page, standing_task, to_task
from portal.web.errors import wants_json
from portal.web.wire import status_of


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/files")
def attach_file(workspace_id: str, task_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _refused(entry, plan, task, _("Choose a file first."))
    try:
        answer = _put(entry, plan, task, upload)
    except UploadRefused as refused:
        return _refused(entry, plan, task, refused.say)
    return _answered(entry, plan, task, answer)


def _put(entry: Entry, plan: Plan, task: Task, upload: FileStorage) -> Answer:
    """Keep an upload and put it on the task; one that the plan refuses leaves nothing behind. Raises UploadRefused."""
    kept = keep_upload(upload, DOCUMENTS, settings().upload_bytes)
    try:
        with write() as session:
            locked(session, entry.workspace.id)
            record_upload(session, kept, entry.workspace.id, entry.actor.participant_id, entry.actor.grant_id)
            left_files.watch(session, plan.id, kept.id)
    except UploadRefused:
        store.discard(kept.id)
        raise
    answer = do(entry, plan, [AttachFile(task.id, File(kept.id, kept.name, kept.size_bytes))])
    # Where it could not be saved, perhaps only the word of it was lost, and the task holds the file.
    if answer.rejection and answer.rejection.code != "internal":
        left_files.drop(kept.id)
    return answer


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/files/<file_id>/remove")
def remove_file(workspace_id: str, task_id: str, file_id: str) -> AnyResponse:
    return _change(workspace_id, RemoveFile(task_id, file_id))


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/files/<file_id>/restore")
def restore_file(workspace_id: str, task_id: str, file_id: str) -> AnyResponse:
    return _change(workspace_id, RemoveFile(task_id, file_id, is_back=True))


def _change(workspace_id: str, command: RemoveFile) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, command.task)
    return _answered(entry, plan, task, do(entry, plan, [command]))


def _answered(entry: Entry, plan: Plan, task: Task, answer: Answer) -> AnyResponse:
    if answer.rejection is None:
        return jsonify(ok=True) if wants_json() else to_task(entry.workspace.id, task.id)
    if answer.rejection.code == "gone":
        abort(404)
    return _refused(entry, plan, task, say(answer.rejection), status_of(answer.rejection.code))


def _refused(entry: Entry, plan: Plan, task: Task, sentence: str, status: int = 422) -> Response:
    if wants_json():
        return make_response(jsonify(ok=False, say=sentence), status)
    flash(sentence, "blocked")
    return plan_page(entry, plan, task, forms.blank_form(task), status=status)


@blueprint.get("/w/<workspace_id>/plan/tasks/<task_id>/files/<file_id>")
def download_file(workspace_id: str, task_id: str, file_id: str) -> Response:
    """A file that stands on a task which the reader sees, to be saved: what the team put there for all of them, what
    customers put there only for who is surely who they say.
    """
    entry = enter(workspace_id)
    task = standing_task(load_plan(entry), task_id)
    if all(file.id != file_id or file.is_removed for file in task.files):
        abort(404)
    row = db.session.get(StoredFile, file_id)
    if row is None or row.workspace_id != workspace_id or not store.path_of(row.id).is_file():
        abort(404)
    if row.grant_id is not None and not may_read_upload(entry.actor, row.by_id, row.grant_id):
        words = {"back": f"/w/{workspace_id}/plan/tasks/{task_id}", "way_back": _("Back to the task")}
        return make_response(render_template("files/not_yours.html", entry=entry, tab="plan", file=row, **words), 403)
    return send_attachment(row)
