"""The forms of a workspace, and where a new one begins."""

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access.entry import Entry, enter
from portal.access.policy import Act, may
from portal.database import new_id, write
from portal.intake.actions import FormDetails, create_form, remove_form, restore_form
from portal.intake.blueprint import blueprint
from portal.intake.changing import FormGone
from portal.intake.finding import by_of, find_form
from portal.intake.forms import NewForm
from portal.intake.library import templates
from portal.intake.models import FormStatus
from portal.intake.queries import FILLABLE, forms_of, removed_form
from portal.intake.schema import Schema, Section
from portal.intake.words import STATUS_WORDS
from portal.people.naming import Refused
from portal.people.queries import faces


@blueprint.get("/w/<workspace_id>/forms")
def list_forms(workspace_id: str) -> str:
    entry = enter(workspace_id)
    removed = removed_form(entry, request.args.get("removed", ""))
    return render_template(
        "intake/list.html",
        entry=entry,
        tab="forms",
        cards=forms_of(entry),
        faces=faces(workspace_id),
        today=clock.today(entry.workspace.timezone),
        status_words=STATUS_WORDS,
        statuses=FormStatus,
        fillable=FILLABLE,
        may_manage=may(entry.actor, Act.MANAGE),
        may_edit=may(entry.actor, Act.EDIT),
        removed=removed,
    )


@blueprint.get("/w/<workspace_id>/forms/new")
def choose_new_form(workspace_id: str) -> Response:
    entry = enter(workspace_id, Act.MANAGE)
    return _new_page(entry, NewForm(formdata=None))


def _new_page(entry: Entry, form: NewForm, status: int = 200) -> Response:
    page = render_template(
        "intake/new.html",
        entry=entry,
        tab="forms",
        form=form,
        templates=list(templates().values()),
        words_in=entry.workspace.language,
    )
    return make_response(page, status)


@blueprint.post("/w/<workspace_id>/forms")
def add_form(workspace_id: str) -> AnyResponse:
    """A blank form under a title, or one from a template in the workspace's language."""
    entry = enter(workspace_id, Act.MANAGE)
    form = NewForm()
    asked = _from_template(entry) or _blank(form)
    if asked is None:
        return _new_page(entry, form, 422)
    try:
        with write() as session:
            row = create_form(session, workspace_id, *asked)
    except Refused as refused:
        form.refuse(refused.field, refused.say)
        return _new_page(entry, form, 422)
    return redirect(url_for("intake.edit_form", workspace_id=workspace_id, form_id=row.id), 303)


def _from_template(entry: Entry) -> tuple[FormDetails, Schema] | None:
    key = request.form.get("template")
    if not key:
        return None
    template = templates().get(key)
    if template is None:
        abort(422)
    language = entry.workspace.language
    details = FormDetails(template.title.in_language(language), template.intro.in_language(language))
    return details, template.schema_in(language)


def _blank(form: NewForm) -> tuple[FormDetails, Schema] | None:
    if not form.validate():
        return None
    return FormDetails(form.title.data), Schema(sections=[Section(id=new_id(), title=_("Questions"))])


@blueprint.post("/w/<workspace_id>/forms/<form_id>/remove")
def take_form_away(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    find_form(entry, form_id)
    try:
        with write() as session:
            remove_form(session, form_id, by_of(entry))
    except FormGone:
        abort(404)
    return redirect(url_for("intake.list_forms", workspace_id=workspace_id, removed=form_id), 303)


@blueprint.post("/w/<workspace_id>/forms/<form_id>/restore")
def bring_form_back(workspace_id: str, form_id: str) -> AnyResponse:
    """Bring a removed form back; one that was never away stays as it is."""
    entry = enter(workspace_id, Act.MANAGE)
    removed = removed_form(entry, form_id) or find_form(entry, form_id)
    if removed.removed_at is not None:
        flash(_bring_back(entry, removed.id) or _("“%(title)s” is back.", title=removed.title))
    return redirect(url_for("intake.list_forms", workspace_id=workspace_id), 303)


def _bring_back(entry: Entry, form_id: str) -> str | None:
    """Why the form could not come back; None once it is."""
    try:
        with write() as session:
            restore_form(session, form_id, by_of(entry))
    except Refused as refused:
        return refused.say
    return None
