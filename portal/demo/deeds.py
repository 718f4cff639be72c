"""What somebody did in the demo, and when: on days that lie behind us."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal import clock
from portal.demo.story import DemoCustomer
from portal.plan.core.commands import Command
from portal.plan.core.plan import Plan, Task
from portal.plan.dates.working_days import days_off


@dataclass(frozen=True)
class Deed:
    """What a participant (by id) did, in the words of `said` where somebody else said it."""

    at: datetime
    person: str
    command: Command
    said: str | None = None


def just_now() -> AbstractContextManager[None]:
    """After all that was told of a plan: its history goes forward only."""
    return clock.pretend(clock.now() - timedelta(minutes=30))


def kickoff_on(story: DemoCustomer) -> date:
    return working_day(story, clock.today(story.timezone) + timedelta(days=story.kickoff_in_days))


def working_day(story: DemoCustomer, day: date) -> date:
    """The day, or the last one before it on which people work."""
    is_off = days_off(story.timezone)
    while is_off(day):
        day -= timedelta(days=1)
    return day


def days_ago(story: DemoCustomer, days: int, hour: int) -> datetime:
    """That hour of the working day so many days ago."""
    return at_hour(story, working_day(story, clock.today(story.timezone) - timedelta(days=days)), hour)


def at_hour(story: DemoCustomer, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 5), ZoneInfo(story.timezone))


def titled(plan: Plan, beginning: str) -> Task:
    """The task whose title began so at first."""
    return next(task for task in plan.tasks_in_order() if task.title.startswith(beginning))
