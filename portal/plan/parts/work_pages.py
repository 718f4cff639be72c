"""Roles, promises and tasks behind a task without scripts: one small form for each."""

from collections.abc import Sequence

from flask import abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import new_id
from portal.plan import forms
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import Command, LinkBehind, PromiseOwner, Rejected, SetRole
from portal.plan.core.plan import Plan, Task
from portal.plan.shapes import day_of
from portal.plan.task_pages import do, load_plan, plan_page, standing_task, to_task
from portal.web.wire import status_of


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/roles")
def set_role(workspace_id: str, task_id: str) -> AnyResponse:
    """Give `who` the `role`, or take it from `remove`. Accountable is one person; nobody there means the owner."""
    entry, plan, task = _asked(workspace_id, task_id)
    role, who, remove = (request.form.get(name, "") for name in ("role", "who", "remove"))
    commands: list[Command] = []
    if role == "accountable" and task.roles.accountable and who != task.roles.accountable:
        commands.append(SetRole(task.id, role, task.roles.accountable, is_given=False))
    if remove:
        commands.append(SetRole(task.id, role, remove, is_given=False))
    if who:
        commands.append(SetRole(task.id, role, who))
    return _carried_out(entry, plan, task, commands)


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/promise")
def promise_owner(workspace_id: str, task_id: str) -> AnyResponse:
    """`who` names the owner by the day `until`."""
    entry, plan, task = _asked(workspace_id, task_id)
    until, who = request.form.get("until", ""), request.form.get("who", "")
    try:
        day = day_of(until, "until")
    except Rejected as rejected:
        return _refused(entry, plan, task, rejected)
    return _carried_out(entry, plan, task, [PromiseOwner(task.id, who, day, new_id(), naming_title(task.title))])


def naming_title(title: str) -> str:
    """What the task is called in which somebody names the owner of another."""
    return str(_("Name the owner of “%(title)s”", title=title if len(title) <= 150 else f"{title[:150]}…"))


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/behind")
def link_behind(workspace_id: str, task_id: str) -> AnyResponse:
    """Put the internal `step` behind the task, or take `remove` away from there. The team's alone, says the plan."""
    entry, plan, task = _asked(workspace_id, task_id)
    step, remove = request.form.get("step", ""), request.form.get("remove", "")
    command = LinkBehind(task.id, remove, is_off=True) if remove else LinkBehind(task.id, step)
    return _carried_out(entry, plan, task, [command])


def _asked(workspace_id: str, task_id: str) -> tuple[Entry, Plan, Task]:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    return entry, plan, standing_task(plan, task_id)


def _carried_out(entry: Entry, plan: Plan, task: Task, commands: Sequence[Command]) -> AnyResponse:
    answer = do(entry, plan, commands)
    if answer.rejection is None:
        return to_task(entry.workspace.id, task.id)
    if answer.rejection.code == "gone":
        abort(404)
    return _refused(entry, plan, task, answer.rejection)


def _refused(entry: Entry, plan: Plan, task: Task, rejected: Rejected) -> AnyResponse:
    flash(say(rejected), "blocked")
    return plan_page(entry, plan, task, forms.blank_form(task), status=status_of(rejected.code))
