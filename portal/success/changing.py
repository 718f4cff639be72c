"""What every change of the definition of done has in common: who makes it, its counter, and the news afterwards."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.access.visits import note_customer_acted
from portal.database import after_commit
from portal.live.doorbell import ring_topic
from portal.people.models import Side, Workspace
from portal.success.models import Definition
from portal.success.queries import topic_of


@dataclass(frozen=True)
class By:
    """Who writes, signs or says that something was reached. `is_verified`: we know that it is them."""

    workspace_id: str
    participant_id: str | None
    side: Side
    is_verified: bool


def by_of(actor: Actor) -> By:
    """The reader of a page as the one who does something on it."""
    is_verified = actor.side is Side.TEAM or actor.is_verified
    return By(actor.workspace_id, actor.participant_id, actor.side, is_verified)


@dataclass
class Refused(Exception):
    """Nothing was changed. `field` is what the sentence stands beside, `current` what the words are by now."""

    say: str
    field: str = ""
    current: str | None = None


def open_definition(session: Session, by: By) -> Workspace:
    """The workspace, its definition locked at its next revision, so that changes come one after the other."""
    here = by.workspace_id
    workspace = session.scalars(select(Workspace).where(Workspace.id == here).with_for_update()).one()
    counted = update(Definition).where(Definition.workspace_id == here).values(revision=Definition.revision + 1)
    revision = session.scalar(counted.returning(Definition.revision))
    if revision is None:
        session.add(Definition(workspace_id=here, revision=1))
        session.flush()
    after_commit(session, lambda: ring_topic(topic_of(here), revision or 1))
    note_customer_acted(session, here, by.side)
    return workspace
