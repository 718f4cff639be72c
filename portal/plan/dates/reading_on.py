"""A long log is read on now and then, so that nobody who opens a page waits for all of it."""

from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Workspace
from portal.plan.dates.ledger import slips_of
from portal.plan.history.ownership import last_set
from portal.plan.models import PlanRow


def read_on(payload: dict[str, Any]) -> None:
    """Do READ_ON for the plan that it names."""
    workspace_id, revision = db.session.execute(
        select(PlanRow.workspace_id, PlanRow.revision).where(PlanRow.id == payload["plan"])
    ).one()
    last_set(payload["plan"])
    slips_of(db.session.get_one(Workspace, workspace_id), payload["plan"], revision)
