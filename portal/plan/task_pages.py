"""The plan as a page, and one task open beside it with its form."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act, lacks_only_a_name
from portal.config import settings
from portal.database import new_id
from portal.people.queries import faces, person_json
from portal.plan import forms, queries
from portal.plan.answers import Answer
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import Command
from portal.plan.core.gaps import gaps_in
from portal.plan.core.plan import STATUSES, Plan, Task
from portal.plan.editor import Author, edit
from portal.plan.forms import TaskForm
from portal.plan.history.removed import just_removed
from portal.plan.views import rows
from portal.plan.views.detail import Detail, detail_view
from portal.plan.views.drawn import drawer
from portal.plan.views.frame import filter_words, fitting, frame_of, seen
from portal.plan.views.readers import people_to_ask, why_no_edit


@blueprint.get("/w/<workspace_id>/plan")
def show_plan(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    if "task" in request.args:
        return to_task(workspace_id, request.args["task"])
    return plan_page(entry, load_plan(entry))


@blueprint.get("/w/<workspace_id>/plan/tasks/<task_id>")
def show_task(workspace_id: str, task_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    form = forms.blank_form(task)
    if request.args.get("part") == "detail":
        known = faces(workspace_id)
        detail = detail_view(plan, task, entry, known)
        return make_response(render_template("plan/_detail_part.html", **detail_words(entry, detail, form, known)))
    return plan_page(entry, plan, task, form)


def load_plan(entry: Entry) -> Plan:
    """The plan as this reader's side sees it; 404 where the workspace has none."""
    try:
        return queries.load_plan(entry.workspace.id, entry.actor.side)
    except LookupError:
        abort(404)


def standing_task(plan: Plan, task_id: str) -> Task:
    """The task; what was removed or is not this reader's answers like what never was."""
    task = plan.tasks.get(task_id)
    if task is None or task.is_removed or plan.phases[task.phase].is_removed:
        abort(404)
    return task


def do(entry: Entry, plan: Plan, commands: Sequence[Command]) -> Answer:
    """Have the plan changed in the name of this reader."""
    if not commands:
        return Answer()
    author = Author(entry.actor.session_id, entry.workspace.id, said=request.form.get("said") or None)
    return edit(plan.id, commands, author, f"{new_id()}.0")


def plan_page(
    entry: Entry, plan: Plan, task: Task | None = None, form: TaskForm | None = None, status: int = 200
) -> Response:
    """The list, and beside it the task that is open, if any."""
    known = faces(entry.workspace.id)
    detail = detail_view(plan, task, entry, known) if task else None
    looked = seen(entry, plan, "")
    view = rows.plan_view(plan, entry, known, fitting(looked))
    words = detail_words(entry, detail, form, known)
    page = render_template(
        "plan/plan.html",
        tab="plan",
        around=frame_of(looked, {}),
        filters=filter_words(looked),
        view=view,
        draw=drawer(words["address"], view),
        blank_row=rows.BLANK_ROW,
        blank_phase=rows.BLANK_PHASE,
        why_no_edit=why_no_edit(entry.actor),
        lacks_only_a_name=lacks_only_a_name(entry.actor, Act.EDIT),
        people=[person_json(face) for face in known.values()],
        removed=just_removed(plan, request.args.get("removed", "")),
        gaps=len(gaps_in(plan)),
        go_live=looked.go_live,
        moved=request.args.get("moved", 0, type=int),
        at_once=settings().tasks_at_once,
        **words,
    )
    return make_response(page, status)


def detail_words(entry: Entry, detail: Detail | None, form: TaskForm | None, known: Any) -> dict[str, Any]:
    """What the panel's template needs, on the whole page and alone."""
    return {
        "entry": entry,
        "address": f"/w/{entry.workspace.id}/plan",
        "detail": detail,
        "form": form,
        "candidates": people_to_ask(known),
        # Which part of a task that has none of it yet is to be written now.
        "adds": request.args.get("with", ""),
        "words": {status: rows.STATUS_WORDS[status] for status in STATUSES},
    }


def to_task(workspace_id: str, task_id: str) -> AnyResponse:
    return redirect(url_for("plan.show_task", workspace_id=workspace_id, task_id=task_id), 303)


def to_plan(workspace_id: str, anchor: str | None = None, **query: Any) -> AnyResponse:
    return redirect(url_for("plan.show_plan", workspace_id=workspace_id, _anchor=anchor, **query), 303)
