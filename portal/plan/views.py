"""The plan as its page shows it: phases with their rows, prepared so that templates only draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.access.actor import Actor
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.people.models import WorkspaceStatus
from portal.people.queries import Face
from portal.plan.core.plan import Phase, Plan, Progress, Task

FOLD_MORE_THAN = 3

STATUS_WORDS: dict[str, LazyString] = {
    "todo": _l("To do"),
    "doing": _l("In progress"),
    "blocked": _l("Blocked"),
    "done": _l("Done"),
    "dropped": _l("Not needed"),
}


@dataclass(frozen=True)
class Row:
    """One line of the plan. `glyph` names the drawing at its start."""

    task: Task
    owner: Face | None
    is_mine: bool
    is_late: bool

    @property
    def glyph(self) -> str:
        return glyph_of(self.task)

    @property
    def status_word(self) -> LazyString:
        return STATUS_WORDS[self.task.status]


@dataclass(frozen=True)
class PhaseView:
    """A phase with its rows; the done ones stand apart in `folded` once there are many."""

    phase: Phase
    progress: Progress
    starts_on: date | None
    ends_on: date | None
    folded: list[Row]
    rows: list[Row]

    @property
    def is_complete(self) -> bool:
        return self.progress.total > 0 and self.progress.done == self.progress.total


@dataclass(frozen=True)
class PlanView:
    """The whole list for one reader; `seq` is where this reader's audience stands."""

    id: str
    seq: int
    today: date
    progress: Progress
    phases: list[PhaseView]
    faces: Mapping[str, Face]
    may_edit: bool
    sees_internal: bool


BLANK_ROW = Row(Task(id="", phase="", rank="", title=""), owner=None, is_mine=False, is_late=False)
BLANK_PHASE = PhaseView(Phase("", "", ""), Progress(0, 0, 0), None, None, [], [])


def plan_view(plan: Plan, entry: Entry, faces: Mapping[str, Face]) -> PlanView:
    """What `entry`'s actor sees of `plan`, which must already be that side's plan."""
    today = clock.today(entry.workspace.timezone)
    me = entry.actor.participant_id
    phases = [_phase_view(plan, phase, faces, me, today) for phase in plan.phases_in_order()]
    return PlanView(
        id=plan.id,
        seq=plan.revision,
        today=today,
        progress=plan.progress(),
        phases=phases,
        faces=faces,
        may_edit=may(entry.actor, Act.EDIT),
        sees_internal=may(entry.actor, Act.SEE_INTERNAL),
    )


def _phase_view(plan: Plan, phase: Phase, faces: Mapping[str, Face], me: str | None, today: date) -> PhaseView:
    tasks = plan.tasks_in(phase.id)
    rows = [row_of(task, faces, me, today) for task in tasks]
    done = [row for row in rows if row.task.status == "done"]
    folded = done if len(done) > FOLD_MORE_THAN else []
    days = [day for task in tasks for day in (task.start, task.due) if day]
    return PhaseView(
        phase=phase,
        progress=plan.progress_in(phase.id),
        starts_on=min(days, default=None),
        ends_on=max(days, default=None),
        folded=folded,
        rows=[row for row in rows if row.task.status != "done"] if folded else rows,
    )


def row_of(task: Task, faces: Mapping[str, Face], me: str | None, today: date) -> Row:
    """A task as one line for the participant `me`."""
    return Row(
        task=task,
        owner=faces.get(task.owner) if task.owner else None,
        is_mine=task.owner is not None and task.owner == me,
        is_late=task.is_late(today),
    )


def glyph_of(task: Task) -> str:
    """The name of the drawing that stands for a task's state; milestones are diamonds unless stuck."""
    if task.is_milestone and task.status in ("todo", "doing"):
        return "milestone"
    if task.is_milestone and task.status == "done":
        return "milestone-done"
    return task.status


def people_to_ask(faces: Mapping[str, Face]) -> list[Face]:
    """Who can own a task: everyone still here whom the workspace lists, in the order they came."""
    return [face for face in faces.values() if not face.removed and face.listed]


def why_no_edit(actor: Actor) -> LazyString | None:
    """The quiet line for a reader without controls: why there are none, and what to do. None for editors."""
    if may(actor, Act.EDIT):
        return None
    if actor.workspace_status in (WorkspaceStatus.PAUSED, WorkspaceStatus.COMPLETE, WorkspaceStatus.ARCHIVED):
        return _l("This plan takes no changes at the moment.")
    if actor.participant_id is None:
        return _l("You are looking around.")
    return _l("This link is for reading.")
