"""The plan as its page shows it: phases with their rows, prepared so that templates only draw."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date
from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.people.queries import Face
from portal.plan.core.agreeing import confirmed_on, is_to_agree
from portal.plan.core.behind import too_late_behind
from portal.plan.core.buffers import buffers_of
from portal.plan.core.events import links_to_record, waits_to_record
from portal.plan.core.paths import Paths, paths_of
from portal.plan.core.plan import Phase, Plan, Progress, Task, Wait
from portal.plan.core.waits import OVER, open_waits
from portal.plan.dates.working_days import days_off_of
from portal.plan.operations import is_ruled
from portal.plan.parts.views import RowParts, row_parts
from portal.web.filters import relative_day

FOLD_MORE_THAN = 3

# What a customer reads in place of an internal task.
HIDDEN_STEP = _l("a task on the vendor’s side")

STATUS_WORDS: dict[str, LazyString] = {
    "todo": _l("To do"),
    "doing": _l("In progress"),
    "waiting": _l("Waiting"),
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
    # The title of the first step that still holds it up; "" when nothing does.
    waits_for: str = ""
    # Which paths it is on: "critical", "first", or both.
    paths: tuple[str, ...] = ()
    # There, but not among what is asked for.
    is_hidden: bool = False
    # Whether an internal task behind it endangers its date: the team's alone.
    is_behind_late: bool = False
    parts: RowParts = RowParts()

    @property
    def glyph(self) -> str:
        glyph = glyph_of(self.task)
        return "waiting" if glyph == "todo" and self.waits_for else glyph

    @property
    def is_ruled(self) -> bool:
        """Whether its date is counted from another task's."""
        return is_ruled(self.task)

    @property
    def links_json(self) -> str:
        """The links as the scripts read them from the row."""
        return json.dumps(links_to_record(self.task.links))

    @property
    def waits_json(self) -> str:
        """What it waits for as the scripts read it from the row."""
        return json.dumps(waits_to_record(self.task.waits))

    @property
    def link_kinds(self) -> list[str]:
        """The kinds of what hangs on the task, each once: form, training."""
        return list(dict.fromkeys(link.key.partition(":")[0] for link in self.task.links))

    @property
    def status_word(self) -> LazyString:
        return STATUS_WORDS["waiting" if self.waits_for else self.task.status]


@dataclass(frozen=True)
class PhaseView:
    """A phase with its rows; the done ones stand apart in `folded` once there are many."""

    phase: Phase
    progress: Progress
    starts_on: date | None
    ends_on: date | None
    folded: list[Row]
    rows: list[Row]
    # Where each task of the phase, in order, stands among the folded rows and the others after them.
    order: str = ""
    # Whether only some tasks are asked for; all of them stand open then.
    is_filtered: bool = False
    # How many tasks somebody's word is still wanted on.
    to_agree: int = 0
    # Working days at its end in which nothing is due; see core/buffers.py.
    buffer: int = 0

    @property
    def is_hidden(self) -> bool:
        """Whether nothing in it is asked for."""
        return self.is_filtered and all(row.is_hidden for row in self.rows)

    @property
    def dates(self) -> str:
        return day_range(self.starts_on, self.ends_on) if self.starts_on and self.ends_on else ""

    @property
    def folded_internal(self) -> int:
        """How many of the folded ones are the team's own, which no progress counts."""
        return sum(not row.task.is_shared for row in self.folded)

    @property
    def is_complete(self) -> bool:
        return self.progress.total > 0 and self.progress.done == self.progress.total


