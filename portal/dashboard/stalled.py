"""Health by published rules: how much is late, how long the customer is silent, whether a milestone has passed."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.people.models import WorkspaceStatus


class Health(StrEnum):
    """In the order a team looks at them: the worst first."""

    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"
    DRAFT = "draft"
    PAUSED = "paused"
    CLOSED = "closed"


UNJUDGED = {
    WorkspaceStatus.DRAFT: Health.DRAFT,
    WorkspaceStatus.PAUSED: Health.PAUSED,
    WorkspaceStatus.COMPLETE: Health.CLOSED,
    WorkspaceStatus.CANCELLED: Health.CLOSED,
    WorkspaceStatus.ARCHIVED: Health.CLOSED,
}


@dataclass(frozen=True)
class Rules:
    """Where the lines are drawn: days, and percent of what was due so far."""

    quiet_days: int = 5
    silent_days: int = 10
    overdue_days: int = 5
    at_risk_percent: int = 20
    off_track_percent: int = 60


RULES = Rules()
ISO_LENGTH = len("2026-11-23")


class Dated(Protocol):
    """The part of a summary that lateness is told from; dates are in ISO form, in order, spaces between."""

    dues: str
    customer_dues: str
    team_dues: str
    milestone_dues: str
    customer_blocked: str
    team_blocked: str
    blocked: int
    oldest_title: str | None
    milestone_title: str | None


@dataclass(frozen=True)
class Judgement:
    """How an onboarding stands on one day, in figures; `reasons` puts them into words."""

    health: Health
    late: int = 0
    blocked: int = 0
    silent_days: int = 0
    never_came: bool = False
    overdue_days: int = 0
    passed_milestones: int = 0
    waits_on: str | None = None
    waits_days: int = 0
    is_silent: bool = False
    is_overdue: bool = False

    @property
    def is_judged(self) -> bool:
        return self.health not in UNJUDGED.values()

    @property
    def is_stalled(self) -> bool:
        return self.is_silent or self.is_overdue or self.passed_milestones > 0


def judge(dated: Dated, status: WorkspaceStatus, today: date, silent_days: int, never_came: bool = False) -> Judgement:
    """How an onboarding stands on `today`. `silent_days` since the customer last acted, or since it began."""
    if status in UNJUDGED:
        return Judgement(UNJUDGED[status], silent_days=silent_days, never_came=never_came)
    day = today.isoformat()
    late_customer, late_team = _before(day, dated.customer_dues), _before(day, dated.team_dues)
    lates = [(dated.customer_dues, "customer")] * bool(late_customer) + [(dated.team_dues, "team")] * bool(late_team)
    _late_side, overdue = _longest_wait(lates, today)
    waits_on, waits_days = _longest_wait(
        [*lates, (dated.customer_blocked, "customer"), (dated.team_blocked, "team")], today
    )
    passed = _before(day, dated.milestone_dues)
    is_silent = silent_days > RULES.silent_days
    is_overdue = overdue >= RULES.overdue_days
    late = late_customer + late_team
    late_percent = 100 * late / _before(day, dated.dues) if late else 0
    return Judgement(
        health=_health(late_percent, is_silent or is_overdue or passed > 0 or dated.blocked > 0),
        late=late,
        blocked=dated.blocked,
        silent_days=silent_days,
        never_came=never_came,
        overdue_days=overdue,
        passed_milestones=passed,
        waits_on=waits_on,
        waits_days=waits_days,
        is_silent=is_silent,
        is_overdue=is_overdue,
    )


def _before(day: str, dates: str) -> int:
    """How many of the dates come before `day`."""
    return bisect_left(dates.split(), day) if dates[:ISO_LENGTH] < day else 0


def _longest_wait(waits: list[tuple[str, str]], today: date) -> tuple[str | None, int]:
    """The side that something waits on the longest, and for how many days; `waits` are its dates, oldest first."""
    since, side = min(((dates[:ISO_LENGTH], side) for dates, side in waits if dates), default=("", None))
    return side, (today - date.fromisoformat(since)).days if since else 0


def _health(late_percent: float, has_warning: bool) -> Health:
    if late_percent > RULES.off_track_percent:
        return Health.OFF_TRACK
    if late_percent >= RULES.at_risk_percent or has_warning:
        return Health.AT_RISK
    return Health.ON_TRACK


HEALTH_WORDS = {
    Health.OFF_TRACK: _l("Off track"),
    Health.AT_RISK: _l("At risk"),
    Health.ON_TRACK: _l("On track"),
    Health.DRAFT: _l("Draft"),
    Health.PAUSED: _l("Paused"),
}
CLOSED_WORDS = {
    WorkspaceStatus.COMPLETE: _l("Complete"),
    WorkspaceStatus.CANCELLED: _l("Cancelled"),
    WorkspaceStatus.ARCHIVED: _l("Archived"),
}


def health_word(health: Health, status: WorkspaceStatus) -> str:
    if health is Health.CLOSED:
        return str(CLOSED_WORDS[status])
    return str(HEALTH_WORDS[health])


def reasons(judgement: Judgement, dated: Dated) -> list[str]:
    """Why the health is what it is: the sentence that names a stall, then the figures it does not name yet."""
    stall = stalled_because(judgement, dated)
    said = [stall] if stall else []
    if judgement.late:
        said.append(ngettext("%(num)s task late", "%(num)s tasks late", judgement.late))
    if judgement.blocked:
        said.append(ngettext("%(num)s blocked", "%(num)s blocked", judgement.blocked))
    if judgement.is_judged and not judgement.is_silent and judgement.silent_days > RULES.quiet_days:
        said.append(ngettext("silent for %(num)s day", "silent for %(num)s days", judgement.silent_days))
    return said


def stalled_because(judgement: Judgement, dated: Dated) -> str | None:
    """The sentence that names why an onboarding is stalled; None when it is not."""
    if judgement.is_silent and judgement.never_came:
        return ngettext(
            "Stalled: nobody from the customer was here for %(num)s day",
            "Stalled: nobody from the customer was here for %(num)s days",
            judgement.silent_days,
        )
    if judgement.is_silent:
        return ngettext(
            "Stalled: the customer is silent for %(num)s day",
            "Stalled: the customer is silent for %(num)s days",
            judgement.silent_days,
        )
    if judgement.is_overdue:
        return ngettext(
            "Stalled: “%(title)s” is %(num)s day overdue",
            "Stalled: “%(title)s” is %(num)s days overdue",
            judgement.overdue_days,
            title=dated.oldest_title,
        )
    if judgement.passed_milestones:
        return _("Stalled: the milestone “%(title)s” has passed", title=dated.milestone_title)
    return None
