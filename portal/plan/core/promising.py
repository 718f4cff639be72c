"""Somebody names the owner by a day: a task of its own that is done by itself once the owner is named."""

from portal.plan.core.blocking import follow_status
from portal.plan.core.commands import AddTask, PromiseOwner, Rejected, Writer
from portal.plan.core.dating import check_change
from portal.plan.core.events import Event, TaskChanged
from portal.plan.core.plan import Standing, Task, stands
from portal.plan.core.values import FIRST_DAY, LAST_DAY
from portal.plan.core.work import Promise


def promise_of(task: Task, plan: Standing) -> Promise | None:
    """Who names the task's owner by when, while that is still to be done."""
    promise = task.promise
    if promise is None or task.owner is not None or not task.is_open:
        return None
    if promise.task is None:
        return promise
    return promise if stands(promise.task, plan) and plan.tasks[promise.task].is_open else None


def naming_step(command: PromiseOwner, task: Task) -> AddTask:
    """The task that reminds of the promise: right after the one it is about, and seen by the same people."""
    fields = {"owner": command.who, "due": command.until, "visibility": task.visibility}
    return AddTask(command.step, task.phase, command.title, task.id, fields)


def promised(command: PromiseOwner, task: Task, writer: Writer) -> list[Event]:
    """The promise itself. Its task has been decided on before it. Raises Rejected."""
    if task.owner is not None:
        raise Rejected("invalid", "has_an_owner", field="who")
    if command.who not in writer.people:
        raise Rejected("invalid", "not_a_participant", field="who")
    if command.until is None:
        raise Rejected("invalid", "not_a_date", field="until")
    if not FIRST_DAY <= command.until <= LAST_DAY:
        raise Rejected("invalid", "date_out_of_range", field="until")
    return [TaskChanged(task.id, "promise", task.promise, Promise(command.who, command.until, command.step))]


def promised_anew(command: PromiseOwner, task: Task, naming: Task, writer: Writer) -> list[Event]:
    """Somebody else, or another day: the task that reminds of it stays, and changes with it. Raises Rejected."""
    after = promised(PromiseOwner(task.id, command.who, command.until, naming.id, ""), task, writer)
    if command.until != naming.due:
        check_change(naming, "due", command.until)
    fields = (("owner", naming.owner, command.who), ("due", naming.due, command.until))
    return [*(TaskChanged(naming.id, name, old, new) for name, old, new in fields if old != new), *after]


def follow_owner(changed: TaskChanged, task: Task, plan: Standing, writer: Writer) -> list[Event]:
    """An owner who is named keeps the promise; one who is taken off again opens it once more."""
    naming = plan.tasks.get(task.promise.task or "") if task.promise else None
    if naming is None or not stands(naming.id, plan):
        return []
    if changed.after is not None and naming.is_open:
        return [
            *follow_status(naming, "done", writer),
            TaskChanged(naming.id, "status", naming.status, "done"),
        ]
    if changed.after is None and naming.status == "done":
        return [TaskChanged(naming.id, "status", "done", "todo")]
    return []


def follow_visibility(changed: TaskChanged, task: Task, plan: Standing) -> list[Event]:
    """The task that names an owner is seen by whoever sees the one it is about: its title says which.

    What is said of a promise is told anew where the task that reminds of it comes or goes for customers.
    """
    naming = plan.tasks.get(task.promise.task or "") if task.promise else None
    follows: list[Event] = []
    if naming is not None and naming.visibility != changed.after:
        follows.append(TaskChanged(naming.id, "visibility", naming.visibility, changed.after))
        follows.append(TaskChanged(task.id, "promise", task.promise, task.promise))
    about = (one for one in plan.tasks.values() if one.promise and one.promise.task == task.id and stands(one.id, plan))
    return [*follows, *(TaskChanged(one.id, "promise", one.promise, one.promise) for one in about)]
