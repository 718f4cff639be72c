"""Reading the audit log: the newest first, as far as a filter lets through."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from portal.audit.models import AuditRow
from portal.extensions import db

UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Wanted:
    """What to show; None shows everything."""

    act: str | None = None
    workspace_id: str | None = None
    by_id: str | None = None
    first_day: date | None = None
    last_day: date | None = None


def acts(wanted: Wanted, before: int | None = None, most: int | None = None) -> list[AuditRow]:
    """The acts that were asked for, the newest first, from number `before` on down."""
    query = _filtered(wanted).order_by(AuditRow.number.desc())
    if before is not None:
        query = query.where(AuditRow.number < before)
    return list(db.session.scalars(query.limit(most)))


def _filtered(wanted: Wanted) -> Select[AuditRow]:
    query = select(AuditRow)
    for column, value in (
        (AuditRow.act, wanted.act),
        (AuditRow.workspace_id, wanted.workspace_id),
        (AuditRow.by_id, wanted.by_id),
    ):
        if value:
            query = query.where(column == value)
    if wanted.first_day:
        query = query.where(AuditRow.at >= _midnight(wanted.first_day))
    if wanted.last_day:
        query = query.where(AuditRow.at < _midnight(wanted.last_day + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