@dataclass(frozen=True)
class PlanView:
    """The whole list for one reader; `seq` is where this reader's audience stands."""

    id: str
    seq: int
    today: date
    # How each date due is said today.
    days: Mapping[date, str]
    progress: Progress
    # When anybody last agreed to something in it.
    confirmed_on: date | None
    phases: list[PhaseView]
    faces: Mapping[str, Face]
    may_edit: bool
    sees_internal: bool
    # How many tasks are due too late for a fixed date, and whether there is a way to the first value.
    breaking: int = 0
    has_first_path: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether no task is among what is asked for."""
        return all(phase.is_hidden for phase in self.phases)


BLANK_ROW = Row(Task(id="", phase="", rank="", title=""), owner=None, is_mine=False, is_late=False)
BLANK_PHASE = PhaseView(Phase("", "", ""), Progress(0, 0, 0), None, None, [], [])


Fits = Callable[[Task], bool] | None


def plan_view(plan: Plan, entry: Entry, faces: Mapping[str, Face], fits: Fits = None) -> PlanView:
    """What `entry`'s actor sees of `plan`, which must already be that side's plan; `fits` says what is asked for."""
    today = clock.today(entry.workspace.timezone)
    me = entry.actor.participant_id
    is_off = days_off_of(entry.workspace)
    paths, buffers = paths_of(plan, is_off), buffers_of(plan, is_off)
    rows = {task.id: on_paths(row_of(task, plan, faces, me, today), paths) for task in plan.tasks_in_order()}
    if fits:
        rows = {id: replace(row, is_hidden=not fits(row.task)) for id, row in rows.items()}
    phases = [_phase_view(plan, phase, rows, is_filtered=fits is not None) for phase in plan.phases_in_order()]
    phases = [replace(one, buffer=buffers.get(one.phase.id, 0)) for one in phases]
    return PlanView(
        id=plan.id,
        seq=plan.revision,
        today=today,
        days={due: relative_day(due, today) for due in {task.due for task in plan.tasks.values()} if due},
        progress=plan.progress(),
        confirmed_on=confirmed_on(plan.tasks_in_order()),
        phases=phases,
        faces=faces,
        may_edit=may(entry.actor, Act.EDIT),
        sees_internal=may(entry.actor, Act.SEE_INTERNAL),
        breaking=len(paths.breaking),
        has_first_path=bool(paths.first_value),
    )


def _phase_view(plan: Plan, phase: Phase, drawn: Mapping[str, Row], *, is_filtered: bool) -> PhaseView:
    tasks = plan.tasks_in(phase.id)
    rows = [drawn[task.id] for task in tasks]
    done = [row for row in rows if row.task.status == "done"]
    folded = done if len(done) > FOLD_MORE_THAN and not is_filtered else []
    others = [row for row in rows if row.task.status != "done"] if folded else rows
    days = [day for task in tasks for day in (task.start, task.due) if day]
    return PhaseView(
        phase=phase,
        progress=plan.progress_in(phase.id),
        starts_on=min(days, default=None),
        ends_on=max(days, default=None),
        folded=folded,
        rows=others,
        to_agree=sum(is_to_agree(task) for task in tasks),
        order=_places(rows, [*folded, *others]) if folded else "",
        is_filtered=is_filtered,
    )


def on_paths(row: Row, paths: Paths) -> Row:
    names = tuple(paths.names(row.task.id))
    return replace(row, paths=names) if names else row


def _places(rows: list[Row], drawn: list[Row]) -> str:
    place = {row.task.id: str(index) for index, row in enumerate(drawn)}
    return " ".join(place[row.task.id] for row in rows)


# Patterns of Unicode's date format language: a whole day, and one whose month follows.
DAY_AND_MONTH = {"en": ("d MMMM", "d"), "de": ("d. MMMM", "d.")}


def day_range(first: date, last: date) -> str:
    """ "16 November – 4 December", "4 – 20 January", or one day alone, in the page's language."""
    locale = get_locale()
    language = locale.language if locale else "en"
    full, short = DAY_AND_MONTH.get(language, DAY_AND_MONTH["en"])
    end = format_date(last, full, language)
    if first == last:
        return str(end)
    is_one_month = (first.year, first.month) == (last.year, last.month)
    return f"{format_date(first, short if is_one_month else full, language)} – {end}"


@dataclass(frozen=True)
class WaitLine:
    """One step that a task waits for; `id` is None and `title` nameless for one on the vendor's side."""

    id: str | None
    title: str
    glyph: str
    lag: int
    is_over: bool


def wait_line(wait: Wait, plan: Plan) -> WaitLine:
    if wait.on is None:
        return WaitLine(None, str(HIDDEN_STEP), "waiting", wait.lag, is_over=False)
    task = plan.tasks[wait.on]
    return WaitLine(task.id, task.title, glyph_of(task), wait.lag, task.status in OVER)


def row_of(task: Task, plan: Plan, faces: Mapping[str, Face], me: str | None, today: date) -> Row:
    """A task as one line for the participant `me`."""
    held_up = open_waits(task, plan)
    return Row(
        task=task,
        owner=faces.get(task.owner) if task.owner else None,
        is_mine=task.owner is not None and task.owner == me,
        is_late=task.is_late(today),
        waits_for=wait_line(held_up[0], plan).title if held_up else "",
        is_behind_late=bool(task.behind) and bool(too_late_behind(task, plan, today)),
        parts=row_parts(task, plan, faces, me, today),
    )


def glyph_of(task: Task) -> str:
    """The name of the drawing that stands for a task's state; milestones are diamonds unless stuck."""
    if task.is_milestone and task.status in ("todo", "doing"):
        return "milestone"
    if task.is_milestone and task.status == "done":
        return "milestone-done"
    return task.status


def row_labels() -> dict[str, str]:
    """The words that rows share, translated once for the page."""
    words = {name: str(word) for name, word in STATUS_WORDS.items()}
    return words | {
        "tick": _("Mark “%(title)s” as done", title="%(title)s"),
        "details": _("Details of “%(title)s”", title="%(title)s"),
        "owner": _("Owner"),
        "due": _("Due"),
        "status": _("Status"),
        "you": _("You"),
        "name_owner": _("Name an owner"),
        "no_owner": _("No owner"),
        "after": _("after %(title)s", title="%(title)s"),
        "set_date": _("Set a date"),
        "no_date": _("No date"),
    }
