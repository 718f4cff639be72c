"""Giving one's word without scripts: on one task, or on all of a phase that are still open to agree on."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.people.queries import faces
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.agreeing import is_to_agree
from portal.plan.core.commands import AgreeToTask, Command, WithdrawFromTask
from portal.plan.core.plan import Plan
from portal.plan.parts.confirming import tasks_to_confirm
from portal.plan.task_pages import do, load_plan, plan_page, standing_task, to_plan, to_task
from portal.web.wire import status_of


@blueprint.post("/w/<workspace_id>/plan/agree")
def agree(workspace_id: str) -> AnyResponse:
    """Agree to the `task` or the `phase`, take the word on the `withdraw` task back, or `confirm` dates."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    commands = _commands(entry, plan)
    answer = do(entry, plan, commands)
    if answer.rejection:
        flash(say(answer.rejection), "blocked")
        return plan_page(entry, load_plan(entry), status=status_of(answer.rejection.code))
    if phase := request.form.get("phase"):
        flash(_phase_words(entry, len(commands)), "done")
        return to_plan(workspace_id, anchor=f"p-{phase}")
    if "confirm" in request.form:
        flash(_confirmed_words(len(commands)), "done")
        return redirect(url_for("plan.show_mine", workspace_id=workspace_id), 303)
    return to_task(workspace_id, request.form.get("task") or request.form["withdraw"])


def _confirmed_words(count: int) -> str:
    if not count:
        return str(_("Nothing of this is left to confirm: it was confirmed, moved or done meanwhile."))
    return str(
        ngettext(
            "Thank you. Everybody sees that your date still holds.",
            "Thank you. Everybody sees that your %(num)s dates still hold.",
            count,
        )
    )


def _phase_words(entry: Entry, count: int) -> str:
    if not count:
        return str(_("There is nothing left to agree on here."))
    sayer = faces(entry.workspace.id).get(request.form.get("said", ""))
    if sayer is None or sayer.id == entry.actor.participant_id:
        return str(ngettext("You agreed to %(num)s task.", "You agreed to %(num)s tasks.", count))
    words = ngettext("%(name)s agreed to %(num)s task.", "%(name)s agreed to %(num)s tasks.", count, name=sayer.name)
    return str(words)


def _commands(entry: Entry, plan: Plan) -> list[Command]:
    sent = request.form
    if "confirm" in sent:
        meant = set(sent.getlist("confirm"))
        return [AgreeToTask(task.id) for task in tasks_to_confirm(entry, plan) if task.id in meant]
    if "phase" in sent:
        if sent["phase"] not in plan.phases or plan.phases[sent["phase"]].is_removed:
            abort(404)
        return [AgreeToTask(task.id) for task in plan.tasks_in(sent["phase"]) if is_to_agree(task)]
    if "withdraw" in sent:
        return [WithdrawFromTask(standing_task(plan, sent["withdraw"]).id)]
    return [AgreeToTask(standing_task(plan, sent.get("task", "")).id)]
