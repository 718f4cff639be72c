"""The one function that answers: may this actor do this?"""

from dataclasses import replace
from enum import StrEnum

from portal.access.actor import Actor
from portal.access.models import Rights
from portal.people.models import Side, WorkspaceStatus


class Act(StrEnum):
    SEE = "see"
    COMMENT = "comment"
    EDIT = "edit"
    SEE_INTERNAL = "see_internal"
    MANAGE = "manage"
    SEE_TEAM = "see_team"
    MANAGE_TEAM = "manage_team"


SOMEBODY = "somebody"

NOTHING: frozenset[Act] = frozenset()
VIEWING = frozenset({Act.SEE})
COMMENTING = frozenset({Act.SEE, Act.COMMENT})
EDITING = frozenset({Act.SEE, Act.COMMENT, Act.EDIT})

BY_RIGHTS = {Rights.VIEW: VIEWING, Rights.COMMENT: COMMENTING, Rights.EDIT: EDITING}
CUSTOMER_MAY = {
    WorkspaceStatus.DRAFT: NOTHING,
    WorkspaceStatus.ACTIVE: EDITING,
    WorkspaceStatus.LIVE: EDITING,
    WorkspaceStatus.COMPLETE: COMMENTING,
    WorkspaceStatus.PAUSED: COMMENTING,
    WorkspaceStatus.CANCELLED: NOTHING,
    WorkspaceStatus.ARCHIVED: VIEWING,
}


def may(actor: Actor, act: Act) -> bool:
    """Whether `actor` may do `act` now. Routes and socket events both ask here, at every request and event."""
    if actor.side is Side.TEAM:
        return actor.is_admin or act is not Act.MANAGE_TEAM
    allowed = CUSTOMER_MAY[actor.workspace_status] & BY_RIGHTS[actor.rights]
    # Who has not said who they are looks around: every word and every change has a name beside it.
    if actor.participant_id is None:
        allowed &= VIEWING
    return act in allowed


def may_read_upload(actor: Actor, by_id: str | None, grant_id: str | None) -> bool:
    """Whether `actor` may read a file that `by_id` uploaded by the link of `grant_id`.

    The team may all, and customers whose own link says who they are. Of the others, who may say any name, each only
    what they uploaded under it in this very browser.
    """
    if actor.side is Side.TEAM or actor.is_verified:
        return True
    is_from_here = actor.grant_id is not None and grant_id == actor.grant_id
    return is_from_here and by_id == actor.participant_id


def lacks_only_a_name(actor: Actor, act: Act) -> bool:
    """Whether `actor` may do `act` as soon as they say who they are."""
    return actor.participant_id is None and not may(actor, act) and may(replace(actor, participant_id=SOMEBODY), act)
