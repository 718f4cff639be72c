"""A form in the making: its details, its preview, and the steps it takes between the team and the customer."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import write
from portal.intake import actions
from portal.intake.blueprint import blueprint
from portal.intake.changing import FormGone
from portal.intake.field_forms import FieldForm, form_of
from portal.intake.fill_pages import answers_page, form_page
from portal.intake.finding import by_of, find_form
from portal.intake.forms import DetailsForm, ReturnForm, tasks_to_link
from portal.intake.models import FormRow, FormStatus
from portal.intake.queries import answers_of, path_of
from portal.intake.schema import read_schema
from portal.intake.views import form_view
from portal.intake.words import FILE_KIND_WORDS, KIND_WORDS, STATUS_WORDS
from portal.plan.queries import load_plan


@blueprint.get("/w/<workspace_id>/forms/<form_id>/edit")
def edit_form(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id, Act.MANAGE)
    return edit_page(entry, find_form(entry, form_id))


@blueprint.post("/w/<workspace_id>/forms/<form_id>/edit")
def change_details(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
    refused = _keep_details(entry, form)
    if refused:
        return refused
    flash(_("Saved."))
    return to_editor(form)


def _keep_details(entry: Entry, form: FormRow) -> Response | None:
    """Save what stands in the form of the details, or the editor that says what is wrong with it."""
    details = DetailsForm()
    details.offer(_tasks(entry))
    if not details.validate():
        return edit_page(entry, form, details=details, status=422)
    try:
        with write() as session:
            actions.edit_details(session, form.id, details.details(), by_of(entry))
    except FormGone:
        abort(404)
    return None


def edit_page(entry: Entry, form: FormRow, status: int = 200, **shown: Any) -> Response:
    """The editor; `shown` may bring the `details` form, a `refused` field form, or the id that is `opened`."""
    schema = read_schema(form.schema)
    refused: FieldForm | None = shown.get("refused")
    forms = {field.id: form_of(field) for field in schema.fields()}
    if refused and refused.id in forms:
        forms[refused.id] = refused
    page = render_template(
        "intake/edit.html",
        entry=entry,
        tab="forms",
        form=form,
        path=path_of(form.workspace_id, form.id),
        details=shown.get("details") or _details_of(entry, form),
        schema=schema,
        field_forms=forms,
        refused=refused,
        refused_section=shown.get("section", ""),
        opened=request.args.get("field", ""),
        removed=_just_removed(schema.removed),
        answered={field_id for field_id, row in answers_of(form.id).items() if row.value is not None},
        kind_words=KIND_WORDS,
        file_kind_words=FILE_KIND_WORDS,
        status_words=STATUS_WORDS,
        statuses=FormStatus,
    )
    return make_response(page, status)


def _details_of(entry: Entry, form: FormRow) -> DetailsForm:
    details = DetailsForm(
        formdata=None,
        data={"title": form.title, "intro": form.intro, "due_on": form.due_on, "task_id": form.task_id or ""},
    )
    details.offer(_tasks(entry))
    return details


def _tasks(entry: Entry) -> list[tuple[str, str]]:
    try:
        return tasks_to_link(load_plan(entry.workspace.id, entry.actor.side))
    except LookupError:
        return []


def _just_removed(removed: Any) -> Any:
    return next((one.field for one in removed if one.field.id == request.args.get("removed", "")), None)


def to_editor(form: FormRow, anchor: str | None = None, **query: Any) -> AnyResponse:
    address = url_for("intake.edit_form", workspace_id=form.workspace_id, form_id=form.id, _anchor=anchor, **query)
    return redirect(address, 303)


@blueprint.get("/w/<workspace_id>/forms/<form_id>/preview")
def preview_form(workspace_id: str, form_id: str) -> Response:
    """The form as the customer will see it, without anywhere to send it."""
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
    return form_page(entry, form, "intake/preview.html", 200, view=form_view(entry, form))


@blueprint.post("/w/<workspace_id>/forms/<form_id>/open")
def open_to_customer(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
    # The button stands in the form of the details: what was typed there and not saved yet comes with it.
    refused = _keep_details(entry, form) if "title" in request.form else None
    if refused:
        return refused
    if _done(lambda session: actions.open_form(session, form_id, by_of(entry))):
        flash(_("“%(title)s” is open to the customer now.", title=request.form.get("title") or form.title))
        return redirect(url_for("intake.list_forms", workspace_id=workspace_id), 303)
    return to_editor(form)


@blueprint.post("/w/<workspace_id>/forms/<form_id>/take-back")
def take_back_form(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
    if _done(lambda session: actions.take_back(session, form_id, by_of(entry))):
        flash(_("“%(title)s” is a draft again. The customer no longer sees it.", title=form.title))
    return to_editor(form)


def _done(act: Callable[[Any], FormRow]) -> bool:
    """Do it, or say why it cannot be done now."""
    try:
        with write() as session:
            act(session)
    except actions.NotNow as not_now:
        flash(not_now.say, "warning")
        return False
    except FormGone:
        flash(_("The form has moved on meanwhile. Nothing was changed."), "info")
        return False
    return True


@blueprint.post("/w/<workspace_id>/forms/<form_id>/return")
def send_form_back(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
    asked = ReturnForm()
    if not asked.validate():
        return answers_page(entry, form, error=str(asked.note.errors[0]), note=asked.note.data or "")
    if _done(lambda session: actions.send_back(session, form_id, asked.note.data, by_of(entry))):
        flash(_("Sent back with your note."))
    return redirect(url_for("intake.show_form", workspace_id=workspace_id, form_id=form_id), 303)


@blueprint.post("/w/<workspace_id>/forms/<form_id>/accept")
def accept(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    find_form(entry, form_id)
    if _done(lambda session: actions.accept_form(session, form_id, by_of(entry))):
        flash(_("Accepted."))
    return redirect(url_for("intake.show_form", workspace_id=workspace_id, form_id=form_id), 303)
