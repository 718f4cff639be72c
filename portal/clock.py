"""What time it is: the one place that reads the clock, and the one place that tests freeze."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_set_back: ContextVar[timedelta] = ContextVar("clock_set_back", default=timedelta(0))


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) - _set_back.get()


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Within, time goes on from `instant` (aware): for demo data that has a past."""
    token = _set_back.set(datetime.now(UTC) - instant)
    try:
        yield
    finally:
        _set_back.reset(token)


def today(zone: str) -> date:
    """The calendar day at this instant in the IANA time zone `zone`."""
    return now().astimezone(ZoneInfo(zone)).date()
