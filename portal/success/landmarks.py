"""The three dated events: first value, go-live, complete. Who may say that one was reached, and when."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import clock
from portal.database import after_commit
from portal.live.doorbell import ring_hangup
from portal.people.models import Side, Workspace, WorkspaceStatus
from portal.success.changing import By, Refused, open_definition
from portal.success.models import Landmark, LandmarkKind
from portal.success.queries import count_asks, landmarks_of, missing_of

# After so many asks without an answer the team may record the first value itself, with what shows it.
ASKS_BEFORE_RECORDING = 2
STATUS_AFTER = {LandmarkKind.GO_LIVE: WorkspaceStatus.LIVE, LandmarkKind.COMPLETE: WorkspaceStatus.COMPLETE}
STATUS_WITHOUT = {LandmarkKind.GO_LIVE: WorkspaceStatus.ACTIVE, LandmarkKind.COMPLETE: WorkspaceStatus.LIVE}


def reach(session: Session, by: By, kind: LandmarkKind, reached_on: date, evidence: str = "") -> Landmark:
    """Say that `kind` was reached on a day.

    Raises Refused for a day still to come, one that stands already, and for who may not say so (yet).
    """
    workspace = open_definition(session, by)
    if reached_on > clock.today(workspace.timezone):
        raise Refused(_("This day is still to come."), "reached_on")
    if kind in landmarks_of(session, by.workspace_id):
        raise Refused(_("This is recorded already. Take it back first to change the day."), "reached_on")
    _check_may_say(session, by, kind, evidence)
    landmark = Landmark(
        workspace_id=by.workspace_id,
        kind=kind,
        reached_on=reached_on,
        evidence=evidence,
        by_id=by.participant_id,
        side=by.side,
    )
    if kind is LandmarkKind.FIRST_VALUE and by.side is Side.CUSTOMER:
        _confirm(landmark, by)
    session.add(landmark)
    session.flush()
    _follow(session, workspace, STATUS_AFTER.get(kind))
    return landmark


def _check_may_say(session: Session, by: By, kind: LandmarkKind, evidence: str) -> None:
    if kind is LandmarkKind.COMPLETE:
        if by.side is not Side.TEAM:
            raise Refused(_("Only the team closes an onboarding."))
        if missing_of(landmarks_of(session, by.workspace_id)):
            raise Refused(_("Complete needs first value and go-live, both with their day."), "reached_on")
    if kind is LandmarkKind.FIRST_VALUE and by.side is Side.TEAM:
        if count_asks(session, by.workspace_id) < ASKS_BEFORE_RECORDING:
            raise Refused(_("First value is the customer’s to confirm. Ask them twice before you record it yourself."))
        if not evidence:
            raise Refused(_("Say what shows it: the customer has not confirmed it."), "evidence")


def confirm(session: Session, by: By) -> None:
    """The customer's word for a first value: one that the team recorded, or that somebody unverified confirmed.

    Raises Refused where there is none to confirm.
    """
    open_definition(session, by)
    landmark = session.get(Landmark, (by.workspace_id, LandmarkKind.FIRST_VALUE))
    if landmark is None or by.side is not Side.CUSTOMER:
        raise Refused(_("There is nothing to confirm here any more."))
    if landmark.confirmed_by_id is None or (by.is_verified and not landmark.is_verified):
        _confirm(landmark, by)


def _confirm(landmark: Landmark, by: By) -> None:
    landmark.confirmed_by_id = by.participant_id
    landmark.confirmed_at = clock.now()
    landmark.is_verified = by.is_verified


def take_back(session: Session, by: By, kind: LandmarkKind) -> None:
    """Record it no longer. Raises Refused for who did not record it, and for what a complete onboarding stands on."""
    workspace = open_definition(session, by)
    standing = landmarks_of(session, by.workspace_id)
    landmark = standing.get(kind)
    if landmark is None:
        return
    if by.side is not Side.TEAM and landmark.side is not by.side:
        raise Refused(_("The team recorded this. Ask them to take it back."))
    if kind is not LandmarkKind.COMPLETE and LandmarkKind.COMPLETE in standing:
        raise Refused(_("The onboarding is complete. Open it again first."))
    session.delete(landmark)
    session.flush()
    if workspace.status is STATUS_AFTER.get(kind):
        _follow(session, workspace, STATUS_WITHOUT.get(kind))


def _follow(session: Session, workspace: Workspace, status: WorkspaceStatus | None) -> None:
    """Let the onboarding's status say the same; what customers may do hangs on it, so open pages ask again."""
    if status is None or workspace.status is status or workspace.status is WorkspaceStatus.ARCHIVED:
        return
    here = workspace.id
    workspace.status = status
    after_commit(session, lambda: ring_hangup(workspace_id=here))
