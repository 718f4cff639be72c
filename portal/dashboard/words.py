"""Dates and waits in words, by the language of the page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.dashboard.next_step import NextStep, StepKind
from portal.dashboard.waits import Wait
from portal.plan.parts.blocker_words import age_words
from portal.success.queries import MeaningSeen
from portal.web.filters import day, local, short_day, weekday

THIS_WEEK = 6


def due_words(due: date | None, today: date) -> str:
    """When something is due, as the end of a sentence: "due tomorrow", "due 4 December", "3 days late"."""
    if due is None:
        return _("no date yet")
    ahead = (due - today).days
    if ahead < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -ahead)
    if ahead == 0:
        return _("due today")
    if ahead == 1:
        return _("due tomorrow")
    if ahead <= THIS_WEEK:
        return _("due %(weekday)s", weekday=weekday(due))
    return _("due %(date)s", date=short_day(due))


def wait_words(wait: Wait, owner: str | None, today: date) -> str:
    """The second line of something that waits: who has it, and how it stands. `owner` is the name to show."""
    who = owner or _("Nobody named yet")
    if wait.is_blocked:
        said = _("Blocked · %(who)s", who=who)
        return f"{said} · {age_words(wait.blocked_days)}" if wait.task.blocked.now else said
    return f"{who} · {due_words(wait.task.due, today)}"


def step_words(step: NextStep, today: date) -> str:
    """When my next step is due, as a sentence of its own."""
    if step.kind in (StepKind.SAY_WHO, StepKind.NOTHING):
        return ""
    due = step.due_on
    if due is None:
        return _("It has no date yet.")
    if step.late_days:
        return ngettext(
            "%(num)s day late: it was due on %(day)s.",
            "%(num)s days late: it was due on %(day)s.",
            step.late_days,
            day=day(due),
        )
    if due == today:
        return _("Due today.")
    if due == today + timedelta(days=1):
        return _("Due tomorrow.")
    return _("Due %(day)s.", day=day(due))


def seen_words(at: datetime | None, now: datetime, zone: str) -> str:
    """When the customer last did something, short enough for a column."""
    if at is None:
        return _("Not yet")
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return _("Just now")
    if minutes < 60:
        return _("%(minutes)s min ago", minutes=minutes)
    return _day_seen(local(at, zone), local(now, zone).date())


def _day_seen(then: datetime, today: date) -> str:
    days = (today - then.date()).days
    if days == 0:
        return f"{then:%H:%M}"
    if days == 1:
        return _("Yesterday")
    if days <= THIS_WEEK:
        return ngettext("%(num)s day ago", "%(num)s days ago", days)
    return short_day(then.date())


def since_words(since: datetime, now: datetime, zone: str) -> str:
    """The title over what changed since the visit before."""
    then, today = local(since, zone), local(now, zone).date()
    days = (today - then.date()).days
    if days == 0:
        return _("Since %(time)s", time=f"{then:%H:%M}")
    if days == 1:
        return _("Since yesterday")
    if days <= THIS_WEEK:
        return _("Since %(weekday)s", weekday=weekday(then.date()))
    return _("Since %(date)s", date=short_day(then.date()))


def errand_button(kind: StepKind) -> str:
    """What the button of an errand says."""
    if kind is StepKind.FORM:
        return _("Open the form")
    return _("Look and confirm") if kind is StepKind.CONFIRM else _("Go to the training")


def invitation_to(meanings: Sequence[MeaningSeen]) -> str:
    """What the link to the definition of done says: what is to be done there, if anything."""
    return _("See who signed it") if all(seen.is_agreed for seen in meanings) else _("Write it down and sign it")
