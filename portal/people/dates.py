"""The dates of an onboarding that the plan counts from. The go-live, once committed, takes the word of both sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.people.models import Workspace, WorkspaceStatus
from portal.people.naming import Refused

# By their names in rules.
DATES = {"signed": "signed_on", "kickoff": "kickoff_on", "go_live": "go_live_on"}


def began_on(workspace: Workspace) -> date:
    """The day from which the onboarding counts; without a better one, that on which it was made, by its own clock."""
    made_on = workspace.created_at.astimezone(ZoneInfo(workspace.timezone)).date()
    return workspace.kickoff_on or workspace.signed_on or made_on


def is_committed(workspace: Workspace) -> bool:
    """Whether the customer holds us to the day: they have seen it, so it takes both to move it."""
    is_seen = workspace.committed_at is not None or workspace.status is not WorkspaceStatus.DRAFT
    return workspace.go_live_on is not None and is_seen


def note_commitment(workspace: Workspace) -> None:
    """Keep that the day is committed, for when the workspace becomes a draft again."""
    if workspace.committed_at is None and is_committed(workspace):
        workspace.committed_at = clock.now()


def hold_go_live(workspace: Workspace, day: date | None) -> None:
    """Raises Refused where the committed go-live would become another day by the word of one side."""
    if is_committed(workspace) and day != workspace.go_live_on:
        say = _("Both sides hold each other to this day: propose another one to the customer.")
        raise Refused("go_live_on", say)


def locked(session: Session, workspace_id: str) -> Workspace:
    """The workspace as it stands now, for whoever decides by what stands in it: one after the other."""
    here = select(Workspace).where(Workspace.id == workspace_id).with_for_update()
    return session.scalars(here.execution_options(populate_existing=True)).one()


def set_dates(session: Session, workspace_id: str, dates: Mapping[str, date | None]) -> None:
    """Write these dates of the workspace; the others stay. Raises Refused for a committed go-live."""
    workspace = locked(session, workspace_id)
    hold_go_live(workspace, dates.get("go_live", workspace.go_live_on))
    _write(workspace, dates)


@dataclass(frozen=True)
class Before:
    """What a save may have to put back."""

    dates: Mapping[str, date | None]
    status: WorkspaceStatus
    committed_at: datetime | None
    committed_by_activation: bool


def before_save(workspace: Workspace, dates: Mapping[str, date | None]) -> Before:
    """How `workspace` stands before a save of its settings."""
    return Before(dates, workspace.status, workspace.committed_at, workspace.committed_by_activation)


def put_back(session: Session, workspace_id: str, before: Before) -> None:
    """Undo a save that was not to be: a day that it alone committed is not committed any more."""
    workspace = locked(session, workspace_id)
    workspace.status, workspace.committed_at = before.status, before.committed_at
    workspace.committed_by_activation = before.committed_by_activation
    _write(workspace, before.dates)


def _write(workspace: Workspace, dates: Mapping[str, date | None]) -> None:
    for name, day in dates.items():
        setattr(workspace, DATES[name], day)
