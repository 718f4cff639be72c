"""Why a go-live slips, in words: the kinds of blockers where they are the same, and what else moves a date."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.access.entry import Entry
from portal.people.models import Side
from portal.plan.parts.blocker_words import KIND_WORDS

CAUSE_WORDS: dict[str, LazyString] = {
    "procurement": KIND_WORDS["procurement"],
    "approval": KIND_WORDS["approval"],
    "security": KIND_WORDS["security"],
    "holiday": _l("Holiday"),
    "leave": KIND_WORDS["leave"],
    "scope": _l("Change of scope"),
    "data": KIND_WORDS["data"],
    "it": KIND_WORDS["it"],
    "decider": KIND_WORDS["decider"],
    "team": _l("Delay on the vendor’s side"),
    "customer": _l("Delay on the customer’s side"),
    "other": KIND_WORDS["other"],
}
NO_REASON = _l("No reason given")
# On no side: a holiday, say.
NEITHER = "neither"
SIDES = (Side.TEAM.value, Side.CUSTOMER.value, NEITHER)


def cause_sides(entry: Entry) -> dict[str, LazyString | str]:
    """On whose side a cause can lie."""
    names = {Side.TEAM.value: _l("The vendor’s side"), Side.CUSTOMER.value: entry.workspace.customer.name}
    return {**names, NEITHER: _l("Neither side")}


def sides_in_sentences(entry: Entry) -> dict[str, LazyString | str]:
    """The same sides, as they are called in the middle of a sentence."""
    names = {Side.TEAM.value: _l("the vendor’s side"), Side.CUSTOMER.value: entry.workspace.customer.name}
    return {**names, NEITHER: _l("neither side")}
