"""Tasks from typed or pasted words: what the reader makes of them, as fields that a plan takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal import clock
from portal.access.entry import Entry
from portal.config import settings
from portal.people.queries import Face
from portal.plan.core.commands import Limits
from portal.plan.core.reading import Reading, read_line
from portal.plan.core.reading_list import read_list
from portal.plan.views.readers import people_to_ask

TITLE_LENGTH = Limits().title_length
DESCRIPTION_LENGTH = Limits().description_length


@dataclass(frozen=True)
class Draft:
    """One task to be. `fields` are those beside the title, by their names; `new_name` owns it once confirmed."""

    title: str
    fields: dict[str, Any] = field(default_factory=dict)
    new_name: str | None = None

    @property
    def owner(self) -> str | None:
        return self.fields.get("owner")

    @property
    def due(self) -> date | None:
        return self.fields.get("due")

    @property
    def is_done(self) -> bool:
        return self.fields.get("status") == "done"


def draft_of_line(line: str, entry: Entry, known: Mapping[str, Face]) -> Draft:
    return _draft(read_line(line[: settings().pasted_length], _names(known), clock.today(entry.workspace.timezone)))


def drafts_of_list(text: str, entry: Entry, known: Mapping[str, Face]) -> list[Draft]:
    today, longest = clock.today(entry.workspace.timezone), settings().pasted_length
    return [_draft(one) for one in read_list(text[:longest], _names(known), today)]


def _names(known: Mapping[str, Face]) -> dict[str, str]:
    return {face.id: face.name for face in people_to_ask(known)}


def _draft(reading: Reading) -> Draft:
    fields: dict[str, Any] = {name: value for name, value in (("owner", reading.owner), ("due", reading.due)) if value}
    if reading.is_done:
        fields["status"] = "done"
    if len(reading.title) <= TITLE_LENGTH:
        return Draft(reading.title, fields, reading.name)
    # Nothing that was pasted is lost: what is too long for a title stands below it.
    fields["description"] = reading.title[:DESCRIPTION_LENGTH]
    return Draft(f"{reading.title[: TITLE_LENGTH - 1].rstrip()}…", fields, reading.name)


def draft_json(draft: Draft) -> dict[str, Any]:
    """A draft as an `add` of the wire carries it, and beside it whom to confirm."""
    told = {"title": draft.title, **draft.fields} | ({"due": draft.due.isoformat()} if draft.due else {})
    return {"task": told, "name": draft.new_name}


def why_not(text: str, drafts: Sequence[Draft]) -> str | None:
    """Why this list cannot be added as a whole; None where it can."""
    longest, most = settings().pasted_length, settings().pasted_tasks
    if len(text) > longest:
        return str(_("This is too long. Paste at most %(most)s characters at once.", most=longest))
    if not drafts:
        return str(_("There is no line with words in it."))
    if len(drafts) > most:
        return str(_("These are %(num)s tasks. Paste at most %(most)s at once.", num=len(drafts), most=most))
    return None
