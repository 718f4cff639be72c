"""What a task starts after: choosing a task without scripts, and the form behind it."""

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import AddWait, Command, RemoveWait
from portal.plan.core.plan import Phase, Plan, Task
from portal.plan.task_pages import do, load_plan, standing_task, to_task
from portal.web.wire import status_of


@blueprint.get("/w/<workspace_id>/plan/tasks/<task_id>/waits")
def choose_wait(workspace_id: str, task_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    return waits_page(entry, plan, standing_task(plan, task_id))


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/waits")
def change_waits(workspace_id: str, task_id: str) -> AnyResponse:
    """Let the task wait for `on`, `lag` working days, or with `remove` no longer."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    answer = do(entry, plan, [_command(task_id)])
    if answer.rejection is None:
        return to_task(workspace_id, task_id)
    return waits_page(entry, plan, task, say(answer.rejection), status_of(answer.rejection.code))


def _command(task_id: str) -> Command:
    on = request.form.get("on", "")
    if "remove" in request.form:
        return RemoveWait(task_id, on)
    lag = request.form.get("lag") or "0"
    # What is no number is refused by the plan, in its words.
    return AddWait(task_id, on, int(lag) if lag.isascii() and lag.isdigit() and len(lag) < 6 else -1)


def waits_page(entry: Entry, plan: Plan, task: Task, error: str = "", status: int = 200) -> Response:
    page = render_template(
        "plan/waits.html",
        entry=entry,
        tab="plan",
        address=f"/w/{entry.workspace.id}/plan",
        task=task,
        steps=steps_beside(task, plan),
        chosen=request.form.get("on", ""),
        lag=request.form.get("lag", "0"),
        error=error,
    )
    return make_response(page, status)


def steps_beside(task: Task, plan: Plan) -> list[tuple[Phase, list[Task]]]:
    """Every other task by its phase, in order; phases without any are left out."""
    by_phase = [
        (phase, [one for one in plan.tasks_in(phase.id) if one.id != task.id]) for phase in plan.phases_in_order()
    ]
    return [(phase, tasks) for phase, tasks in by_phase if tasks]
