"""A pasted list becomes tasks: a page with a preview, and the same reading for the scripts."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.config import settings
from portal.database import new_id, write
from portal.people.actions import name_person
from portal.people.naming import Refused
from portal.people.queries import faces
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import AddTask
from portal.plan.core.plan import Plan
from portal.plan.paste import Draft, draft_json, draft_of_line, drafts_of_list, why_not
from portal.plan.task_pages import do, load_plan, to_plan


@blueprint.post("/w/<workspace_id>/plan/read")
def read_words(workspace_id: str) -> tuple[Response, int]:
    """What `line` or `text` is read as: the scripts ask, so that there is one parser."""
    entry = enter(workspace_id, Act.EDIT)
    sent = request.get_json(silent=True)
    known = faces(workspace_id)
    if isinstance(sent, dict) and isinstance(sent.get("line"), str):
        return jsonify(ok=True, **draft_json(draft_of_line(sent["line"], entry, known))), 200
    text = sent.get("text") if isinstance(sent, dict) else None
    if not isinstance(text, str):
        return jsonify(ok=False, err="invalid", say=_("This takes text.")), 422
    drafts = drafts_of_list(text, entry, known)
    if why := why_not(text, drafts):
        return jsonify(ok=False, err="invalid", say=why), 422
    return jsonify(ok=True, drafts=[draft_json(draft) for draft in drafts]), 200


@blueprint.get("/w/<workspace_id>/plan/paste")
def show_paste(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    return paste_page(entry, load_plan(entry), request.args.get("phase", ""))


@blueprint.post("/w/<workspace_id>/plan/paste")
def paste_list(workspace_id: str) -> AnyResponse:
    """First the preview; with `then=add`, all of it as one change."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    text, phase = request.form.get("text", ""), request.form.get("phase", "")
    drafts = drafts_of_list(text, entry, faces(workspace_id))
    error = why_not(text, drafts)
    if error or request.form.get("then") != "add":
        return paste_page(entry, plan, phase, drafts if not error else [], error)
    try:
        commands = _commands(workspace_id, plan, phase, drafts)
    except Refused as refused:
        return paste_page(entry, plan, phase, drafts, str(refused.say))
    answer = do(entry, plan, commands)
    if answer.rejection:
        return paste_page(entry, plan, phase, drafts, say(answer.rejection))
    flash(ngettext("Added %(num)s task.", "Added %(num)s tasks.", len(commands)), "done")
    return to_plan(workspace_id, anchor=f"p-{phase}")


def _commands(workspace_id: str, plan: Plan, phase: str, drafts: Sequence[Draft]) -> list[AddTask]:
    """One after the other at the end of the phase; new owners are made only where they were confirmed."""
    owners = _name_owners(workspace_id, {draft.new_name for draft in drafts if draft.new_name})
    tasks = plan.tasks_in(phase)
    after = tasks[-1].id if tasks else None
    commands = []
    for draft in drafts:
        owner = owners.get(draft.new_name or "")
        fields = draft.fields | ({"owner": owner} if owner else {})
        commands.append(AddTask(new_id(), phase, draft.title, after, fields | told_of_name(draft, owner)))
        after = commands[-1].task
    return commands


def told_of_name(draft: Draft, owner: str | None) -> dict[str, Any]:
    """A name that was not confirmed stands in the description, so that it is not lost."""
    if owner or not draft.new_name:
        return {}
    said = _("Owner in the list: %(name)s", name=draft.new_name)
    return {"description": "\n\n".join(filter(None, (said, draft.fields.get("description"))))}


def _name_owners(workspace_id: str, names: set[str]) -> dict[str, str]:
    confirmed = sorted(names & set(request.form.getlist("name")))
    if not confirmed:
        return {}
    with write() as session:
        return {name: name_person(session, workspace_id, name).id for name in confirmed}


def paste_page(
    entry: Entry, plan: Plan, phase: str, drafts: Sequence[Draft] = (), error: str | None = None
) -> Response:
    page = render_template(
        "plan/paste.html",
        entry=entry,
        tab="plan",
        address=f"/w/{entry.workspace.id}/plan",
        phases=plan.phases_in_order(),
        phase=phase,
        text=request.form.get("text", ""),
        drafts=drafts,
        names=sorted({draft.new_name for draft in drafts if draft.new_name}),
        confirmed=set(request.form.getlist("name")),
        known=faces(entry.workspace.id),
        error=error,
        most=settings().pasted_length,
    )
    return make_response(page, 422 if error else 200)
