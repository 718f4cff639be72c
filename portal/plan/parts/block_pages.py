"""Saying what blocks a task: the form alone for the scripts, or as a page of its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.people.queries import faces
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import BlockTask, ChangeTask, Command, Rejected
from portal.plan.core.plan import Task
from portal.plan.core.shift import WorkingDays
from portal.plan.dates.causes import note_cause
from portal.plan.dates.preview import found_by, preview_of
from portal.plan.dates.shift_pages import confirm_page
from portal.plan.dates.working_days import days_off_of
from portal.plan.parts.blocker_words import KIND_WORDS, delay_words, usual_days
from portal.plan.task_changes import is_asked_about, moving_along
from portal.plan.task_pages import do, load_plan, standing_task, to_task
from portal.plan.views.readers import people_to_ask, who_may_say
from portal.web.wire import status_of


@dataclass(frozen=True)
class BlockForm:
    """What the form holds, and what is wrong with it."""

    kind: str
    note: str
    who: str
    refused: Rejected | None = None

    @property
    def error(self) -> str:
        return say(self.refused) if self.refused else ""


@blueprint.get("/w/<workspace_id>/plan/tasks/<task_id>/block")
def choose_blocker(workspace_id: str, task_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    task = standing_task(load_plan(entry), task_id)
    now = task.blocked.now
    form = BlockForm(now.kind, now.note, now.who or "") if now else BlockForm("other", "", "")
    template = "plan/_block_part.html" if request.args.get("part") == "form" else "plan/block.html"
    return _page(template, entry, task, form)


@blueprint.post("/w/<workspace_id>/plan/tasks/<task_id>/block")
def block_task(workspace_id: str, task_id: str) -> AnyResponse:
    """Mark the task as blocked, and say why; with `delay`, its date moves by what that usually takes."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    task = standing_task(plan, task_id)
    sent = request.form
    kind, note, who = sent.get("kind", "other"), sent.get("note", ""), sent.get("who", "")
    due = _delayed(entry, task, kind) if "delay" in sent else None
    found = found_by(entry, plan, task, due) if due else []
    if due and "moves" not in sent and is_asked_about(preview_of(entry, plan, task, due, found)):
        return confirm_page(entry, plan, task, due, found)
    commands: list[Command] = [BlockTask(task_id, kind, note, who or None)]
    if due:
        commands.append(ChangeTask(task_id, "due", due))
    along = moving_along(entry, plan, task, due, found)
    commands += [command for shift in along for command in shift.commands()]
    answer = do(entry, plan, commands)
    if answer.rejection is None:
        note_cause(entry, plan, task_id)
        return to_task(workspace_id, task_id)
    form = BlockForm(kind, note, who, answer.rejection)
    return make_response(_page("plan/block.html", entry, task, form), status_of(answer.rejection.code))


def _delayed(entry: Entry, task: Task, kind: str) -> date | None:
    """The task's date after what this kind of obstacle usually takes; None where either is unknown."""
    days = usual_days(kind, entry.workspace) if kind in KIND_WORDS else 0
    if not days or task.due is None or task.is_fixed:
        return None
    return WorkingDays(days_off_of(entry.workspace)).after(task.due, days)


def _page(template: str, entry: Entry, task: Task, form: BlockForm) -> Response:
    known = faces(entry.workspace.id)
    words: dict[str, Any] = {
        "kinds": [
            (kind, word, delay_words(usual_days(kind, entry.workspace)), _delayed(entry, task, kind))
            for kind, word in KIND_WORDS.items()
        ],
        "people": people_to_ask(known),
        "sayers": who_may_say(entry.actor, known),
        "address": f"/w/{entry.workspace.id}/plan",
        "task": task,
        "form": form,
    }
    return make_response(render_template(template, entry=entry, tab="plan", **words))
