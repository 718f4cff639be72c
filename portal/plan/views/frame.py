"""What stands around every view of the plan: who reads it, what they ask for, and the addresses that say so."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _

from portal import clock
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.people.models import Side
from portal.people.queries import faces
from portal.plan.core.plan import STATUSES, Plan, Progress, Task
from portal.plan.dates.commitment_words import Head, head_of
from portal.plan.views.filters import NOBODY, Filter, Reading, filter_of, is_wanted, to_script
from portal.plan.views.readers import people_to_ask
from portal.plan.views.rows import STATUS_WORDS


@dataclass(frozen=True)
class Seen:
    """One reader before one plan, as every view of it needs them."""

    entry: Entry
    plan: Plan
    reading: Reading
    wanted: Filter
    name: str
    go_live: Head

    @property
    def address(self) -> str:
        """Where the plan's pages are."""
        return f"/w/{self.entry.workspace.id}/plan"

    @property
    def path(self) -> str:
        """Where this view is; the list is the plan's own page."""
        return f"{self.address}/{self.name}" if self.name else self.address


@dataclass(frozen=True)
class Chip:
    """One thing that is asked for, in words, and where it is not."""

    name: str
    words: str
    url: str


@dataclass(frozen=True)
class ViewFrame:
    """What stands around every view."""

    name: str
    seq: int
    plan_id: str
    progress: Progress
    may_edit: bool
    sees_internal: bool
    wanted: Filter
    wanted_json: Mapping[str, Any]
    chips: list[Chip]
    # Parts of the address besides the filter that leaving a filter keeps.
    kept: Mapping[str, str]
    path: str

    def url(self, **changed: str) -> str:
        """This view's own address with the same filter."""
        return address(self.path, self.wanted, {**self.kept, **changed})

    def elsewhere(self, path: str) -> str:
        """The address of another view with the same filter."""
        return address(path, self.wanted, {})

    @property
    def unfiltered(self) -> str:
        """This view's own address without any filter."""
        return address(self.path, Filter(), self.kept)


def seen(entry: Entry, plan: Plan, name: str) -> Seen:
    people = faces(entry.workspace.id)
    reading = Reading(clock.today(entry.workspace.timezone), entry.actor.participant_id, people)
    return Seen(entry, plan, reading, filter_of(request.args, plan, people), name, head_of(entry, people))


def fitting(seen: Seen) -> Callable[[Task], bool] | None:
    """Whether a task is asked for; None where all are."""
    return None if seen.wanted.is_empty else lambda task: is_wanted(task, seen.wanted, seen.reading)


def frame_of(seen: Seen, kept: Mapping[str, str]) -> ViewFrame:
    """The frame of a view; `kept` is what its address says besides the filter."""
    wanted, path = seen.wanted, seen.path
    return ViewFrame(
        name=seen.name,
        seq=seen.plan.revision,
        plan_id=seen.plan.id,
        progress=seen.plan.progress(),
        may_edit=may(seen.entry.actor, Act.EDIT),
        sees_internal=may(seen.entry.actor, Act.SEE_INTERNAL),
        wanted=wanted,
        wanted_json=to_script(wanted, seen.reading),
        chips=[Chip(name, words, address(path, wanted.without(name), kept)) for name, words in _asked(seen)],
        kept=kept,
        path=path,
    )


def address(path: str, wanted: Filter, kept: Mapping[str, str]) -> str:
    query = urlencode({**wanted.query(), **{name: value for name, value in kept.items() if value}})
    return f"{path}?{query}" if query else path


def _asked(seen: Seen) -> Iterator[tuple[str, str]]:
    """Each thing that is asked for, in words."""
    wanted = seen.wanted
    if wanted.words:
        yield "words", _("“%(words)s”", words=wanted.words)
    if wanted.mine:
        yield "mine", _("Mine")
    if wanted.owner:
        yield "owner", _("No owner") if wanted.owner == NOBODY else seen.reading.people[wanted.owner].name
    if wanted.say:
        yield "say", _("%(name)s has a say", name=seen.reading.people[wanted.say].name)
    if wanted.side:
        yield "side", side_words(seen.entry)[wanted.side]
    if wanted.status:
        yield "status", str(STATUS_WORDS[wanted.status])
    if wanted.late:
        yield "late", _("Late")
    if wanted.phase:
        yield "phase", seen.plan.phases[wanted.phase].name


def side_words(entry: Entry) -> dict[str, str]:
    """Whose side owns a task, by its name."""
    return {Side.TEAM.value: _("The vendor’s side"), Side.CUSTOMER.value: entry.workspace.customer.name}


def filter_words(seen: Seen) -> dict[str, Any]:
    """What the form of the filters offers."""
    return {
        "owners": people_to_ask(seen.reading.people),
        "sides": side_words(seen.entry),
        "statuses": {status: STATUS_WORDS[status] for status in STATUSES},
        "plan_phases": seen.plan.phases_in_order(),
    }
