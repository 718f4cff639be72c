"""What time it is: the one place that reads the clock, and the one place that tests freeze."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_pretended: ContextVar[datetime | None] = ContextVar("pretended_now", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Within, it is `instant` (aware): for demo data that has a past."""
    token = _pretended.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def today(zone: str) -> date:
    """The calendar day at this instant in the IANA time zone `zone`."""
    return now().astimezone(ZoneInfo(zone)).date()
