"""Whoever was taken out is hung up on, and mails to them that still wait are not sent."""

from sqlalchemy.orm import Session

from portal.database import after_commit
from portal.live.doorbell import ring_hangup
from portal.mail import outbox
from portal.people.models import Member, Participant


def leave_workspace(session: Session, person: Participant) -> None:
    """Call it in the transaction that takes `person` out of their workspace."""
    if person.contact and person.contact.email:
        outbox.withdraw_from(session, person.contact.email, person.workspace_id)
    participant_id = person.id
    after_commit(session, lambda: ring_hangup(participant_id=participant_id))


def leave_team(session: Session, member: Member) -> None:
    """Call it in the transaction that takes `member` off the team."""
    outbox.withdraw_from(session, member.email)
    member_id = member.id
    after_commit(session, lambda: ring_hangup(member_id=member_id))
