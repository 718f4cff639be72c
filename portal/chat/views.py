"""Messages as pages show them: prepared so that templates only draw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from babel.dates import format_time
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal import clock
from portal.access.actor import Actor
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.chat.models import MessageKind, MessageRow, MessageVersion, Room
from portal.chat.operations import task_of
from portal.people.models import Side, WorkspaceStatus
from portal.people.queries import Face, faces
from portal.plan.core.plan import Plan, Task
from portal.plan.queries import load_plan
from portal.plan.wire import topic_of as plan_topic_of
from portal.web.filters import day, local, moment, relative_day
from portal.web.markdown import render_markdown

# Said so soon after the one before, by the same person: one face is enough.
SAME_BREATH = timedelta(minutes=10)


@dataclass(frozen=True)
class Chip:
    """The task a comment hangs on; no address where it was removed."""

    title: str
    url: str | None


@dataclass(frozen=True)
class Line:
    """One message. `clock_words` is its time of day, `moment_words` its day too; `html` its text, made safe."""

    id: str
    room: Room
    kind: MessageKind
    thread: str | None
    by: Face | None
    at: datetime
    day: date
    day_words: str
    clock_words: str
    moment_words: str
    html: Markup
    body: str
    removed_by: Face | None
    chip: Chip | None
    is_edited: bool
    is_removed: bool
    is_mine: bool
    may_edit: bool
    may_remove: bool
    may_trace: bool
    follows: bool = False
    is_new_day: bool = False
    is_first_new: bool = False

    @property
    def is_internal(self) -> bool:
        return self.room is Room.INTERNAL

    @property
    def may_act(self) -> bool:
        return self.may_edit or self.may_remove


def blank_line(entry: Entry, room: Room) -> Line:
    """A message of the reader's own without words yet, for scripts to clone and fill while it is on its way."""
    row = MessageRow(id="", room=room, kind=MessageKind.MESSAGE, body="", by_id=entry.actor.participant_id)
    row.at = clock.now()
    line = _line(row, entry, faces(entry.workspace.id), None)
    return replace(line, may_edit=False, may_remove=False)


def why_silent(actor: Actor) -> LazyString:
    """The quiet line for a reader without a composer: why there is none."""
    if actor.workspace_status is WorkspaceStatus.ARCHIVED:
        return _l("This onboarding is archived; nothing is written here any more.")
    if actor.participant_id is None:
        return _l("You are looking around.")
    return _l("This link is for reading.")


@dataclass(frozen=True)
class Former:
    """What a message said before, and until when that is known."""

    html: Markup
    moment_words: str


def line_maker(entry: Entry) -> Callable[[MessageRow], Line]:
    """Draws rows for one reader, who is looked at once."""
    people, plan = faces(entry.workspace.id), _plan(entry)
    return lambda row: _line(row, entry, people, plan)


def _plan(entry: Entry) -> Plan | None:
    try:
        return load_plan(entry.workspace.id, entry.actor.side)
    except LookupError:
        return None


def _line(row: MessageRow, entry: Entry, people: Mapping[str, Face], plan: Plan | None) -> Line:
    actor, zone = entry.actor, entry.workspace.timezone
    there = local(row.at, zone)
    is_said = row.kind is MessageKind.MESSAGE
    is_mine = is_said and actor.participant_id is not None and row.by_id == actor.participant_id
    stands = row.removed_at is None and may(actor, Act.COMMENT)
    return Line(
        id=row.id,
        room=row.room,
        kind=row.kind,
        thread=row.thread,
        by=people.get(row.by_id or ""),
        at=row.at,
        day=there.date(),
        day_words=_day_words(there.date(), clock.today(zone)),
        clock_words=_clock_words(there),
        moment_words=moment(row.at, zone),
        html=render_markdown(row.body),
        body=row.body,
        removed_by=people.get(row.removed_by_id or ""),
        chip=_chip(row, plan, entry.workspace.id),
        is_edited=row.edited_at is not None,
        is_removed=row.removed_at is not None,
        is_mine=is_mine,
        may_edit=stands and is_mine,
        may_remove=stands and (is_mine or actor.side is Side.TEAM),
        may_trace=is_mine or actor.side is Side.TEAM,
    )


def _day_words(on: date, today: date) -> str:
    """ "Today" and "Yesterday", else the whole day: a past weekday alone could be any."""
    return relative_day(on, today) if 0 <= (today - on).days <= 1 else day(on)


def _clock_words(there: datetime) -> str:
    return str(format_time(there, "HH:mm", locale=get_locale()))


def _chip(row: MessageRow, plan: Plan | None, workspace_id: str) -> Chip | None:
    task = plan.tasks.get(task_of(row.thread) or "") if plan else None
    if plan is None or task is None:
        return None
    stands = not task.is_removed and not plan.phases[task.phase].is_removed
    return Chip(task.title, f"/w/{workspace_id}/plan/tasks/{task.id}" if stands else None)


def in_order(lines: Sequence[Line], first_new: str | None = None) -> list[Line]:
    """The lines as they stand below each other: where a day begins, who goes on speaking, where the new ones begin."""
    placed: list[Line] = []
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        is_new_day = before is None or before.day != line.day
        is_first_new = line.id == first_new
        goes_on = before is not None and not is_new_day and not is_first_new and _goes_on(before, line)
        placed.append(replace(line, is_new_day=is_new_day, is_first_new=is_first_new, follows=goes_on))
    return placed


def _goes_on(before: Line, line: Line) -> bool:
    is_same = (before.by, before.thread, before.room, before.kind) == (line.by, line.thread, line.room, line.kind)
    return is_same and line.kind is MessageKind.MESSAGE and line.at - before.at < SAME_BREATH


def first_unread(rows: Sequence[MessageRow], number: int, me: str | None) -> str | None:
    """The first message of others after `number`: above it stands the line that says New. At a first visit all is."""
    if me is None or not number:
        return None
    return next((row.id for row in rows if row.number > number and row.by_id != me and not row.removed_at), None)


def formers(rows: Sequence[MessageVersion], zone: str) -> list[Former]:
    """Former texts, as the message's own page lists them."""
    return [Former(render_markdown(row.body), moment(row.at, zone)) for row in rows]


@dataclass(frozen=True)
class Steps:
    """Where a customer's page follows the plan: a task that turns internal takes its comments along."""

    topic: str
    seq: int


def steps_of(entry: Entry) -> Steps | None:
    """The plan to follow; None where the workspace has none."""
    plan = _plan(entry)
    return Steps(plan_topic_of(plan.id), plan.revision) if plan else None


def standing(entry: Entry, task_id: str) -> Task | None:
    """The task as the reader's side sees it; None for what was removed or is not theirs."""
    plan = _plan(entry)
    task = plan.tasks.get(task_id) if plan else None
    if plan is None or task is None or task.is_removed or plan.phases[task.phase].is_removed:
        return None
    return task
