"""The edit form of a task, without scripts: what was changed in it, and what moves along."""

from collections.abc import Sequence
from datetime import date

from flask import Response, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import write
from portal.people.actions import name_person
from portal.people.naming import Refused
from portal.people.queries import faces
from portal.plan import forms
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import ChangeTask, Rejected
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import Shift
from portal.plan.dates.causes import note_cause
from portal.plan.dates.preview import Preview, found_by, preview_of
from portal.plan.dates.shift_pages import confirm_page
from portal.plan.forms import TaskForm
from portal.plan.task_pages import do, load_plan, plan_page, standing_task, to_task
from portal.plan.views.sides_pages import crowded_words
from portal.web.wire import status_of


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>")
def change_task(workspace_id: str, task_id: str) -> AnyResponse:
    """Save the form. Where its date leaves others too early, `moves` says whether "all" of them move along."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    form = forms.sent_form(task, request.form)
    try:
        due = asked_due(forms.commands_of(task_id, form))
        found = found_by(entry, plan, task, due) if due else []
        if due and "moves" not in request.form and is_asked_about(preview_of(entry, plan, task, due, found)):
            return confirm_page(entry, plan, task, due, found)
        name_owner(workspace_id, form)
        commands = forms.commands_of(task_id, form)
    except Rejected as rejected:
        return refused_page(entry, task_id, form, rejected, say(rejected))
    except Refused as refused:
        return refused_page(entry, task_id, form, Rejected("invalid", "empty", field="owner"), refused.say)
    along = moving_along(entry, plan, task, due, found)
    answer = do(entry, plan, [*commands, *(command for shift in along for command in shift.commands())])
    if answer.rejection:
        return refused_page(entry, task_id, form, answer.rejection, say(answer.rejection))
    note_cause(entry, plan, task_id)
    if commands:
        flash(_("Saved."), "done")
    for sentence in _crowded_now(entry, commands):
        flash(sentence, "blocked")
    return to_task(workspace_id, task_id)


def asked_due(commands: Sequence[ChangeTask]) -> date | None:
    """The due date that the form gives the task anew."""
    value = next((command.value for command in commands if command.field == "due"), None)
    return value if isinstance(value, date) else None


def is_asked_about(preview: Preview) -> bool:
    """Whether the move does more than move its own step."""
    return bool(preview.shifts or preview.broken)


def moving_along(entry: Entry, plan: Plan, task: Task, due: date | None, found: Sequence[Shift]) -> Sequence[Shift]:
    """What of the others the reader chose to move: all, only what would begin too early, or none."""
    chosen = request.form.get("moves")
    if chosen == "buffer" and due:
        return preview_of(entry, plan, task, due, found).absorbed or []
    return found if chosen == "all" else []


def _crowded_now(entry: Entry, commands: Sequence[ChangeTask]) -> list[str]:
    """What a new owner should hear: that much is due of theirs at once."""
    owners = [str(command.value) for command in commands if command.field == "owner" and command.value]
    return crowded_words(load_plan(entry), faces(entry.workspace.id), owners[0]) if owners else []


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
