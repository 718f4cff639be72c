"""The checklist of a task without scripts: one form for each item, and one to add the next."""

from flask import abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import enter
from portal.access.policy import Act
from portal.database import new_id
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import AddItem, ChangeItem, Command, MoveItem, RemoveItem
from portal.plan.core.plan import Task
from portal.plan.forms import blank_form
from portal.plan.task_pages import do, load_plan, plan_page, standing_task, to_task
from portal.web.wire import status_of


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/checklist")
def change_checklist(workspace_id: str, task_id: str) -> AnyResponse:
    """What the button `act` says is done to the `item`: add, text, tick, untick, up or remove."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    answer = do(entry, plan, [_command(task)])
    if answer.rejection is None:
        return to_task(workspace_id, task_id)
    if answer.rejection.code == "gone":
        abort(404)
    sentence, typed = say(answer.rejection), request.form.get("text", "")
    flash(_("%(say)s You wrote: “%(typed)s”.", say=sentence, typed=typed) if typed else sentence, "blocked")
    return plan_page(entry, plan, task, blank_form(task), status=status_of(answer.rejection.code))


def _command(task: Task) -> Command:
    act, item, text = (request.form.get(name, "") for name in ("act", "item", "text"))
    order = [one.id for one in task.checklist]
    match act:
        case "tick" | "untick":
            return ChangeItem(task.id, item, is_done=act == "tick")
        case "text":
            return ChangeItem(task.id, item, text)
        case "remove":
            return RemoveItem(task.id, item)
        case "up":
            at = order.index(item) if item in order else 0
            return MoveItem(task.id, item, order[at - 2] if at > 1 else None)
    return AddItem(task.id, new_id(), text, order[-1] if order else None)
