"""The dates of an onboarding that the plan counts from."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from portal.people.models import Workspace

# By their names in rules.
DATES = {"signed": "signed_on", "kickoff": "kickoff_on", "go_live": "go_live_on"}


def set_dates(session: Session, workspace_id: str, dates: Mapping[str, date | None]) -> None:
    """Write these dates of the workspace; the others stay."""
    workspace = session.get_one(Workspace, workspace_id)
    for name, day in dates.items():
        setattr(workspace, DATES[name], day)
