"""Moving a date that the whole plan counts from: what would move, doing it in one change, and taking that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.access.entry import Entry
from portal.database import new_id
from portal.people.models import Side
from portal.plan import queries
from portal.plan.answers import Answer
from portal.plan.core.commands import ChangeTask
from portal.plan.core.events import DATE_FIELDS, TaskChanged
from portal.plan.core.following import Moved, followers, off_days_left
from portal.plan.core.plan import Plan
from portal.plan.core.shift import Shift
from portal.plan.dates.anchors import anchors_of
from portal.plan.dates.working_days import days_off_of
from portal.plan.editor import Author, edit
from portal.plan.queries import Wanted

MOST_CHANGES = 10_000


@dataclass(frozen=True, slots=True)
class Move:
    """The plan, the dates that change by name, and the tasks that move with them."""

    plan: Plan
    dates: Mapping[str, date | None]
    shifts: Sequence[Shift]


def move_of(entry: Entry, dates: Mapping[str, date | None], side: Side = Side.TEAM) -> Move | None:
    """What these dates of the workspace would move, as `side` may know it; None where the plan stays as it is."""
    before = anchors_of(entry.workspace)
    changed = {name: day for name, day in dates.items() if day != before[name]}
    if not changed:
        return None
    try:
        plan = queries.load_plan(entry.workspace.id, side)
    except LookupError:
        return None
    moved = Moved({**before, **changed}, frozenset(changed))
    shifts = followers(plan, moved, days_off_of(entry.workspace))
    return Move(plan, changed, shifts) if shifts else None


def off_days_move(entry: Entry) -> Move | None:
    """The open tasks that are due on a day off, on working days instead; None where there are none."""
    try:
        plan = queries.load_plan(entry.workspace.id, Side.TEAM)
    except LookupError:
        return None
    shifts = off_days_left(plan, anchors_of(entry.workspace), days_off_of(entry.workspace))
    return Move(plan, {}, shifts) if shifts else None


def carry_out(entry: Entry, move: Move) -> Answer:
    """Move them all in one change, in the name of the reader."""
    return move_together(entry, move.plan, move.shifts)


def move_together(entry: Entry, plan: Plan, shifts: Sequence[Shift]) -> Answer:
    """Move these tasks of the reader's own plan in one change."""
    return _edit(plan.id, shifts, _author(entry))


def carry_out_for_both(entry: Entry, move: Move) -> Answer:
    """Move what both sides agreed to move, internal tasks too, whichever side gave the last word."""
    actor = entry.actor
    author = Author(None, entry.workspace.id, "schedule", actor.participant_id, actor.side.value)
    return _edit(move.plan.id, move.shifts, author)


def _edit(plan_id: str, shifts: Sequence[Shift], author: Author) -> Answer:
    commands = [command for shift in shifts for command in shift.commands()]
    return edit(plan_id, commands, author, f"{new_id()}.0")


def take_back(entry: Entry, last: int) -> Answer:
    """Undo the change that ends with number `last` and that this person made, all of it or nothing.

    Refused where somebody changed one of its dates since.
    """
    plan_id, side = queries.plan_of(entry.workspace.id) or "", entry.actor.side
    wanted = Wanted(by=entry.actor.participant_id, before=last + 1)
    newest = queries.changes(plan_id, side, wanted, 1)
    # All of one change came at one instant: what is older is not read.
    since = replace(wanted, since=newest[0].at) if newest else wanted
    changes = queries.changes(plan_id, side, since, MOST_CHANGES) if newest else []
    commands = [
        ChangeTask(event.task, event.field, event.before, event.after, pins=False)
        for change in changes
        if (change.at, change.via) == (changes[0].at, changes[0].via)
        if isinstance(event := change.event, TaskChanged) and event.field in DATE_FIELDS and not event.pins
    ]
    return edit(plan_id, commands, _author(entry), f"{new_id()}.0") if commands else Answer()


def _author(entry: Entry) -> Author:
    return Author(entry.actor.session_id, entry.workspace.id, via="schedule")
