"""What happened to a plan. Events are kept for ever: apply() reads every version that was ever shipped."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.plan.core.parts import PARTS, read_parts, write_parts
from portal.plan.core.plan import Phase, Task, TaskLink, Wait

DATE_FIELDS = frozenset({"start", "due"})


@dataclass(frozen=True, slots=True)
class TaskAdded:
    task: Task


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """One field of a task. A date that moved along with another does not pin (`pins`) a task that follows a rule."""

    task: str
    field: str
    before: Any
    after: Any
    pins: bool = True


@dataclass(frozen=True, slots=True)
class TaskMoved:
    task: str
    from_phase: str
    from_rank: str
    phase: str
    rank: str


@dataclass(frozen=True, slots=True)
class TaskRemoved:
    task: str


@dataclass(frozen=True, slots=True)
class TaskRestored:
    task: str


@dataclass(frozen=True, slots=True)
class TaskLinked:
    """What hangs on the task now, all of it, and what hung there before."""

    task: str
    before: tuple[TaskLink, ...]
    after: tuple[TaskLink, ...]


@dataclass(frozen=True, slots=True)
class WaitsChanged:
    """What the task waits for now, all of it, and before.

    Both are the same where the task itself is unchanged but customers see its waits anew: an internal task that it
    waits for came, went or was shared.
    """

    task: str
    before: tuple[Wait, ...]
    after: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class PhaseAdded:
    phase: Phase


@dataclass(frozen=True, slots=True)
class PhaseRenamed:
    phase: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PhaseMoved:
    phase: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PhaseRemoved:
    phase: str


@dataclass(frozen=True, slots=True)
class PhaseRestored:
    phase: str


Event = (
    TaskAdded
    | TaskChanged
    | TaskMoved
    | TaskRemoved
    | TaskRestored
    | TaskLinked
    | WaitsChanged
    | PhaseAdded
    | PhaseRenamed
    | PhaseMoved
    | PhaseRemoved
    | PhaseRestored
)

VERSION = 1
KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        TaskAdded,
        TaskChanged,
        TaskMoved,
        TaskRemoved,
        TaskRestored,
        TaskLinked,
        WaitsChanged,
        PhaseAdded,
        PhaseRenamed,
        PhaseMoved,
        PhaseRemoved,
        PhaseRestored,
    )
}


def subject_of(event: Event) -> str:
    """The id of the task or phase that the event is about."""
    match event:
        case TaskAdded(task=task):
            return task.id
        case PhaseAdded(phase=phase):
            return phase.id
        case TaskChanged() | TaskMoved() | TaskRemoved() | TaskRestored() | TaskLinked() | WaitsChanged():
            return event.task
        case _:
            return event.phase


def to_record(event: Event) -> tuple[str, dict[str, Any]]:
    """The event's kind and a body that JSON can hold."""
    body: dict[str, Any] = {}
    for name in event.__slots__:
        value = getattr(event, name)
        if value is None or isinstance(value, str | bool):
            body[name] = value
        elif isinstance(value, Task):
            body[name] = task_to_record(value)
        elif isinstance(value, Phase):
            body[name] = {"id": value.id, "name": value.name, "rank": value.rank}
        elif isinstance(event, WaitsChanged) and name != "task":
            body[name] = waits_to_record(value)
        elif isinstance(event, TaskChanged) and event.field in PARTS and name in ("before", "after"):
            body[name] = PARTS[event.field].write(value)
        elif isinstance(value, tuple):
            body[name] = links_to_record(value)
        else:
            body[name] = value.isoformat() if isinstance(value, date) else value
    return type(event).__name__, body


def from_record(kind: str, version: int, body: dict[str, Any]) -> Event:
    """The event that to_record() wrote, of whatever version.

    Raises KeyError for a kind or version that this release does not know.
    """
    if version != VERSION:
        raise KeyError(f"{kind} in version {version}")
    values = dict(body)
    if kind == "TaskAdded":
        values["task"] = task_from_record(values["task"])
    elif kind == "PhaseAdded":
        values["phase"] = Phase(**values["phase"])
    elif kind == "TaskLinked":
        values |= {name: links_from_record(values[name]) for name in ("before", "after")}
    elif kind == "WaitsChanged":
        values |= {name: waits_from_record(values[name]) for name in ("before", "after")}
    elif kind == "TaskChanged" and values["field"] in DATE_FIELDS:
        values["before"] = _date(values["before"])
        values["after"] = _date(values["after"])
    elif kind == "TaskChanged" and values["field"] in PARTS:
        values |= {name: PARTS[values["field"]].read(values[name]) for name in ("before", "after")}
    event: Event = KINDS[kind](**values)
    return event


def task_to_record(task: Task) -> dict[str, Any]:
    """A task as JSON can hold it."""
    record = {name: getattr(task, name) for name in task.__slots__}
    record["start"] = task.start.isoformat() if task.start else None
    record["due"] = task.due.isoformat() if task.due else None
    record["rule"] = dict(task.rule) if task.rule else None
    record["role"] = dict(task.role) if task.role else None
    record["links"] = links_to_record(task.links)
    record["waits"] = waits_to_record(task.waits)
    return record | write_parts(task)


def task_from_record(record: dict[str, Any]) -> Task:
    """The task that task_to_record() wrote."""
    dates = {"start": _date(record["start"]), "due": _date(record["due"])}
    lists = {"links": links_from_record(record.get("links")), "waits": waits_from_record(record.get("waits"))}
    return Task(**{**record, **dates, **lists, **read_parts(record)})


def links_to_record(links: tuple[TaskLink, ...]) -> list[dict[str, str]]:
    """A task's links as JSON can hold them."""
    return [{"key": link.key, "label": link.label, "path": link.path} for link in links]


def links_from_record(record: list[dict[str, str]] | None) -> tuple[TaskLink, ...]:
    """The links that links_to_record() wrote; none in what was written before there were any."""
    return tuple(TaskLink(**link) for link in record or ())


def waits_to_record(waits: tuple[Wait, ...]) -> list[dict[str, Any]]:
    """What a task waits for as JSON can hold it."""
    return [{"on": wait.on, "lag": wait.lag} for wait in waits]


def waits_from_record(record: list[dict[str, Any]] | None) -> tuple[Wait, ...]:
    """The waits that waits_to_record() wrote; none in what was written before there were any."""
    return tuple(Wait(**wait) for wait in record or ())


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
