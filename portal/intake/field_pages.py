"""The small forms of the editor: sections and fields are added, changed, moved, removed and brought back."""

from collections.abc import Callable

from flask import abort, flash, request
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import new_id, write
from portal.intake import actions, editing
from portal.intake.blueprint import blueprint
from portal.intake.changing import FormGone
from portal.intake.edit_pages import edit_page, to_editor
from portal.intake.field_forms import read_field, sent_form
from portal.intake.finding import find_form
from portal.intake.kinds import KINDS, FieldOf
from portal.intake.models import FormRow
from portal.intake.schema import Schema, SchemaRefused, Section, errors_of, read_schema
from portal.people.naming import Refused
from portal.web.forms import UNSTORABLE

STEPS = {"up": -1, "down": 1}


def enter_editor(workspace_id: str, form_id: str) -> tuple[Entry, FormRow]:
    entry = enter(workspace_id, Act.MANAGE)
    return entry, find_form(entry, form_id)


def carry_out(
    entry: Entry, form: FormRow, change: Callable[[Schema], Schema], anchor: str | None = None
) -> AnyResponse:
    """Change what the form asks and go back to the editor; 404 for a field or section that is not there."""
    try:
        with write() as session:
            actions.edit_schema(session, form.id, change)
    except (LookupError, FormGone):
        abort(404)
    except Refused as refused:
        flash(refused.say, "warning")
    except ValidationError as error:
        flash(next(iter(errors_of(error).values())), "warning")
        return edit_page(entry, form, status=422)
    return to_editor(form, anchor)


def step() -> int:
    """Which way to move; 422 for no way at all."""
    by = STEPS.get(request.form.get("to", ""))
    if by is None:
        abort(422)
    return by


def _title() -> str:
    """A section's title as it was typed, without what cannot be stored."""
    return " ".join(UNSTORABLE.sub("", request.form.get("title", "")).split())


@blueprint.post("/w/<workspace_id>/forms/<form_id>/sections")
def add_section(workspace_id: str, form_id: str) -> AnyResponse:
    entry, form = enter_editor(workspace_id, form_id)
    title, section_id = _title(), new_id()

    def change(schema: Schema) -> Schema:
        return editing.add_section(schema, Section(id=section_id, title=title))

    return carry_out(entry, form, change, f"s-{section_id}")


@blueprint.post("/w/<workspace_id>/forms/<form_id>/sections/<section_id>")
def rename_section(workspace_id: str, form_id: str, section_id: str) -> AnyResponse:
    entry, form = enter_editor(workspace_id, form_id)
    title = _title()
    return carry_out(entry, form, lambda schema: editing.rename_section(schema, section_id, title), f"s-{section_id}")


@blueprint.post("/w/<workspace_id>/forms/<form_id>/sections/<section_id>/move")
def move_section(workspace_id: str, form_id: str, section_id: str) -> AnyResponse:
    entry, form = enter_editor(workspace_id, form_id)
    by = step()
    return carry_out(entry, form, lambda schema: editing.move_section(schema, section_id, by), f"s-{section_id}")


@blueprint.post("/w/<workspace_id>/forms/<form_id>/sections/<section_id>/remove")
def remove_section(workspace_id: str, form_id: str, section_id: str) -> AnyResponse:
    entry, form = enter_editor(workspace_id, form_id)
    section = next((one for one in read_schema(form.schema).sections if one.id == section_id), None)
    if section and section.fields:
        flash(_("Move or remove its questions first."), "warning")
    return carry_out(entry, form, lambda schema: editing.remove_section(schema, section_id))


@blueprint.post("/w/<workspace_id>/forms/<form_id>/sections/<section_id>/fields")
def add_field(workspace_id: str, form_id: str, section_id: str) -> AnyResponse:
    entry, form = enter_editor(workspace_id, form_id)
    kind = request.form.get("kind", "")
    try:
        field = read_field(kind, request.form)
    except SchemaRefused as refused:
        typed = sent_form(kind if kind in KINDS else "text", "", request.form, refused.errors)
        return edit_page(entry, form, refused=typed, section=section_id, status=422)
    answer = carry_out(entry, form, lambda schema: editing.add_field(schema, section_id, field))
    return to_editor(form, f"f-{field.id}", field=field.id) if answer.status_code == 303 else answer


@blueprint.post("/w/<workspace_id>/forms/<form_id>/fields/<field_id>")
def change_field(workspace_id: str, form_id: str, field_id: str) -> AnyResponse:
    """Change a field; its id, its kind and its answers stay."""
    entry, form = enter_editor(workspace_id, form_id)
    before = read_schema(form.schema).field(field_id)
    if before is None:
        abort(404)
    try:
        field: FieldOf = read_field(before.kind, request.form, before)
    except SchemaRefused as refused:
        typed = sent_form(before.kind, field_id, request.form, refused.errors)
        return edit_page(entry, form, refused=typed, status=422)
    flash(_("Saved."))
    return carry_out(entry, form, lambda schema: editing.change_field(schema, field), f"f-{field_id}")


@blueprint.post("/w/<workspace_id>/forms/<form_id>/fields/<field_id>/move")
def move_field(workspace_id: str, form_id: str, field_id: str) -> AnyResponse:
    entry, form = enter_editor(workspace_id, form_id)
    by = step()
    return carry_out(entry, form, lambda schema: editing.move_field(schema, field_id, by), f"f-{field_id}")


@blueprint.post("/w/<workspace_id>/forms/<form_id>/fields/<field_id>/remove")
def remove_field(workspace_id: str, form_id: str, field_id: str) -> AnyResponse:
    entry, form = enter_editor(workspace_id, form_id)
    answer = carry_out(entry, form, lambda schema: editing.remove_field(schema, field_id))
    return to_editor(form, removed=field_id) if answer.status_code == 303 else answer


@blueprint.post("/w/<workspace_id>/forms/<form_id>/fields/<field_id>/restore")
def restore_field(workspace_id: str, form_id: str, field_id: str) -> AnyResponse:
    entry, form = enter_editor(workspace_id, form_id)
    if read_schema(form.schema).field(field_id):
        return to_editor(form, f"f-{field_id}")
    return carry_out(entry, form, lambda schema: editing.restore_field(schema, field_id), f"f-{field_id}")
