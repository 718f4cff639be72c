"""Whom a reader of the plan may name, and why a reader may not edit."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.access.actor import Actor
from portal.access.policy import Act, lacks_only_a_name, may
from portal.people.models import Side, WorkspaceStatus
from portal.people.queries import Face


def people_to_ask(faces: Mapping[str, Face]) -> list[Face]:
    """Who can own a task: everyone still here whom the workspace lists, in the order they came."""
    return [face for face in faces.values() if not face.removed and face.listed]


def who_may_say(actor: Actor, faces: Mapping[str, Face]) -> list[Face]:
    """Whose words this reader may type: customers put none into the team's mouth."""
    others = [face for face in people_to_ask(faces) if face.id != actor.participant_id]
    return others if may(actor, Act.SEE_INTERNAL) else [face for face in others if face.side == Side.CUSTOMER]


def why_no_edit(actor: Actor) -> LazyString | None:
    """The quiet line for a reader without controls: why there are none, and what to do. None for editors."""
    if may(actor, Act.EDIT):
        return None
    if actor.workspace_status in (WorkspaceStatus.PAUSED, WorkspaceStatus.COMPLETE, WorkspaceStatus.ARCHIVED):
        return _l("This plan takes no changes at the moment.")
    if lacks_only_a_name(actor, Act.EDIT):
        return _l("You are looking around.")
    return _l("This link is for reading.")
