"""The sponsor's one screen: what was bought, when it goes live, what waits for their word, and what endangers it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.dashboard.next_step import late_days
from portal.people.models import Side
from portal.people.queries import Face
from portal.plan.core.plan import Plan, Task

SPONSOR = ("sponsor", "sponsorin")
RISKS_SHOWN = 5


@dataclass(frozen=True)
class Risk:
    """A shared task that is blocked, or late by so many calendar days."""

    task: Task
    late_days: int

    @property
    def is_blocked(self) -> bool:
        return self.task.status == "blocked"


@dataclass(frozen=True)
class SponsorScreen:
    """`owed` are the open tasks with a sponsor's name, first due first; `more` counts the risks not shown."""

    sponsors: Sequence[Face]
    owed: Sequence[Task]
    risks: Sequence[Risk]
    more: int


def sponsor_screen(plan: Plan, people: Iterable[Face], me: str | None, today: date) -> SponsorScreen:
    """The screen for `me` where they are a sponsor of the customer; for all others as the sponsors see it."""
    sponsors = [face for face in people if is_sponsor(face) and not face.removed]
    mine = [face for face in sponsors if face.id == me] or sponsors
    names = {face.id for face in mine}
    still_open = [task for task in plan.tasks_in_order() if task.is_open and task.is_shared]
    owed = sorted((task for task in still_open if task.owner in names), key=lambda task: task.due or date.max)
    risks = [risk for task in still_open if (risk := Risk(task, late_days(task, today))).is_blocked or risk.late_days]
    risks.sort(key=lambda risk: (not risk.is_blocked, -risk.late_days))
    return SponsorScreen(mine, owed, risks[:RISKS_SHOWN], max(len(risks) - RISKS_SHOWN, 0))


def is_sponsor(face: Face | None) -> bool:
    """Whether their role says that they are the customer's sponsor, in either language."""
    words = face.role.casefold().replace("-", " ").split() if face and face.side is Side.CUSTOMER else []
    return any(word.endswith(SPONSOR) for word in words)
