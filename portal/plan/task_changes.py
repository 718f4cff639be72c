"""The edit form of a task, without scripts: what was changed in it, and what moves along."""

from datetime import date

from flask import Response, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import write
from portal.people.actions import name_person
from portal.people.naming import Refused
from portal.plan import forms
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import Rejected
from portal.plan.dates.shift_pages import confirm_page, found_shifts
from portal.plan.forms import TaskForm
from portal.plan.task_pages import do, load_plan, plan_page, standing_task, to_task
from portal.web.wire import status_of


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>")
def change_task(workspace_id: str, task_id: str) -> AnyResponse:
    """Save the form. Where its date leaves others too early, `moves` says whether "all" of them move along."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    form = forms.sent_form(task, request.form)
    try:
        found = found_shifts(entry, plan, task, forms.commands_of(task_id, form))
        if found and "moves" not in request.form:
            due = date.fromisoformat(request.form["due"].strip())
            return confirm_page(entry, plan, task, due, found)
        name_owner(workspace_id, form)
        commands = forms.commands_of(task_id, form)
    except Rejected as rejected:
        return refused_page(entry, task_id, form, rejected, say(rejected))
    except Refused as refused:
        return refused_page(entry, task_id, form, Rejected("invalid", "empty", field="owner"), refused.say)
    along = found if request.form.get("moves") == "all" else []
    answer = do(entry, plan, [*commands, *(command for shift in along for command in shift.commands())])
    if answer.rejection:
        return refused_page(entry, task_id, form, answer.rejection, say(answer.rejection))
    if commands:
        flash(_("Saved."), "done")
    return to_task(workspace_id, task_id)


def name_owner(workspace_id: str, form: TaskForm) -> None:
    """Make the new owner that the form names, and put them in it. Raises Refused for a name that is none."""
    if form.values["owner"] != forms.NEW_OWNER and not form.new_owner:
        return
    if not form.new_owner:
        raise Refused("owner", forms.missing_name())
    with write() as session:
        form.values["owner"] = name_person(session, workspace_id, form.new_owner).id
    form.new_owner = ""


def refused_page(entry: Entry, task_id: str, form: TaskForm, rejected: Rejected, sentence: str) -> Response:
    """The form once more, with what was typed in it and what is wrong beside the field."""
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    forms.add_rejection(form, task, rejected, sentence)
    return plan_page(entry, plan, task, form, status=status_of(rejected.code))
