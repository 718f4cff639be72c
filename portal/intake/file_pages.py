"""Files of a form: uploaded, removed, brought back and given out."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act, may_read_upload
from portal.database import write
from portal.files import store
from portal.files.uploads import UploadRefused, send_attachment
from portal.intake.answering import NotTaken
from portal.intake.blueprint import blueprint
from portal.intake.filing import file_in, put_file, remove_file, restore_file
from portal.intake.fill_pages import fill_page, to_form
from portal.intake.finding import by_of, find_form
from portal.intake.kinds import FileField
from portal.intake.models import FormRow
from portal.intake.schema import read_schema
from portal.intake.views import Sent
from portal.web.errors import wants_json
from portal.web.wire import status_of

Files = list[dict[str, Any]]


@blueprint.post("/w/<workspace_id>/forms/<form_id>/fields/<field_id>/files")
def upload_file(workspace_id: str, form_id: str, field_id: str) -> AnyResponse:
    """Put a file into the answer of a field."""
    entry = enter(workspace_id, Act.EDIT)
    form = find_form(entry, form_id)
    field = read_schema(form.schema).field(field_id)
    if not isinstance(field, FileField):
        abort(404)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _refused(entry, form, field_id, NotTaken("invalid", _("Choose a file first."), field_id))
    try:
        files = put_file(form_id, field, upload, by_of(entry))
    except UploadRefused as refused:
        return _refused(entry, form, field_id, NotTaken("invalid", refused.say, field_id))
    except NotTaken as refused:
        return _refused(entry, form, field_id, refused)
    return _changed(entry, form, files)


@blueprint.post("/w/<workspace_id>/forms/<form_id>/fields/<field_id>/files/<upload_id>/remove")
def take_file_out(workspace_id: str, form_id: str, field_id: str, upload_id: str) -> AnyResponse:
    return _change(workspace_id, form_id, field_id, upload_id, remove_file)


@blueprint.post("/w/<workspace_id>/forms/<form_id>/fields/<field_id>/files/<upload_id>/restore")
def bring_file_back(workspace_id: str, form_id: str, field_id: str, upload_id: str) -> AnyResponse:
    return _change(workspace_id, form_id, field_id, upload_id, restore_file)


def _change(
    workspace_id: str, form_id: str, field_id: str, upload_id: str, change: Callable[..., Files]
) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    form = find_form(entry, form_id)
    try:
        with write() as session:
            files = change(session, form_id, field_id, upload_id, by_of(entry))
    except NotTaken as refused:
        if refused.err == "gone":
            abort(404)
        return _refused(entry, form, field_id, refused)
    return _changed(entry, form, files)


def _changed(entry: Entry, form: FormRow, files: Files) -> AnyResponse:
    return jsonify(ok=True, files=files) if wants_json() else to_form(entry, form)


def _refused(entry: Entry, form: FormRow, field_id: str, refused: NotTaken) -> Response:
    status = status_of(refused.err)
    if wants_json():
        return make_response(jsonify(refused.to_wire()), status)
    return fill_page(entry, form, Sent(errors={field_id: refused.say}), status)


@blueprint.get("/w/<workspace_id>/forms/<form_id>/files/<upload_id>")
def download_file(workspace_id: str, form_id: str, upload_id: str) -> Response:
    """A file of this form, to be saved; others' files only to who is surely who they say."""
    entry = enter(workspace_id)
    form = find_form(entry, form_id)
    file = file_in(form.id, upload_id)
    if file is None or file.workspace_id != workspace_id or not store.path_of(file.id).is_file():
        abort(404)
    if not may_read_upload(entry.actor, file.by_id, file.grant_id):
        words = {"back": f"/w/{workspace_id}/forms/{form.id}", "way_back": _("Back to the form")}
        page = render_template("files/not_yours.html", entry=entry, tab="forms", file=file, **words)
        return make_response(page, 403)
    return send_attachment(file)
