"""The small forms of tasks: add, tick, move, remove, restore."""

from flask import abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import new_id
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import AddTask, ChangeTask, Command, MoveTask, RemoveTask, RestoreTask
from portal.plan.core.plan import Plan, Task
from portal.plan.task_pages import do, load_plan, plan_page, standing_task, to_plan, to_task
from portal.web.wire import status_of


@blueprint.post("/w/<workspace_id>/plan/tasks")
def add_task(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    phase = request.form.get("phase", "")
    tasks = plan.tasks_in(phase)
    after = request.form.get("after") or (tasks[-1].id if tasks else None)
    command = AddTask(new_id(), phase, request.form.get("title", ""), after)
    return carry_out(entry, plan, command) or to_plan(workspace_id, anchor=f"p-{phase}")


@blueprint.post("/w/<workspace_id>/plan/check")
def check_task(workspace_id: str) -> AnyResponse:
    """Tick a task, or take the tick away; the other buttons of its row open it."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    if opened := request.form.get("open"):
        return to_task(workspace_id, standing_task(plan, opened).id)
    task = standing_task(plan, request.form.get("task", ""))
    command = ChangeTask(task.id, "status", "todo" if task.status == "done" else "done")
    return carry_out(entry, plan, command) or to_plan(workspace_id, anchor=f"p-{task.phase}")


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/move")
def move_task(workspace_id: str, task_id: str) -> AnyResponse:
    """One place up or down, or to the end of another phase."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    command = _move(plan, task, request.form.get("to", ""), request.form.get("phase", ""))
    return (command and carry_out(entry, plan, command)) or to_task(workspace_id, task_id)


def _move(plan: Plan, task: Task, to: str, phase: str) -> MoveTask | None:
    """The move asked for; None where the task stands at that end already."""
    if to in ("up", "down"):
        return _step(plan, task, to)
    if phase == task.phase:
        return None
    tasks = plan.tasks_in(phase)
    return MoveTask(task.id, phase, tasks[-1].id if tasks else None)


def _step(plan: Plan, task: Task, to: str) -> MoveTask | None:
    order = [other.id for other in plan.tasks_in(task.phase)]
    at = order.index(task.id)
    if to == "down":
        return MoveTask(task.id, task.phase, order[at + 1]) if at + 1 < len(order) else None
    return MoveTask(task.id, task.phase, order[at - 2] if at > 1 else None) if at > 0 else None


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/remove")
def remove_task(workspace_id: str, task_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    standing_task(plan, task_id)
    return carry_out(entry, plan, RemoveTask(task_id)) or to_plan(workspace_id, removed=task_id)


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/restore")
def restore_task(workspace_id: str, task_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    if task_id not in plan.tasks:
        abort(404)
    return carry_out(entry, plan, RestoreTask(task_id)) or to_task(workspace_id, task_id)


def carry_out(entry: Entry, plan: Plan, command: Command) -> AnyResponse | None:
    """Do it; when refused, the answer to give: the page with the reason and what was typed."""
    answer = do(entry, plan, [command])
    if answer.rejection is None:
        return None
    if answer.rejection.code == "gone":
        abort(404)
    typed = request.form.get("title") or request.form.get("name")
    sentence = say(answer.rejection)
    flash(_("%(say)s You wrote: “%(typed)s”.", say=sentence, typed=typed) if typed else sentence, "blocked")
    return plan_page(entry, load_plan(entry), status=status_of(answer.rejection.code))
