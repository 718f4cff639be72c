"""Which tasks of a plan a reader wants to see: the same in every view, and said by the address alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.people.models import Side
from portal.people.queries import Face
from portal.plan.core.plan import STATUSES, Plan, Task

# Stands for tasks that nobody owns.
NOBODY = "nobody"
LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; what is empty asks for nothing.

    `owner` is a participant's id, or nobody; `say` is that of somebody who has a say: accountable, asked or told.
    """

    words: str = ""
    owner: str = ""
    say: str = ""
    side: str = ""
    status: str = ""
    phase: str = ""
    late: bool = False
    mine: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Filter()

    def query(self) -> dict[str, str]:
        """The filter as the address says it."""
        asked = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: "1" if value is True else value for name, value in asked.items() if value}

    def without(self, name: str) -> "Filter":
        """The same, asking for one thing less."""
        return replace(self, **{name: getattr(Filter(), name)})


def filter_of(args: MultiDict[str, str], plan: Plan, people: Mapping[str, Face]) -> Filter:
    """The filter an address asks for. What names nothing that is here asks for nothing."""
    phases = [phase.id for phase in plan.phases_in_order()]
    return Filter(
        words=" ".join(args.get("words", "").split())[:LONGEST_WORDS],
        owner=_known(args.get("owner", ""), (NOBODY, *people)),
        say=_known(args.get("say", ""), people),
        side=_known(args.get("side", ""), [side.value for side in Side]),
        status=_known(args.get("status", ""), STATUSES),
        phase=_known(args.get("phase", ""), phases),
        late=args.get("late") == "1",
        mine=args.get("mine") == "1",
    )


def _known(asked: str, known: Iterable[str]) -> str:
    return asked if asked in known else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads, when, and who is who: what a filter needs besides the task."""

    today: date
    me: str | None
    people: Mapping[str, Face]


def is_wanted(task: Task, wanted: Filter, reading: Reading) -> bool:
    """Whether the task fits all that is asked for. Its twin in the browser is static/js/plan/filters.js."""
    return all(_answers(task, wanted, reading))


def _answers(task: Task, wanted: Filter, reading: Reading) -> Iterator[bool]:
    owner = reading.people.get(task.owner) if task.owner else None
    yield wanted.words.casefold() in task.title.casefold()
    yield not wanted.owner or (task.owner or NOBODY) == wanted.owner
    yield not wanted.say or wanted.say in task.roles.people()
    yield not wanted.side or (owner is not None and owner.side == wanted.side)
    yield not wanted.status or task.status == wanted.status
    yield not wanted.phase or task.phase == wanted.phase
    yield not wanted.late or task.is_late(reading.today)
    yield not wanted.mine or (task.owner is not None and task.owner == reading.me)


def to_script(wanted: Filter, reading: Reading) -> dict[str, Any]:
    """The filter as the scripts read it from the page."""
    return {**wanted.query(), "me": reading.me or ""}
