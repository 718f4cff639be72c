"""Days as links show and take them: whole days of the workspace's own zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.access.models import Link
from portal.web.filters import full_day


def end_of_day(day: date, zone: str) -> datetime:
    """The instant at which `day` is over in `zone`."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def last_day(link: Link) -> str:
    """The last day on which the link works, written out."""
    last_moment = link.expires_at - timedelta(seconds=1)
    return full_day(last_moment.astimezone(ZoneInfo(link.workspace.timezone)).date())
