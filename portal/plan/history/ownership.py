"""Who set last what stands in a plan, read from its history."""

from collections.abc import Mapping

from sqlalchemy import and_, func, or_, select

from portal.extensions import db
from portal.people.models import Side
from portal.people.queries import Face
from portal.plan.core.ownership import Setting, Share, ownership
from portal.plan.core.plan import Plan
from portal.plan.models import EventRow

FIELDS = ("due", "owner", "title", "description")


def ownership_of(plan: Plan, faces: Mapping[str, Face]) -> dict[str, Share]:
    """The customer's share, as people set things or said them; what the product did by itself counts for nobody."""
    field = EventRow.body["field"].as_string()
    # A date that moved along with another was set by nobody.
    is_set = and_(EventRow.kind == "TaskChanged", field.in_(FIELDS), EventRow.body["pins"].as_boolean().is_not(False))
    newest = (
        select(func.max(EventRow.revision))
        .where(EventRow.plan_id == plan.id, EventRow.via == "person", or_(EventRow.kind == "TaskAdded", is_set))
        .group_by(EventRow.subject_id, EventRow.kind, field)
    )
    rows = db.session.execute(
        select(EventRow.subject_id, EventRow.kind, field.label("field"), EventRow.side, EventRow.said_id)
        .where(EventRow.plan_id == plan.id, EventRow.revision.in_(newest))
        .order_by(EventRow.revision)
    )
    settings = (
        Setting(
            task=row.subject_id,
            field=row.field if row.kind == "TaskChanged" else None,
            is_customer=(faces[row.said_id].side if row.said_id in faces else row.side) == Side.CUSTOMER,
        )
        for row in rows
    )
    return ownership(plan, settings)
