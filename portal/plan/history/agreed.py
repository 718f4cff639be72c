"""Agreed plans: a revision with a name and a day, such as "agreed in the kickoff", to hold today's plan against."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import Actor
from portal.config import settings
from portal.extensions import db
from portal.plan.core.commands import Rejected
from portal.plan.core.values import FIRST_DAY, LAST_DAY, clean_line
from portal.plan.models import AgreedRow, PlanRow

LONGEST_NAME = 100


def agreed_of(plan_id: str) -> Sequence[AgreedRow]:
    """What was agreed, the newest first."""
    query = select(AgreedRow).where(AgreedRow.plan_id == plan_id, AgreedRow.removed_at.is_(None))
    return db.session.scalars(query.order_by(AgreedRow.agreed_on.desc(), AgreedRow.created_at.desc())).all()


def find_agreed(plan_id: str, agreed_id: str) -> AgreedRow | None:
    """The agreed plan, also where it was removed."""
    return db.session.scalar(select(AgreedRow).where(AgreedRow.plan_id == plan_id, AgreedRow.id == agreed_id))


def agree(session: Session, plan_id: str, name: str, agreed_on: date, actor: Actor) -> str:
    """Keep the plan as it stands under a name, and answer its id.

    Raises Rejected with the field that is wrong.
    """
    name = clean_line(name, "name", LONGEST_NAME)
    if not FIRST_DAY <= agreed_on <= LAST_DAY:
        raise Rejected("invalid", "date_out_of_range", field="day")
    most = settings().agreed_per_plan
    standing = select(func.count()).where(AgreedRow.plan_id == plan_id, AgreedRow.removed_at.is_(None))
    if (session.scalar(standing) or 0) >= most:
        raise Rejected("invalid", "too_many_agreed", field="name", most=most)
    revision = session.scalar(select(PlanRow.revision).where(PlanRow.id == plan_id))
    row = AgreedRow(plan_id=plan_id, name=name, agreed_on=agreed_on, revision=revision or 0, by_id=actor.participant_id)
    session.add(row)
    session.flush()
    return row.id


def set_removed(session: Session, plan_id: str, agreed_id: str, is_removed: bool) -> None:
    removed_at = clock.now() if is_removed else None
    found = (AgreedRow.plan_id == plan_id, AgreedRow.id == agreed_id)
    session.execute(update(AgreedRow).where(*found).values(removed_at=removed_at))
