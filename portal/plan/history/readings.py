"""What was made of a plan's log so far, kept in the database: a long history is read once, and then what is new."""

from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import select

from portal import database
from portal.extensions import db
from portal.plan.models import PlanReading

# The kind of job that reads on, every so many changes.
READ_ON = "plan.read_on"
# So many changes may be read again and again before what they come to is kept.
KEPT_AFTER = 500

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a plan's log up to `revision`."""

    revision: int
    body: Any


def kept_reading(plan_id: str, name: str, made_from: str = "") -> Reading | None:
    """What was kept under `name`; None where nothing was, or where it was made from something else besides."""
    row = db.session.execute(
        select(PlanReading.revision, PlanReading.body).where(
            PlanReading.plan_id == plan_id, PlanReading.name == name, PlanReading.made_from == made_from
        )
    ).first()
    return Reading(row.revision, row.body) if row else None


def keep_reading(plan_id: str, name: str, reading: Reading, made_from: str = "") -> None:
    """Keep it in place of what was kept under `name`. It only saves work: where it cannot be written, all goes on."""
    kept = PlanReading(plan_id=plan_id, name=name, made_from=made_from, revision=reading.revision, body=reading.body)
    try:
        with database.write() as session:
            session.merge(kept)
    except Exception as error:
        # Another process may have kept the same in this moment.
        log.warning("reading_not_kept", reading=name, error=type(error).__name__)
