"""Mails that carry somebody's own link."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from portal.access.addresses import address_of
from portal.access.links import LinkTerms, make_link, path_of
from portal.mail import outbox
from portal.people.models import Participant
from portal.people.queries import brand_of


@dataclass(frozen=True)
class Occasion:
    """Why somebody gets their link: the mail's template, its subject (a lazy sentence), and what else it says."""

    template: str
    subject: Any
    context: Mapping[str, Any] = field(default_factory=dict)


def mail_link(session: Session, person: Participant, terms: LinkTerms, occasion: Occasion) -> None:
    """Make `person`, a contact with an address, a new personal link and mail it, in their language."""
    contact, workspace = person.contact, person.workspace
    if contact is None or not contact.email:
        raise ValueError("a link is mailed to a contact with an address")
    link = make_link(session, workspace.id, terms, person)
    brand = brand_of(workspace)
    context = {
        "person_name": person.name,
        "url": address_of(workspace) + path_of(link),
        "vendor_name": brand.vendor_name,
        "customer_name": brand.customer_name,
        **occasion.context,
    }
    with force_locale(contact.language or workspace.language):
        letter = outbox.Letter(str(occasion.subject), occasion.template, context, is_secret=True)
        outbox.send(session, contact.email, letter, workspace.id)
