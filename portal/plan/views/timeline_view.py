"""The timeline as its page shows it: a row a task with its bar, and lines between those that wait for each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.plan.core.buffers import buffers_of
from portal.plan.core.paths import Paths
from portal.plan.core.plan import Phase, Plan, Progress, Task
from portal.plan.dates.working_days import days_off_of
from portal.plan.views.filters import Filter, Reading, is_wanted
from portal.plan.views.frame import Seen
from portal.plan.views.groups import state_of
from portal.plan.views.rows import Row, day_range, on_paths, row_of
from portal.plan.views.timeline import BAR_HEIGHT, ROW_HEIGHT, Axis, Bar, Scale, bar_of, line_path

# A4 on its side, and the column of names on it, in CSS pixels.
PRINTED_WIDTH, PRINTED_NAMES = 1040, 260


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the timeline: a task with its bar."""

    row: Row
    bar: Bar | None

    @property
    def state(self) -> str:
        """What colour and word say."""
        return state_of(self.row)

    def label(self, words: Mapping[str, str]) -> str:
        """What stands beside the bar; a milestone's day says more than that it is still to come."""
        if not self.row.task.is_milestone:
            return words[self.state]
        is_quiet = self.state in ("todo", "waiting") and self.dates
        return self.dates if is_quiet else ", ".join(filter(None, (words[self.state], self.dates)))

    @property
    def dates(self) -> str:
        """From when to when, in words; "" without any date."""
        task = self.row.task
        first, last = task.start or task.due, task.due or task.start
        if first is None or last is None:
            return ""
        return day_range(last, last) if task.is_milestone or first > last else day_range(first, last)


@dataclass(frozen=True, slots=True)
class Section:
    """A phase: its own row with a bar over all its tasks, of which `done_width` is done, and then their rows."""

    phase: Phase
    progress: Progress
    bar: Bar | None
    lines: list[Line]
    buffer: int = 0

    @property
    def done_width(self) -> int:
        """As much of the bar as there is done."""
        return self.progress.done * self.bar.width // self.progress.total if self.bar and self.progress.total else 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """`paths` are (the task that comes first, the one that waits for it, the line between them)."""

    axis: Axis
    sections: list[Section]
    paths: list[tuple[str, str, str]]
    zoom: str

    @property
    def fit(self) -> float:
        """How much smaller the sheet gets to fit a page on its side."""
        return round(min(1, PRINTED_WIDTH / (PRINTED_NAMES + self.axis.scale.width)), 3)

    @property
    def height(self) -> int:
        return ROW_HEIGHT * sum(1 + len(section.lines) for section in self.sections)


def timeline_of(seen: Seen, ways: Paths, axis: Axis, zoom: str) -> Timeline:
    """The tasks that are wanted, below their phases; a phase in which none is goes, unless all were asked for."""
    plan, wanted, reading = seen.plan, seen.wanted, seen.reading
    sections, buffers = [], buffers_of(plan, days_off_of(seen.entry.workspace))
    for phase in plan.phases_in_order():
        rows = _rows(plan, phase, wanted, reading)
        if rows or wanted.is_empty:
            lines = [Line(on_paths(row, ways), bar_of(row.task, axis.scale)) for row in rows]
            bar = _around(plan.tasks_in(phase.id), axis.scale)
            sections.append(Section(phase, plan.progress_in(phase.id), bar, lines, buffers.get(phase.id, 0)))
    return Timeline(axis, sections, list(_paths(sections)), zoom)


def _rows(plan: Plan, phase: Phase, wanted: Filter, reading: Reading) -> list[Row]:
    tasks = [task for task in plan.tasks_in(phase.id) if is_wanted(task, wanted, reading)]
    return [row_of(task, plan, reading.people, reading.me, reading.today) for task in tasks]


def _around(tasks: Sequence[Task], scale: Scale) -> Bar | None:
    """From the first to the last date of a phase."""
    days = [day for task in tasks for day in (task.start, task.due) if day]
    if not days:
        return None
    x = scale.x(min(days))
    return Bar(x, scale.x(max(days)) - x + scale.day_width)


def _paths(sections: Sequence[Section]) -> Iterator[tuple[str, str, str]]:
    places = dict(_places(sections))
    for section in sections:
        for line in section.lines:
            for wait in line.row.task.waits:
                if wait.on in places and line.row.task.id in places:
                    yield wait.on, line.row.task.id, line_path(*places[wait.on], *places[line.row.task.id])


def _places(sections: Sequence[Section]) -> Iterator[tuple[str, tuple[Bar, int]]]:
    """Where the lines of each step begin and end: its bar, and its row."""
    number = 0
    for section in sections:
        for line in section.lines:
            number += 1
            if line.bar is not None:
                yield line.row.task.id, (_ends_of(line.row.task, line.bar), number)
        number += 1


def _ends_of(task: Task, bar: Bar) -> Bar:
    return Bar(round(bar.middle) - BAR_HEIGHT // 2, BAR_HEIGHT) if task.is_milestone else bar
