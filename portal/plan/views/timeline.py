"""The timeline: where each day, bar and line stands. Its twin in the browser is static/js/plan/timeline/layout.js."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import get_locale

from portal.plan.core.plan import Task
from portal.plan.dates.commitment_words import Mark

ZOOMS = {"days": 30, "weeks": 9, "months": 3}
ROW_HEIGHT = 34
BAR_HEIGHT = 16
# A date typed wrongly by a century would make a sheet that no browser draws; what lies further away stands at the edge.
FURTHEST_BACK, FURTHEST_AHEAD = timedelta(days=730), timedelta(days=1095)
BEFORE, AFTER = timedelta(days=7), timedelta(days=35)
ONE_DAY = timedelta(days=1)
# Room between the end of a bar and the turn of the line that leaves it.
TURN = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from `first` to `last`, each `day_width` pixels wide; `first` is a Monday."""

    first: date
    last: date
    day_width: int

    @property
    def width(self) -> int:
        return ((self.last - self.first).days + 1) * self.day_width

    def x(self, day: date) -> int:
        """Where the day begins; days outside stand at the edge."""
        return (min(max(day, self.first), self.last) - self.first).days * self.day_width

    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * ONE_DAY


def scale_of(tasks: Iterable[Task], today: date, zoom: str, marked: Iterable[date] = ()) -> Scale:
    """From a week before the first date (or today) to some weeks after the last; what is marked is among them."""
    days = [day for task in tasks for day in (task.start, task.due) if day] + [today, *marked]
    first = max(min(days), today - FURTHEST_BACK) - BEFORE
    last = min(max(days), today + FURTHEST_AHEAD) + AFTER
    return Scale(first - first.weekday() * ONE_DAY, last + (6 - last.weekday()) * ONE_DAY, ZOOMS[zoom])


@dataclass(frozen=True, slots=True)
class Bar:
    """A task in the chart: a bar from `x` on, or for a milestone a diamond around the middle of its day."""

    x: int
    width: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def bar_of(task: Task, scale: Scale) -> Bar | None:
    """From its start to its due day, both included; with one date alone that day. None without any."""
    start, due = task.start or task.due, task.due or task.start
    if start is None or due is None:
        return None
    if task.is_milestone:
        start = due
    x = scale.x(start)
    return Bar(x, max(scale.x(due) - x, 0) + scale.day_width)


@dataclass(frozen=True, slots=True)
class Tick:
    """A word over the chart, and whether a line goes down from it."""

    x: int
    word: str


@dataclass(frozen=True, slots=True)
class Post:
    """A day of the go-live as a line over all rows; of two, the first has its words to its left."""

    x: float
    mark: Mark
    is_left: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """Everything of the chart that does not hang on single tasks."""

    scale: Scale
    months: list[Tick]
    ticks: list[Tick]
    today_x: float
    # The days nobody works, as the number of the day from the first on.
    off: list[int]
    posts: list[Post]

    def stripes(self) -> Iterator[Bar]:
        """Days off that follow each other, as one."""
        width = self.scale.day_width
        for at, number in enumerate(self.off):
            if at and self.off[at - 1] == number - 1:
                continue
            length = 1
            while at + length < len(self.off) and self.off[at + length] == number + length:
                length += 1
            yield Bar(number * width, length * width)


def axis_of(scale: Scale, today: date, is_off: Callable[[date], bool], marks: Sequence[Mark] = ()) -> Axis:
    """Months above; below them each day, each Monday, or nothing, as there is room."""
    days = list(scale.days())
    starts = [day for day in days if day.day == 1 or day == scale.first]
    months = [Tick(scale.x(day), _month(day)) for day in starts if day.day == 1 or day.day < 22]
    step = {ZOOMS["days"]: 1, ZOOMS["weeks"]: 7}.get(scale.day_width)
    ticks = [Tick(scale.x(day), str(day.day)) for day in days[::step]] if step else []
    off = [number for number, day in enumerate(days) if is_off(day)]
    half, last = scale.day_width / 2, max((mark.day for mark in marks), default=today)
    posts = [Post(scale.x(mark.day) + half, mark, mark.day < last) for mark in marks]
    return Axis(scale, months, ticks, scale.x(today) + half, off, posts)


def _month(day: date) -> str:
    pattern = "LLLL y" if day.month == 1 else "LLLL"
    return str(format_date(day, pattern, get_locale() or "en"))


def line_path(before: Bar, at: int, after: Bar, to: int) -> str:
    """The line from the end of a bar in row `at` to the beginning of the one that waits for it, in row `to`."""
    start, end = before.x + before.width, after.x
    y, target = at * ROW_HEIGHT + ROW_HEIGHT // 2, to * ROW_HEIGHT + ROW_HEIGHT // 2
    arrow = f"H{end - 1}m-4-3 4 3-4 3"
    if end - start >= 2 * TURN:
        return f"M{start} {y}h{TURN}V{target}{arrow}"
    between = target - ROW_HEIGHT // 2 if target > y else target + ROW_HEIGHT // 2
    return f"M{start} {y}h{TURN}V{between}H{end - TURN - 4}V{target}{arrow}"
