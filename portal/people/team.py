"""Who is on the team, and who keeps it. Each takes the session of a write() around it.

Whether somebody may do it is asked before, by whoever calls.
"""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.people.models import Member
from portal.people.naming import Refused, clean_address, clean_name


def add_member(session: Session, name: str, email: str, is_admin: bool = False) -> Member:
    """Somebody new on the team, or somebody removed coming back. Raises Refused if the address is in use."""
    address = clean_address(email)
    if not address:
        raise Refused("email", _("An e-mail address is missing."))
    member = session.scalar(select(Member).where(Member.email == address))
    if member is not None and not member.removed_at:
        raise Refused("email", _("Somebody on the team has this address already."))
    if member is None:
        member = Member(name="", email=address)
        session.add(member)
    member.name, member.is_admin, member.removed_at = clean_name(name), is_admin, None
    session.flush()
    return member


def rename_member(session: Session, member_id: str, name: str) -> None:
    """What everybody reads beside what they do, customers too. Raises Refused on a bad name."""
    session.get_one(Member, member_id).name = clean_name(name)


def remove_member(session: Session, member_id: str) -> Member:
    """Take a member off the team. Raises Refused for the last admin."""
    member = session.get_one(Member, member_id)
    keep_one_admin(session, member)
    member.removed_at, member.is_admin = clock.now(), False
    return member


def restore_member(session: Session, member_id: str) -> Member:
    """Take back a removal; an admin comes back as a plain member. Raises Refused for somebody who was erased."""
    member = session.get_one(Member, member_id)
    if member.erased_at:
        raise Refused("member", _("This person was erased and cannot be brought back."))
    member.removed_at = None
    return member


def make_admin(session: Session, member_id: str) -> Member:
    """Let a member manage the team and the default brand."""
    member = session.get_one(Member, member_id)
    member.is_admin = True
    return member


def unmake_admin(session: Session, member_id: str) -> Member:
    """Make an admin a plain member. Raises Refused for the last one."""
    member = session.get_one(Member, member_id)
    keep_one_admin(session, member)
    member.is_admin = False
    return member


def keep_one_admin(session: Session, member: Member) -> None:
    """Raises Refused where nobody but `member` is an admin."""
    # Locked: two who take it from each other at once would both still see the other.
    admins = session.scalars(
        select(Member.id).where(Member.is_admin, Member.removed_at.is_(None)).order_by(Member.id).with_for_update()
    ).all()
    if member.is_admin and set(admins) <= {member.id}:
        raise Refused("member", _("This is the last admin. Make somebody else an admin first."))
