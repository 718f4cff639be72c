"""How an event changes a plan. Nothing is checked here: what happened, happened."""

from collections.abc import Iterable
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from portal.plan.core.events import (
    DATE_FIELDS,
    Event,
    PhaseAdded,
    PhaseMoved,
    PhaseRemoved,
    PhaseRenamed,
    PhaseRestored,
    TaskAdded,
    TaskChanged,
    TaskLinked,
    TaskMoved,
    TaskRemoved,
    TaskRestored,
    WaitsChanged,
)
from portal.plan.core.parts import PARTS
from portal.plan.core.plan import Phase, Plan, Task
from portal.plan.core.values import ATTRIBUTES

# The names of the wire, where the value calls them otherwise.
TASK_ATTRIBUTES = {**ATTRIBUTES, **{field: part.attribute for field, part in PARTS.items()}}


def apply(event: Event, plan: Plan) -> Plan:
    """The plan after `event`, one revision on; a shared revision is counted by who stores the event."""
    draft = Draft(plan)
    draft.apply(event)
    return draft.plan(plan.revision + 1, plan.shared_revision)


class Draft:
    """A plan being changed within one commit. Copies the plan's dictionaries once, however many events follow."""

    def __init__(self, plan: Plan) -> None:
        self.id = plan.id
        self.phases: dict[str, Phase] = dict(plan.phases)
        self.tasks: dict[str, Task] = dict(plan.tasks)

    def plan(self, revision: int, shared_revision: int) -> Plan:
        """The frozen plan at these revisions. The draft must not be used afterwards."""
        return Plan(self.id, revision, shared_revision, self.phases, self.tasks)

    def apply(self, event: Event) -> None:
        """Change the draft by one event."""
        match event:
            case TaskAdded(task=task):
                self.tasks[task.id] = task
            case TaskChanged(task=task_id, field=field, after=after):
                self._task(task_id, **{TASK_ATTRIBUTES.get(field, field): after}, **self._pin(event))
            case TaskMoved(task=task_id, phase=phase, rank=rank):
                self._task(task_id, phase=phase, rank=rank)
            case TaskRemoved(task=task_id):
                self._task(task_id, is_removed=True)
            case TaskRestored(task=task_id):
                self._task(task_id, is_removed=False)
            case TaskLinked(task=task_id, after=links):
                self._task(task_id, links=links)
            case WaitsChanged(task=task_id, after=waits):
                self._task(task_id, waits=waits)
            case PhaseAdded(phase=phase):
                self.phases[phase.id] = phase
            case PhaseRenamed(phase=phase_id, after=after):
                self._phase(phase_id, name=after)
            case PhaseMoved(phase=phase_id, after=after):
                self._phase(phase_id, rank=after)
            case PhaseRemoved(phase=phase_id):
                self._phase(phase_id, is_removed=True)
            case PhaseRestored(phase=phase_id):
                self._phase(phase_id, is_removed=False)

    def _pin(self, event: TaskChanged) -> dict[str, bool]:
        """A date set by hand stays where it is put, whatever the task's rule says later."""
        is_by_hand = event.pins and event.field in DATE_FIELDS
        return {"is_pinned": True} if is_by_hand and self.tasks[event.task].rule else {}

    def _task(self, task_id: str, **changes: Any) -> None:
        self.tasks[task_id] = _with(self.tasks[task_id], changes)

    def _phase(self, phase_id: str, **changes: Any) -> None:
        self.phases[phase_id] = replace(self.phases[phase_id], **changes)


_NAMES = tuple(each.name for each in fields(Task))
_read = attrgetter(*_NAMES)


def _with(task: Task, changes: dict[str, Any]) -> Task:
    """`task` with `changes`. What replace() does, which is made for classes that check or default their fields."""
    made: Task = object.__new__(Task)
    put = object.__setattr__
    for name, value in zip(_NAMES, _read(task), strict=True):
        put(made, name, value)
    for name, value in changes.items():
        put(made, name, value)
    return made


def replay(plan: Plan, events: Iterable[tuple[Event, int, int]]) -> Plan:
    """The plan after stored events, each with its revision and the shared revision reached by then."""
    draft, revision, shared_revision = Draft(plan), plan.revision, plan.shared_revision
    for event, event_revision, event_shared in events:
        draft.apply(event)
        revision, shared_revision = event_revision, event_shared
    return draft.plan(revision, shared_revision)
