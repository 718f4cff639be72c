"""Phases without scripts: a page to rename, move and remove one, and the forms behind it."""

from dataclasses import dataclass

from flask import abort, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import new_id
from portal.people.queries import faces
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.core.agreeing import is_to_agree
from portal.plan.core.commands import AddPhase, MovePhase, RemovePhase, RenamePhase, RestorePhase
from portal.plan.core.plan import Phase, Plan
from portal.plan.task_forms import carry_out
from portal.plan.task_pages import do, load_plan, to_plan
from portal.plan.views.readers import who_may_say
from portal.web.wire import status_of


@dataclass(frozen=True)
class NameForm:
    """The form's name and the name it was typed over; where it was refused, why, and what somebody else wrote."""

    name: str
    base: str
    error: str = ""
    theirs: str = ""


@blueprint.get("/w/<workspace_id>/plan/phases/<phase_id>")
def show_phase(workspace_id: str, phase_id: str) -> str:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    phase = standing_phase(plan, phase_id)
    return phase_page(entry, plan, phase, NameForm(phase.name, phase.name))


@blueprint.post("/w/<workspace_id>/plan/phases/<phase_id>")
def rename_phase(workspace_id: str, phase_id: str) -> AnyResponse | tuple[str, int]:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    phase = standing_phase(plan, phase_id)
    name, base = request.form.get("name", ""), request.form.get("base-name", phase.name)
    answer = do(entry, plan, [RenamePhase(phase_id, name, base)])
    if answer.rejection is None:
        return to_plan(workspace_id, anchor=f"p-{phase_id}")
    theirs = str(answer.rejection.current) if answer.rejection.code == "conflict" else ""
    form = NameForm(name, theirs or base, say(answer.rejection), theirs)
    return phase_page(entry, plan, phase, form), status_of(answer.rejection.code)


def phase_page(entry: Entry, plan: Plan, phase: Phase, form: NameForm) -> str:
    return render_template(
        "plan/phase.html",
        entry=entry,
        tab="plan",
        address=f"/w/{entry.workspace.id}/plan",
        phase=phase,
        form=form,
        to_agree=sum(is_to_agree(task) for task in plan.tasks_in(phase.id)),
        sayers=who_may_say(entry.actor, faces(entry.workspace.id)),
    )


def standing_phase(plan: Plan, phase_id: str) -> Phase:
    phase = plan.phases.get(phase_id)
    if phase is None or phase.is_removed:
        abort(404)
    return phase


@blueprint.post("/w/<workspace_id>/plan/phases")
def add_phase(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    phases = plan.phases_in_order()
    phase_id = new_id()
    command = AddPhase(phase_id, request.form.get("name", ""), phases[-1].id if phases else None)
    return carry_out(entry, plan, command) or to_plan(workspace_id, anchor=f"p-{phase_id}")


@blueprint.post("/w/<workspace_id>/plan/phases/<phase_id>/move")
def move_phase(workspace_id: str, phase_id: str) -> AnyResponse:
    """One place up or down."""
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    standing_phase(plan, phase_id)
    order = [phase.id for phase in plan.phases_in_order()]
    at = order.index(phase_id)
    command = None
    if request.form.get("to") == "down" and at + 1 < len(order):
        command = MovePhase(phase_id, order[at + 1])
    elif request.form.get("to") == "up" and at > 0:
        command = MovePhase(phase_id, order[at - 2] if at > 1 else None)
    return (command and carry_out(entry, plan, command)) or to_plan(workspace_id, anchor=f"p-{phase_id}")


@blueprint.post("/w/<workspace_id>/plan/phases/<phase_id>/remove")
def remove_phase(workspace_id: str, phase_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    standing_phase(plan, phase_id)
    return carry_out(entry, plan, RemovePhase(phase_id)) or to_plan(workspace_id, removed=phase_id)


@blueprint.post("/w/<workspace_id>/plan/phases/<phase_id>/restore")
def restore_phase(workspace_id: str, phase_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    if phase_id not in plan.phases:
        abort(404)
    return carry_out(entry, plan, RestorePhase(phase_id)) or to_plan(workspace_id, anchor=f"p-{phase_id}")
