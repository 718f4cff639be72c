"""The form itself: filled in by those who may, read by the others; and all of it by one plain form."""

import json
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.config import settings
from portal.database import write
from portal.files.uploads import UploadRefused
from portal.intake.answering import Given, NotTaken, take_what_fits
from portal.intake.blueprint import blueprint
from portal.intake.cleaning import WrongAnswer
from portal.intake.filing import put_file, remove_file, removed_file
from portal.intake.finding import by_of, find_form, may_fill
from portal.intake.kinds import FieldOf, FileField
from portal.intake.models import FormRow, FormStatus
from portal.intake.progress import problems_of
from portal.intake.queries import answers_of, path_of, submissions_of, values_of
from portal.intake.schema import Schema, read_schema
from portal.intake.views import Sent, form_view
from portal.intake.words import FILE_KIND_WORDS, STATUS_WORDS
from portal.people.queries import faces, person_json


@blueprint.get("/w/<workspace_id>/forms/<form_id>")
def show_form(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    form = find_form(entry, form_id)
    is_asked_to_fill = entry.actor.member_id is None or "fill" in request.args
    if may_fill(entry, form) and is_asked_to_fill:
        return fill_page(entry, form)
    return answers_page(entry, form)


@blueprint.post("/w/<workspace_id>/forms/<form_id>")
def save_form(workspace_id: str, form_id: str) -> AnyResponse:
    """Everything typed in the page, at once: what is right is kept, whatever else is wrong."""
    entry = enter(workspace_id, Act.EDIT)
    form = find_form(entry, form_id)
    schema = read_schema(form.schema)
    sent = Sent()
    try:
        _save_typed(entry, form, schema, sent)
        _save_files(entry, form, schema, sent)
        removed = _remove_named_file(entry, form)
    except NotTaken as refused:
        flash(refused.say, "warning")
        return to_form(entry, form)
    form = find_form(entry, form_id)
    if request.form.get("then") == "review":
        sent.errors = problems_of(schema, values_of(answers_of(form.id))) | sent.errors
    if sent.errors:
        return fill_page(entry, form, sent, 422)
    if removed:
        return to_form(entry, form, removed=removed)
    if request.form.get("then") == "review":
        return redirect(url_for("intake.review_form", workspace_id=workspace_id, form_id=form_id), 303)
    flash(_("Saved. You can go on whenever you like, on any device."))
    return redirect(url_for("intake.list_forms", workspace_id=workspace_id), 303)


def _save_typed(entry: Entry, form: FormRow, schema: Schema, sent: Sent) -> None:
    given = [one for field in schema.fields() if (one := _given(field, request.form)) is not None]
    if not given:
        return
    with write() as session:
        refused = take_what_fits(session, form.id, given, by_of(entry))
    for one in given:
        if one.field in refused:
            _note_refused(sent, schema, one, refused[one.field])


def _given(field: FieldOf, typed: MultiDict[str, str]) -> Given | None:
    """The answer that was typed; None where the page did not have the field, or it was left as it was."""
    if f"b-{field.id}" not in typed or isinstance(field, FileField):
        return None
    base, value = _read_base(typed[f"b-{field.id}"]), field.from_form(typed.getlist(f"a-{field.id}"))
    try:
        return None if field.clean(value) == base else Given(field.id, value, base)
    except WrongAnswer:
        return Given(field.id, value, base)


def _read_base(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _note_refused(sent: Sent, schema: Schema, given: Given, refused: NotTaken) -> None:
    field = schema.field(given.field)
    assert field is not None, "only fields of this schema are given"
    sent.typed[field.id] = given.value if given.value is not None else ""
    sent.errors[field.id] = refused.say
    if refused.err == "conflict":
        sent.theirs[field.id] = field.words(refused.current)


def _save_files(entry: Entry, form: FormRow, schema: Schema, sent: Sent) -> None:
    for field in schema.fields():
        if not isinstance(field, FileField):
            continue
        for upload in request.files.getlist(f"u-{field.id}"):
            if not upload.filename:
                continue
            try:
                put_file(form.id, field, upload, by_of(entry))
            except UploadRefused as refused:
                sent.errors[field.id] = refused.say
            except NotTaken as refused:
                sent.errors[field.id] = refused.say


def _remove_named_file(entry: Entry, form: FormRow) -> str | None:
    """The file whose button was pressed; its id once it is removed."""
    field_id, _slash, file_id = request.form.get("remove_file", "").partition("/")
    if not file_id:
        return None
    with write() as session:
        remove_file(session, form.id, field_id, file_id, by_of(entry))
    return file_id


def fill_page(entry: Entry, form: FormRow, sent: Sent | None = None, status: int = 200) -> Response:
    return form_page(entry, form, "intake/fill.html", status, view=form_view(entry, form, sent))


def answers_page(entry: Entry, form: FormRow, error: str = "", note: str = "") -> Response:
    """The answers to read; for the team with what it can do about them."""
    status = 422 if error else 200
    return form_page(
        entry,
        form,
        "intake/answers.html",
        status,
        view=form_view(entry, form),
        submissions=submissions_of(form.id),
        error=error,
        note_typed=note,
    )


def form_page(entry: Entry, form: FormRow, template: str, status: int, **more: Any) -> Response:
    known = faces(entry.workspace.id)
    removed = removed_file(form.id, request.args.get("removed", "")) if may_fill(entry, form) else None
    page = render_template(
        template,
        entry=entry,
        tab="forms",
        form=form,
        path=path_of(form.workspace_id, form.id),
        faces=known,
        people=[person_json(face) for face in known.values()],
        most_bytes=settings().upload_bytes,
        status_words=STATUS_WORDS,
        file_kind_words=FILE_KIND_WORDS,
        statuses=FormStatus,
        removed=removed and {"id": request.args["removed"], "field": removed[0], "name": removed[1]},
        **more,
    )
    return make_response(page, status)


def to_form(entry: Entry, form: FormRow, **query: Any) -> AnyResponse:
    """Back to the form; a member who fills it in goes on filling it in."""
    if "fill" in request.args:
        query["fill"] = 1
    return redirect(url_for("intake.show_form", workspace_id=form.workspace_id, form_id=form.id, **query), 303)
