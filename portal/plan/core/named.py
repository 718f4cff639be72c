"""Whom and what a command names: asked before it is decided, so that all can be looked up at once."""

from portal.plan.core.commands import AddPhase, AddTask, BlockTask, ChangeTask, Command, PromiseOwner, SetRole
from portal.plan.core.decide import ID


def people_in(command: Command) -> list[str]:
    """The people the command names, where that could be somebody's id."""
    who: object = None
    if isinstance(command, ChangeTask) and command.field == "owner":
        who = command.value
    elif isinstance(command, AddTask):
        who = command.fields.get("owner")
    elif isinstance(command, BlockTask | SetRole | PromiseOwner):
        who = command.who
    return [who] if isinstance(who, str) and ID.fullmatch(who) else []


def new_id_of(command: Command) -> str | None:
    """The id that the command gives to something new."""
    if isinstance(command, AddTask):
        return command.task
    if isinstance(command, PromiseOwner):
        return command.step
    return command.phase if isinstance(command, AddPhase) else None
