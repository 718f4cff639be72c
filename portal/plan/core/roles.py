"""Who has a say in a task: one person accountable, others asked before or told after. The owner is responsible."""

from dataclasses import replace

from portal.plan.core.commands import Limits, Rejected, SetRole, Writer
from portal.plan.core.events import Event, TaskChanged
from portal.plan.core.plan import Task
from portal.plan.core.work import Roles

LISTS = ("consulted", "informed")
ROLES = ("accountable", *LISTS)


def set_role(command: SetRole, task: Task, writer: Writer, limits: Limits) -> list[Event]:
    """Nobody is both asked and told: the newest word counts. Somebody who left can still lose a role."""
    if command.role not in ROLES:
        raise Rejected("invalid", "unknown_choice", field="role")
    if command.is_given and command.who not in writer.people:
        raise Rejected("invalid", "not_a_participant", field=command.role)
    is_one = command.role == "accountable"
    after = _accountable(task.roles, command) if is_one else _listed(task.roles, command, limits)
    return [TaskChanged(task.id, "roles", task.roles, after)] if after != task.roles else []


def _accountable(roles: Roles, command: SetRole) -> Roles:
    if command.is_given:
        return replace(roles, accountable=command.who)
    return replace(roles, accountable=None) if roles.accountable == command.who else roles


def _listed(roles: Roles, command: SetRole, limits: Limits) -> Roles:
    if command.is_given == (command.who in getattr(roles, command.role)):
        return roles
    lists = {name: tuple(one for one in getattr(roles, name) if one != command.who) for name in LISTS}
    if command.is_given:
        if len(lists[command.role]) >= limits.people_per_role:
            raise Rejected("invalid", "too_many_people", field=command.role, most=limits.people_per_role)
        lists[command.role] += (command.who,)
    return Roles(roles.accountable, **lists)


def role_of(task: Task, who: str | None) -> str:
    """What `who` has to do with a task beside owning it; "" for nothing."""
    if who is None:
        return ""
    named = [("accountable", (task.roles.accountable,)), *((name, getattr(task.roles, name)) for name in LISTS)]
    return next((name for name, people in named if who in people), "")
