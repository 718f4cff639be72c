"""The policy, held against a table written out by hand."""

import pytest

from portal.access.actor import Actor
from portal.access.models import Rights
from portal.access.policy import Act, may
from portal.people.models import Side, WorkspaceStatus

NONE: set[str] = set()
SEE = {"see"}
TALK = {"see", "comment"}
EDIT = {"see", "comment", "edit"}

# What a customer who said who they are may do, by status and by the link's rights (view, comment, edit).
CUSTOMER = {
    "draft": (NONE, NONE, NONE),
    "active": (SEE, TALK, EDIT),
    "live": (SEE, TALK, EDIT),
    "complete": (SEE, TALK, TALK),
    "paused": (SEE, TALK, TALK),
    "cancelled": (NONE, NONE, NONE),
    "archived": (SEE, SEE, SEE),
}
LOOKING_AROUND = {
    "draft": NONE,
    "active": SEE,
    "live": SEE,
    "complete": SEE,
    "paused": SEE,
    "cancelled": NONE,
    "archived": SEE,
}
MEMBER = {"see", "comment", "edit", "see_internal", "manage", "see_team"}
ADMIN = MEMBER | {"manage_team"}


def an_actor(side: str, status: str, rights: str = "edit", participant_id: str | None = "p", is_admin: bool = False):
    is_member = side == "team"
    return Actor(
        workspace_id="w",
        side=Side(side),
        rights=Rights(rights),
        participant_id=participant_id,
        session_id="s",
        link_id=None if is_member else "l",
        grant_id=None if is_member else "g",
        member_id="m" if is_member else None,
        is_admin=is_admin,
        is_verified=is_member,
        workspace_status=WorkspaceStatus(status),
    )


def acts_of(actor: Actor) -> set[str]:
    return {act.value for act in Act if may(actor, act)}


def test_every_status_is_in_the_tables():
    assert set(CUSTOMER) == set(LOOKING_AROUND) == {status.value for status in WorkspaceStatus}


def test_customers_may_what_status_and_rights_allow():
    seen = {
        status: tuple(acts_of(an_actor("customer", status, rights)) for rights in ("view", "comment", "edit"))
        for status in CUSTOMER
    }
    assert seen == CUSTOMER


@pytest.mark.parametrize("rights", ["view", "comment", "edit"])
def test_who_has_not_said_who_they_are_only_looks(rights):
    seen = {status: acts_of(an_actor("customer", status, rights, participant_id=None)) for status in LOOKING_AROUND}
    assert seen == LOOKING_AROUND


@pytest.mark.parametrize("status", list(CUSTOMER))
def test_members_may_everything_in_every_status_but_manage_the_team(status):
    assert acts_of(an_actor("team", status)) == MEMBER


@pytest.mark.parametrize("status", list(CUSTOMER))
def test_admins_may_everything(status):
    assert acts_of(an_actor("team", status, is_admin=True)) == ADMIN
