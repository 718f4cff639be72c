"""A milestone that both sides see was reached: told to whoever celebrates, by a job in the edit's own transaction."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from portal.database import new_id
from portal.jobs.queue import enqueue
from portal.plan.core.events import Event, TaskChanged
from portal.plan.core.plan import Task
from portal.plan.store import StoredEvent

MILESTONE_REACHED = "plan.milestone_reached"


def tell_of_milestones(
    session: Session, workspace_id: str, events: Iterable[StoredEvent], tasks: Mapping[str, Task]
) -> None:
    """One job for each shared milestone that these events ticked and that is still done after them."""
    ticked = {task_id: stored for stored in events if (task_id := _ticked(stored.event))}
    for task_id, stored in ticked.items():
        task = tasks[task_id]
        if task.is_milestone and task.is_shared and task.status == "done":
            told = {"id": new_id(), "workspace": workspace_id, "task": task_id, "title": task.title}
            enqueue(session, MILESTONE_REACHED, {**told, "by": stored.by, "at": stored.at.isoformat()})


def _ticked(event: Event) -> str | None:
    """The task that the event marked as done, if it did."""
    if not isinstance(event, TaskChanged) or (event.field, event.after) != ("status", "done"):
        return None
    return event.task
