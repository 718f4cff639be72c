"""Erasing a person: who they were goes at once, and their words wherever they were written by a job right after."""

import secrets
from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy import Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.leaving import leave_team, leave_workspace
from portal.access.links import revoke_link
from portal.access.models import BrowserSession, Grant, Link, SignIn
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import new_id
from portal.erasure.marks import marks_of
from portal.erasure.models import ErasureRow
from portal.erasure.sweeping import TAKE_OUT
from portal.jobs.queue import enqueue
from portal.mail.models import Mail, MailState
from portal.people.models import Contact, Member, Participant, Workspace
from portal.people.naming import Refused
from portal.people.team import keep_one_admin

NOBODY = "erased.invalid"
Person = Contact | Member


def words_of(session: Session, person: Person) -> list[str]:
    """What says who this is: name, address and number, but for what somebody else is called too."""
    words = [word for word in (person.name, person.email, person.phone) if word]
    return [word for word in words if not _is_anothers(session, person, word)]


def _is_anothers(session: Session, person: Person, word: str) -> bool:
    for model in (Contact, Member):
        same = or_(*(func.lower(column) == word.lower() for column in (model.name, model.email, model.phone)))
        query = select(model.id).where(same, model.erased_at.is_(None), model.id != person.id)
        if session.scalar(query.limit(1)):
            return True
    return False


def erase(session: Session, person: Person, words: Sequence[str]) -> str:
    """Erase `person`, and `words` wherever they were written; the erasure's id.

    Raises Refused for the last admin, and a second time.
    """
    is_member = isinstance(person, Member)
    person = session.get_one(Member, person.id) if is_member else session.get_one(Contact, person.id)
    salt = secrets.token_urlsafe(16)
    written = [*words, *(str(escape(word)) for word in words)]
    if person.erased_at:
        raise Refused("person", _("This person was erased already."))
    if isinstance(person, Member):
        keep_one_admin(session, person)
    row = ErasureRow(
        id=new_id(),
        at=clock.now(),
        person_id=person.id,
        customer_id=person.customer_id if isinstance(person, Contact) else None,
        instead=_instead(session, person),
        salt=salt,
        marks=marks_of(written, salt),
    )
    erase_as(session, person, row)
    return row.id


def _instead(session: Session, person: Person) -> str:
    """The words in place of a name, in the language of those who read it."""
    language = person.language
    if isinstance(person, Contact):
        theirs = select(Workspace.language).where(Workspace.customer_id == person.customer_id)
        language = session.scalar(theirs.order_by(Workspace.created_at.desc()).limit(1))
    with force_locale(language or "en"):
        return _("Former person")


def erase_as(session: Session, person: Person, row: ErasureRow) -> None:
    """Erase `person` as `row` says, which was decided before."""
    if isinstance(person, Member):
        _leave_team(session, person)
    else:
        _leave_workspaces(session, person)
    if person.email:
        _empty_mails(session, person.email)
    # A member always has an address: one that nobody can have.
    person.email = f"{row.id.lower()}@{NOBODY}" if isinstance(person, Member) else None
    person.name, person.phone, person.language = row.instead, None, None
    person.removed_at = person.removed_at or clock.now()
    person.erased_at = clock.now()
    session.add(row)
    session.flush()
    record(session, Recorded.PERSON_ERASED, person=person.id)
    enqueue(session, TAKE_OUT, {"erasure": row.id})


def _leave_team(session: Session, member: Member) -> None:
    leave_team(session, member)
    _leave_places(session, select(Participant).where(Participant.member_id == member.id))
    session.execute(delete(SignIn).where(SignIn.member_id == member.id))
    session.execute(delete(BrowserSession).where(BrowserSession.member_id == member.id))
    member.is_admin = False


def _leave_workspaces(session: Session, contact: Contact) -> None:
    _leave_places(session, select(Participant).where(Participant.contact_id == contact.id))
    contact.claimed = False


def _leave_places(session: Session, query: Select[Participant]) -> None:
    for place in session.scalars(query).all():
        leave_workspace(session, place)
        for link in session.scalars(select(Link).where(Link.participant_id == place.id)):
            link.label = ""
            revoke_link(session, link)
        browsers = session.scalars(select(Grant.session_id).where(Grant.participant_id == place.id)).all()
        session.execute(delete(Grant).where(Grant.participant_id == place.id))
        # Others may have opened their links in the same browser.
        is_used = or_(BrowserSession.member_id.is_not(None), exists().where(Grant.session_id == BrowserSession.id))
        session.execute(delete(BrowserSession).where(BrowserSession.id.in_(browsers), ~is_used))
        place.role = place.ask_about = ""
        place.away, place.listed = [], False
        place.removed_at = place.removed_at or clock.now()


def _empty_mails(session: Session, address: str) -> None:
    """Mails to the person keep that they went, and when; what waits is not sent."""
    theirs = func.lower(Mail.recipient) == address.lower()
    waiting = (MailState.WAITING, MailState.FAILED)
    session.execute(update(Mail).where(theirs, Mail.state.in_(waiting)).values(state=MailState.WITHDRAWN))
    session.execute(update(Mail).where(theirs).values(recipient="", subject="", text="", html="", error=None))
    session.execute(update(Mail).where(func.lower(Mail.reply_to) == address.lower()).values(reply_to=None))
