"""What people ask of a plan. A command says what is wanted; decide() says what happens, or why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from portal.plan.core.plan import TaskLink
from portal.plan.core.work import File


class Missing:
    """Stands for "no base was sent": the last writer wins."""

    def __repr__(self) -> str:
        return "NO_BASE"


NO_BASE: Final = Missing()

Value = str | bool | float | date | Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ChangeTask:
    """Set one field. `base` is what the author saw before: a field that has moved on since merges or conflicts.

    A date that moves along with another is set without `pins`: it goes on following its rule.
    """

    task: str
    field: str
    value: Value
    base: Value | Missing = NO_BASE
    pins: bool = True


@dataclass(frozen=True, slots=True)
class SettleText:
    """Take into the task's description what people typed into it together; nobody types any more, if it `is_left`."""

    task: str
    is_left: bool = True


@dataclass(frozen=True, slots=True)
class AddTask:
    """A new task after the task `after` (first when None); `fields` are further fields by their names."""

    task: str
    phase: str
    title: str
    after: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveTask:
    task: str
    phase: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveTask:
    task: str


@dataclass(frozen=True, slots=True)
class RestoreTask:
    task: str


@dataclass(frozen=True, slots=True)
class LinkTask:
    """Hang a form or a training on a task, or bring its label up to date. Never asked for by people directly."""

    task: str
    link: TaskLink


@dataclass(frozen=True, slots=True)
class UnlinkTask:
    task: str
    key: str


@dataclass(frozen=True, slots=True)
class BlockTask:
    """Say what blocks a task: its kind, in words, and who can clear it."""

    task: str
    kind: str = "other"
    note: str = ""
    who: str | None = None


@dataclass(frozen=True, slots=True)
class AgreeToTask:
    """Give one's word on a task as it stands."""

    task: str


@dataclass(frozen=True, slots=True)
class WithdrawFromTask:
    """Take the word of one's side back."""

    task: str


@dataclass(frozen=True, slots=True)
class AddItem:
    """A new item of a task's checklist, after the item `after` (first when None)."""

    task: str
    item: str
    text: str
    after: str | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class ChangeItem:
    task: str
    item: str
    text: str | None = None
    is_done: bool | None = None


@dataclass(frozen=True, slots=True)
class MoveItem:
    task: str
    item: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveItem:
    task: str
    item: str


@dataclass(frozen=True, slots=True)
class AttachFile:
    """Put a file that lies in the store on a task. Never asked for by people directly."""

    task: str
    file: File


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """Take a file off a task, or with `is_back` put one back that was taken off."""

    task: str
    file: str
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class SetRole:
    """Give somebody a say in a task ("accountable", "consulted" or "informed"), or take it away again."""

    task: str
    role: str
    who: str
    is_given: bool = True


@dataclass(frozen=True, slots=True)
class PromiseOwner:
    """`who` names the owner of a task by the day `until`; the new task `step`, called `title`, reminds of it."""

    task: str
    who: str
    until: date | None
    step: str
    title: str


@dataclass(frozen=True, slots=True)
class LinkBehind:
    """Say that the internal task `step` stands behind a shared one, or with `is_off` that it no longer does."""

    task: str
    step: str
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class AddWait:
    """Let the task begin only after the task `on` is done, `lag` working days later."""

    task: str
    on: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class RemoveWait:
    task: str
    on: str


@dataclass(frozen=True, slots=True)
class RenamePhase:
    phase: str
    name: str
    base: str | Missing = NO_BASE


@dataclass(frozen=True, slots=True)
class AddPhase:
    phase: str
    name: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class MovePhase:
    phase: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class RemovePhase:
    phase: str


@dataclass(frozen=True, slots=True)
class RestorePhase:
    phase: str


@dataclass(frozen=True, slots=True)
class EraseWords:
    """Put `blot(record)` in the place of every text, also of what was removed. Never asked for by people directly."""

    blot: Callable[[Any], Any]


Command = (
    ChangeTask
    | SettleText
    | AddTask
    | MoveTask
    | RemoveTask
    | RestoreTask
    | LinkTask
    | UnlinkTask
    | BlockTask
    | AgreeToTask
    | WithdrawFromTask
    | AddItem
    | ChangeItem
    | MoveItem
    | RemoveItem
    | AttachFile
    | RemoveFile
    | SetRole
    | PromiseOwner
    | LinkBehind
    | AddWait
    | RemoveWait
    | RenamePhase
    | AddPhase
    | MovePhase
    | RemovePhase
    | RestorePhase
    | EraseWords
)


@dataclass(frozen=True, slots=True)
class Writer:
    """What deciding needs to know of the author: their side, and who may own a task in this workspace.

    `people` holds the ids of the workspace's participants. Tasks that a customer cannot see answer like tasks that
    never were. `by` is the author's own, `today` the day in the workspace's zone. `said` is who says what the author
    types, on the side `said_side`, where that is somebody else.
    """

    is_team: bool
    people: frozenset[str]
    by: str | None = None
    today: date = date(2000, 1, 1)
    said: str | None = None
    said_side: str = ""

    @property
    def speaker(self) -> str | None:
        """Whose words these are."""
        return self.said or self.by

    @property
    def side(self) -> str:
        """Of whoever speaks."""
        return self.said_side or ("team" if self.is_team else "customer")

    @property
    def typed(self) -> str | None:
        """Who types what another says."""
        return self.by if self.said else None


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a plan may grow."""

    tasks_per_phase: int = 200
    tasks_per_plan: int = 2_000
    phases_per_plan: int = 50
    title_length: int = 200
    description_length: int = 20_000
    waits_per_task: int = 20
    lag_days: int = 250
    note_length: int = 300
    items_per_task: int = 50
    files_per_task: int = 30
    people_per_role: int = 20
    steps_behind: int = 20
    effort_hours: int = 1_000


class Rejected(Exception):
    """A command that does not happen, with a code of the wire and the field it is about.

    `reason` names the sentence (the edges turn it into words in the reader's language), `values` fill it in, and
    `current` is what stands there now. `at` is the place of the command among those that were sent together.
    """

    at: int = 0

    def __init__(
        self,
        code: str,
        reason: str,
        *,
        field: str | None = None,
        current: Value = None,
        **values: Any,
    ) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.field = field
        self.current = current
        self.values = values
