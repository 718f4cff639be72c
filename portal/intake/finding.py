"""How routes find what an address names: through what the reader may see; all else is not there."""

from flask import abort

from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.intake.changing import By
from portal.intake.models import FormRow
from portal.intake.queries import FILLABLE, form_seen_by


def find_form(entry: Entry, form_id: str) -> FormRow:
    """The form, or 404."""
    form = form_seen_by(entry, form_id)
    if form is None:
        abort(404)
    return form


def by_of(entry: Entry) -> By:
    """This reader as the one who changes a form."""
    return By(entry.actor.participant_id, entry.actor.side, entry.actor.grant_id, entry.actor.session_id)


def may_fill(entry: Entry, form: FormRow) -> bool:
    """Whether this reader can give answers now."""
    return form.status in FILLABLE and may(entry.actor, Act.EDIT)
