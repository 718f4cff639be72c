"""Asking owners whether their dates still hold, once nobody has given a word on them for some days."""

from portal import clock
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.config import settings
from portal.plan.core.agreeing import is_to_confirm
from portal.plan.core.plan import Plan, Task


def tasks_to_confirm(entry: Entry, plan: Plan) -> list[Task]:
    """The tasks of this reader whose dates they are asked to confirm or to move, the next one first."""
    me = entry.actor.participant_id
    if me is None or not may(entry.actor, Act.EDIT):
        return []
    today, days = clock.today(entry.workspace.timezone), settings().confirm_days
    asked = [task for task in plan.tasks_in_order() if is_to_confirm(task, me, today, days)]
    return sorted(asked, key=lambda task: task.due or today)
