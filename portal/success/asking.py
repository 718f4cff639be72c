"""Asking a contact by mail whether the first result is there."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal import clock
from portal.access.link_mails import Occasion, mail_link
from portal.access.links import LinkTerms, is_gone
from portal.people.models import Participant
from portal.success.changing import By, Refused, open_definition
from portal.success.models import ConfirmationAsk, LandmarkKind, Meaning
from portal.success.queries import landmarks_of, last_ask, words_of

ASK_EVERY = timedelta(hours=20)


def ask_to_confirm(session: Session, by: By, participant_id: str) -> Participant:
    """Mail a contact a link of their own that leads to the question; once a day at most.

    Raises Refused for who cannot be asked, and where it is confirmed or was just asked.
    """
    workspace = open_definition(session, by)
    person = session.get(Participant, participant_id)
    if person is None or person.workspace_id != workspace.id or person.contact is None or is_gone(person):
        raise Refused(_("Choose somebody on the customer’s side."), "person")
    if not person.contact.email:
        raise Refused(_("There is no address on file for %(name)s.", name=person.name), "person")
    first = landmarks_of(session, workspace.id).get(LandmarkKind.FIRST_VALUE)
    if first and first.confirmed_by_id:
        raise Refused(_("The first value is confirmed already."), "person")
    last = last_ask(session, workspace.id)
    if last and clock.now() - last.at < ASK_EVERY:
        raise Refused(_("They were asked today already. Give them a day."), "person")
    session.add(ConfirmationAsk(workspace_id=workspace.id, participant_id=person.id, by_id=by.participant_id))
    means = {"means": words_of(workspace, Meaning.FIRST_VALUE)}
    occasion = Occasion("confirm_first_value", _l("Is the first result there, %(name)s?", name=person.name), means)
    mail_link(session, person, LinkTerms(label=person.name), occasion)
    return person
