"""A playbook becomes a plan: its words in the workspace's language, its rules as dates, its roles as people."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.people.models import Participant, Side, Workspace
from portal.people.roles import role_key
from portal.plan.core.schedule import DaysOff, Rule, due_on
from portal.plan.dates.anchors import anchors_of
from portal.plan.dates.working_days import days_off_of
from portal.plan.store import NewPhase, NewTask, create_plan
from portal.playbooks.library import Playbook, PlaybookTask

SideAndRole = tuple[str, str]
Owners = Mapping[SideAndRole, str]


def apply_playbook(session: Session, workspace: Workspace, playbook: Playbook) -> str:
    """Give the workspace its plan and answer the plan's id.

    A workspace without a go-live date gets the one the playbook puts after its kickoff. A task of the team whose role
    nobody has goes to the CSM; one of the customer stays without an owner, for the kickoff to close.
    """
    off = days_off_of(workspace)
    if not workspace.go_live_on:
        workspace.go_live_on = due_on(Rule("kickoff", playbook.go_live_days), {"kickoff": workspace.kickoff_on}, off)
    workspace.playbook, workspace.playbook_version = playbook.key, playbook.version
    people = session.scalars(
        select(Participant)
        .where(Participant.workspace_id == workspace.id, Participant.removed_at.is_(None), Participant.listed)
        .order_by(Participant.created_at)
    )
    phases = new_phases(playbook, workspace, owners_by_role(people, workspace.csm_id), off)
    return create_plan(session, workspace.id, phases)


def owners_by_role(people: Iterable[Participant], csm_id: str | None) -> dict[SideAndRole, str]:
    """The participant's id for (side, role): the first who has the role; ("team", "") is who takes the rest."""
    owners: dict[SideAndRole, str] = {}
    for person in people:
        if person.member_id and person.member_id == csm_id:
            owners[Side.TEAM.value, "csm"] = owners[Side.TEAM.value, ""] = person.id
        key = role_key(person.side, person.role)
        if key:
            owners.setdefault((person.side.value, key), person.id)
    return owners


def new_phases(playbook: Playbook, workspace: Workspace, owners: Owners, off: DaysOff) -> list[NewPhase]:
    """The playbook's phases and tasks as this workspace starts with them."""
    anchors, language = anchors_of(workspace), workspace.language
    return [
        NewPhase(
            name=phase.name.in_language(language),
            tasks=[_new_task(task, language, owners, due_on(task.rule.rule, anchors, off)) for task in phase.tasks],
        )
        for phase in playbook.phases
    ]


def _new_task(task: PlaybookTask, language: str, owners: Owners, due: date | None) -> NewTask:
    return NewTask(
        title=task.title.in_language(language),
        description=task.description.in_language(language),
        owner=owners.get((task.side, task.role)) or owners.get((task.side, "")),
        due=due,
        visibility=task.visibility,
        is_milestone=task.milestone,
        rule=task.rule.model_dump(),
        role={"side": task.side, "role": task.role},
    )
