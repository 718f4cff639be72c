"""What time it is: the one place that reads the clock, and the one place that tests freeze."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day at this instant in the IANA time zone `zone`."""
    return now().astimezone(ZoneInfo(zone)).date()
