"""The plan as a frozen value: phases, tasks, their order, and what follows from them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol

from portal.plan.core.parts import Agreement, Blocked, Item
from portal.plan.core.work import File, Promise, Roles

STATUSES = ("todo", "doing", "blocked", "done", "dropped")
VISIBILITIES = ("shared", "internal")
GO_LIVE_TITLES = ("go-live", "go live", "golive")
OPEN_STATUSES = frozenset({"todo", "doing", "blocked"})


@dataclass(frozen=True, slots=True)
class Phase:
    id: str
    name: str
    rank: str
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class TaskLink:
    """A form or a training that completes the task by itself: which (`key`), its label and where it is opened."""

    key: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A dependency, finish to start: the task begins `lag` working days after the task `on` is done.

    In the plan that customers see, `on` is None for a task on the vendor's side.
    """

    on: str | None
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    id: str
    phase: str
    rank: str
    title: str
    description: str = ""
    owner: str | None = None
    start: date | None = None
    due: date | None = None
    status: str = "todo"
    visibility: str = "shared"
    is_milestone: bool = False
    is_pinned: bool = False
    # A contract or an event: its dates move by no rule and with nothing else.
    is_fixed: bool = False
    rule: Mapping[str, Any] | None = None
    role: Mapping[str, Any] | None = None
    is_removed: bool = False
    links: tuple[TaskLink, ...] = ()
    waits: tuple[Wait, ...] = ()
    blocked: Blocked = Blocked()
    agreement: Agreement = Agreement()
    checklist: tuple[Item, ...] = ()
    effort: float | None = None
    files: tuple[File, ...] = ()
    roles: Roles = Roles()
    promise: Promise | None = None
    # Internal tasks behind a shared one.
    behind: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Cheap, for what is kept by task; two states of one task differ by `==`."""
        return hash(self.id)

    @property
    def is_shared(self) -> bool:
        return self.visibility == "shared"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    def is_late(self, today: date) -> bool:
        """Whether it is open and its due date has passed; `today` is the day in the workspace's zone."""
        return self.is_open and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Progress:
    """Done over shared tasks that are needed: the same number on both sides. `internal_open` is the team's alone."""

    done: int
    total: int
    internal_open: int

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


@dataclass(frozen=True)
class Plan:
    id: str
    revision: int = 0
    shared_revision: int = 0
    phases: Mapping[str, Phase] = field(default_factory=lambda: MappingProxyType({}))
    tasks: Mapping[str, Task] = field(default_factory=lambda: MappingProxyType({}))

    def phases_in_order(self) -> list[Phase]:
        """The phases that stand, first to last."""
        return sorted((phase for phase in self.phases.values() if not phase.is_removed), key=_place)

    def tasks_in(self, phase_id: str) -> list[Task]:
        """The tasks that stand in a phase, first to last."""
        return list(self._tasks_by_phase.get(phase_id, ()))

    def tasks_in_order(self) -> Iterator[Task]:
        """Every task that stands, phase after phase."""
        for phase in self.phases_in_order():
            yield from self.tasks_in(phase.id)

    @cached_property
    def _tasks_by_phase(self) -> dict[str, list[Task]]:
        by_phase: dict[str, list[Task]] = {}
        for task in self.tasks.values():
            if not task.is_removed:
                by_phase.setdefault(task.phase, []).append(task)
        for tasks in by_phase.values():
            tasks.sort(key=_place)
        return by_phase

    def for_customer(self) -> "Plan":
        """The plan that customers see: no internal task, and their own revision."""
        tasks = {task.id: seen_by_customer(task, self) for task in self.tasks.values() if task.is_shared}
        return Plan(self.id, self.shared_revision, self.shared_revision, self.phases, tasks)

    def progress(self) -> Progress:
        """How far the plan is, over all phases that stand."""
        return count_progress(self.tasks_in_order())

    def progress_in(self, phase_id: str) -> Progress:
        """How far one phase is."""
        return count_progress(self.tasks_in(phase_id))


class Standing(Protocol):
    """What can be asked for what stands: a Plan, or the Draft of one."""

    @property
    def phases(self) -> Mapping[str, Phase]: ...
    @property
    def tasks(self) -> Mapping[str, Task]: ...


def stands(task_id: str, plan: Standing) -> bool:
    """Whether the task is there: not removed, nor its phase."""
    task = plan.tasks.get(task_id)
    return task is not None and not task.is_removed and not plan.phases[task.phase].is_removed


def seen_by_customer(task: Task, plan: Standing) -> Task:
    """A shared task as customers may know it: nothing in it names an internal one."""
    waits, promise = waits_for_customer(task.waits, plan), task.promise
    if promise and promise.task and not plan.tasks[promise.task].is_shared:
        promise = replace(promise, task=None)
    if waits == task.waits and promise is task.promise and not task.behind:
        return task
    return replace(task, waits=waits, promise=promise, behind=())


def waits_for_customer(waits: tuple[Wait, ...], plan: Standing) -> tuple[Wait, ...]:
    """What customers may know of them: internal tasks that stand become one nameless task on the vendor's side."""
    known = tuple(wait for wait in waits if wait.on and plan.tasks[wait.on].is_shared)
    is_hidden = any(wait.on and not plan.tasks[wait.on].is_shared and stands(wait.on, plan) for wait in waits)
    return (*known, Wait(None)) if is_hidden else known


def go_live_task(shared: Iterable[Task]) -> Task | None:
    """The milestone that is the go-live: set to the go-live day by its rule, else called so."""
    milestones = [task for task in shared if task.is_milestone]
    for task in milestones:
        if task.rule and task.rule.get("anchor") == "go_live" and not task.rule.get("offset"):
            return task
    return next((task for task in milestones if task.title.casefold().startswith(GO_LIVE_TITLES)), None)


def count_progress(tasks: Iterator[Task] | list[Task]) -> Progress:
    """Done over shared tasks that are not "not needed"; internal ones are only counted while open."""
    done = total = internal_open = 0
    for task in tasks:
        if not task.is_shared:
            internal_open += task.is_open
        elif task.status != "dropped":
            total += 1
            done += task.status == "done"
    return Progress(done, total, internal_open)


def _place(thing: Phase | Task) -> tuple[str, str]:
    return thing.rank, thing.id
