"""What the plan does because something happened in a room it does not know: jobs, written in that room's transaction.

Each carries its own `cid`, so that a job that is run twice changes the plan once.
"""

from typing import Any

from sqlalchemy.orm import Session

from portal.database import new_id
from portal.jobs.queue import enqueue
from portal.plan.answers import Answer
from portal.plan.core.commands import ChangeTask, Command, LinkTask, UnlinkTask
from portal.plan.core.plan import TaskLink
from portal.plan.editor import Author, edit
from portal.plan.queries import plan_of

TICK_TASK = "plan.tick_task"
LINK_TASK = "plan.link_task"
UNLINK_TASK = "plan.unlink_task"

# The task was removed, or its phase: there is nothing left to do.
SETTLED = frozenset({"gone"})


class NotDone(Exception):
    """The plan refused for now; the job is tried again."""


def tick_soon(session: Session, task_id: str, author: Author) -> None:
    """Have the task done right after this commit, in the name of the participant who caused it."""
    _ask(session, TICK_TASK, author, {"task": task_id})


def link_soon(session: Session, task_id: str, link: TaskLink, author: Author) -> None:
    """Hang a form or training on the task right after this commit, or bring its label up to date."""
    asked = {"task": task_id, "key": link.key, "label": link.label, "path": link.path}
    _ask(session, LINK_TASK, author, asked)


def unlink_soon(session: Session, task_id: str, key: str, author: Author) -> None:
    """Take a form or training off the task right after this commit."""
    _ask(session, UNLINK_TASK, author, {"task": task_id, "key": key})


def _ask(session: Session, kind: str, author: Author, asked: dict[str, Any]) -> None:
    by = {"workspace": author.workspace_id, "by": author.participant_id, "side": author.side, "via": author.via}
    enqueue(session, kind, {"cid": f"job:{new_id()}", **by, **asked})


def tick_task(payload: dict[str, Any]) -> None:
    """Do TICK_TASK."""
    _do(payload, ChangeTask(payload["task"], "status", "done"))


def link_task(payload: dict[str, Any]) -> None:
    """Do LINK_TASK."""
    _do(payload, LinkTask(payload["task"], TaskLink(payload["key"], payload["label"], payload["path"])))


def unlink_task(payload: dict[str, Any]) -> None:
    """Do UNLINK_TASK."""
    _do(payload, UnlinkTask(payload["task"], payload["key"]))


def _do(payload: dict[str, Any], command: Command) -> None:
    plan_id = plan_of(payload["workspace"])
    if plan_id is None:
        return
    author = Author(None, payload["workspace"], payload["via"], payload["by"], payload["side"])
    answer: Answer = edit(plan_id, [command], author, payload["cid"])
    if answer.rejection and answer.rejection.code not in SETTLED:
        raise NotDone(answer.rejection.reason)
