"""Dependencies between tasks, finish to start: what may wait for what, and what changes with them."""

from collections.abc import Iterable, Iterator

from portal.plan.core.commands import AddWait, Limits, Rejected, RemoveWait, Writer
from portal.plan.core.events import Event, WaitsChanged
from portal.plan.core.plan import Standing, Task, Wait, stands

OVER = frozenset({"done", "dropped"})


def add_wait(command: AddWait, task: Task, on: Task, plan: Standing, limits: Limits) -> list[Event]:
    """Let `task` wait for `on`. Both stand and are known to whoever asks.

    Raises Rejected for what would wait for itself in the end, too many or too long.
    """
    if type(command.lag) is not int or not 0 <= command.lag <= limits.lag_days:
        raise Rejected("invalid", "lag_out_of_range", field="lag", most=limits.lag_days)
    waits = (*(wait for wait in task.waits if wait.on != on.id), Wait(on.id, command.lag))
    if len(waits) > limits.waits_per_task:
        raise Rejected("invalid", "too_many_waits", field="waits", most=limits.waits_per_task)
    return [WaitsChanged(task.id, task.waits, waits)] if waits != task.waits else []


def refuse_circle(task: Task, on: Task, plan: Standing, writer: Writer) -> None:
    """Raises Rejected, with the titles on the way round, if `on` waits for `task` already, however far around.

    Removed tasks count: they may be brought back. Tasks the writer may not know, however many, are one None.
    """
    way = way_between(on.id, task.id, plan)
    if way is None:
        return
    tasks = [plan.tasks[task_id] for task_id in (task.id, *way)]
    raise Rejected(
        "invalid",
        "circle",
        field="waits",
        way=_known([one.title if writer.is_team or one.is_shared else None for one in tasks]),
    )


def _known(way: list[str | None]) -> list[str | None]:
    return [title for at, title in enumerate(way) if title is not None or at == 0 or way[at - 1] is not None]


def way_between(start: str, end: str, plan: Standing) -> list[str] | None:
    """The ids from `start` to `end` along what each hangs on; None where there is no way."""
    came_from: dict[str, str] = {start: ""}
    waiting = [start]
    while waiting:
        task_id = waiting.pop()
        if task_id == end:
            return list(_way_back(end, came_from))[::-1]
        for on in hangs_on(plan.tasks[task_id]):
            if on in plan.tasks and on not in came_from:
                came_from[on] = task_id
                waiting.append(on)
    return None


def hangs_on(task: Task) -> Iterator[str]:
    """What the task's dates hang on: the tasks it waits for, and the task or anchor its rule is counted from."""
    yield from (wait.on for wait in task.waits if wait.on)
    if task.rule:
        yield task.rule.get("task") or task.rule["anchor"]


def _way_back(task_id: str, came_from: dict[str, str]) -> Iterator[str]:
    while task_id:
        yield task_id
        task_id = came_from[task_id]


def remove_wait(command: RemoveWait, task: Task) -> list[Event]:
    """Let `task` no longer wait for it; nothing happens where it never did."""
    waits = tuple(wait for wait in task.waits if wait.on != command.on)
    return [WaitsChanged(task.id, task.waits, waits)] if waits != task.waits else []


def seen_anew(internal: Iterable[str], plan: Standing) -> list[WaitsChanged]:
    """For the shared tasks that stand and wait for one of these internal ones: customers see their waits anew."""
    changed = set(internal)
    return [
        WaitsChanged(task.id, task.waits, task.waits)
        for task in plan.tasks.values()
        if task.is_shared and stands(task.id, plan) and any(wait.on in changed for wait in task.waits)
    ]


def open_waits(task: Task, plan: Standing) -> list[Wait]:
    """What still holds the task up: tasks that stand and are not over; a hidden task counts until the task begins."""
    if task.status != "todo":
        return []
    return [wait for wait in task.waits if wait.on is None or _holds_up(wait.on, plan)]


def _holds_up(task_id: str, plan: Standing) -> bool:
    return stands(task_id, plan) and plan.tasks[task_id].status not in OVER
