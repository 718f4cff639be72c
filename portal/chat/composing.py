"""The place where a message is typed, which always says who will read it."""

from dataclasses import dataclass

from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.chat.models import Room
from portal.chat.refusals import Refused
from portal.config import settings
from portal.database import new_id
from portal.people.queries import brand_of


@dataclass(frozen=True)
class Composer:
    """One form for one room. The room is in its address, never in a field that could slip.

    `message_id` is made with the form, so that sending it twice says it once. `typed` and `error` are there after a
    refusal.
    """

    room: Room
    address: str
    message_id: str
    thread: str | None
    vendor: str
    customer: str
    longest: int
    typed: str = ""
    error: str = ""

    @property
    def is_internal(self) -> bool:
        return self.room is Room.INTERNAL

    @property
    def key(self) -> str:
        """What tells its field from others on the page, and its draft from others of this browser."""
        return f"{self.room}-{self.thread or 'room'}"


@dataclass(frozen=True)
class Attempt:
    """What was sent and refused, to be shown again."""

    room: Room
    message_id: str
    typed: str
    refused: Refused


def composer(entry: Entry, room: Room, thread: str | None = None, attempt: Attempt | None = None) -> Composer | None:
    """The composer of a room, with what was refused in it; None for who may not write there."""
    needed = Act.SEE_INTERNAL if room is Room.INTERNAL else Act.COMMENT
    if not may(entry.actor, needed):
        return None
    brand = brand_of(entry.workspace)
    again = attempt if attempt and attempt.room is room else None
    return Composer(
        room=room,
        address=address_of(entry.workspace.id, room),
        message_id=again.message_id if again else new_id(),
        thread=thread,
        vendor=brand.vendor_name,
        customer=brand.customer_name,
        longest=settings().message_length,
        typed=again.typed if again else "",
        error=again.refused.say if again else "",
    )


def address_of(workspace_id: str, room: Room) -> str:
    """A room's page, to which its form is sent."""
    return f"/w/{workspace_id}/chat" + ("/internal" if room is Room.INTERNAL else "")
