"""The committed go-live and what is proposed for it, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.entry import Entry
from portal.extensions import db
from portal.people.dates import is_committed
from portal.people.models import Side
from portal.people.queries import Face
from portal.plan.dates.commitment import AGREED, WITHDRAWN, open_proposal
from portal.plan.dates.forecast import GoLive, go_live_of
from portal.plan.models import GoLiveProposal
from portal.web.filters import short_day


def go_live_words(live: GoLive, *, is_committed: bool) -> str:
    """ "Committed 4 March · forecast 18 March, 10 working days later"; "" where there is no day at all."""
    if live.agreed_on is None:
        return str(_("Forecast go-live %(day)s", day=short_day(live.forecast_on))) if live.forecast_on else ""
    day = short_day(live.agreed_on)
    parts = [_("Committed %(day)s", day=day) if is_committed else _("Go-live target %(day)s", day=day)]
    if live.forecast_on and not live.is_done:
        parts.append(_forecast_words(live, live.forecast_on))
    return " · ".join(parts)


def _forecast_words(live: GoLive, forecast_on: date) -> str:
    day = short_day(forecast_on)
    if live.later_by > 0:
        return str(
            ngettext(
                "forecast %(day)s, %(num)s working day later",
                "forecast %(day)s, %(num)s working days later",
                live.later_by,
                day=day,
            )
        )
    if live.later_by < 0:
        return str(
            ngettext(
                "forecast %(day)s, %(num)s working day earlier",
                "forecast %(day)s, %(num)s working days earlier",
                -live.later_by,
                day=day,
            )
        )
    return str(_("forecast the same day"))


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of the go-live that a view marks; `kind` is "committed", "forecast", or "later" for a forecast that is."""

    day: date
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the plan's head says of the go-live: both days, a proposal that waits, and what views mark of it."""

    days: str
    is_later: bool
    proposed: str
    marks: list[Mark]


def head_of(entry: Entry, known: Mapping[str, Face]) -> Head:
    """The same for both sides, but for who has to answer."""
    live, committed = go_live_of(entry.workspace), is_committed(entry.workspace)
    return Head(
        days=go_live_words(live, is_committed=committed),
        is_later=live.later_by > 0 and not live.is_done,
        proposed=proposed_words(entry, known),
        marks=go_live_marks(live, is_committed=committed),
    )


def go_live_marks(live: GoLive, *, is_committed: bool) -> list[Mark]:
    """The committed day, and the forecast where it is another one."""
    marks = []
    if live.agreed_on:
        marks.append(Mark(live.agreed_on, "committed", _("Committed go-live") if is_committed else _("Go-live target")))
    if live.forecast_on and live.forecast_on != live.agreed_on and not live.is_done:
        marks.append(Mark(live.forecast_on, "later" if live.later_by > 0 else "forecast", _("Forecast go-live")))
    return marks


def proposed_words(entry: Entry, known: Mapping[str, Face]) -> str:
    """What is proposed and waits for an answer; "" where nothing is."""
    waiting = open_proposal(db.session(), entry.workspace.id)
    return waiting_words(waiting, entry, known) if waiting else ""


def waiting_words(waiting: GoLiveProposal, entry: Entry, known: Mapping[str, Face]) -> str:
    """ "Maria proposes 12 March instead: waiting for your side"."""
    said = {"name": _name(waiting.by_id, known), "day": short_day(waiting.day)}
    if waiting.side is not entry.actor.side:
        return str(_("%(name)s proposes %(day)s instead: waiting for your side", **said))
    if waiting.side is Side.CUSTOMER:
        return str(_("%(name)s proposes %(day)s instead: waiting for the vendor’s side", **said))
    return str(
        _("%(name)s proposes %(day)s instead: waiting for %(other)s", other=entry.workspace.customer.name, **said)
    )


def answer_words(one: GoLiveProposal, entry: Entry, known: Mapping[str, Face]) -> str:
    """How a proposal ended, and by whom."""
    said = {"name": _name(one.answered_by_id, known)}
    if one.answer == WITHDRAWN:
        return str(_("Withdrawn by %(name)s", **said))
    return str(_("Agreed to by %(name)s", **said) if one.answer == AGREED else _("Declined by %(name)s", **said))


def _name(participant_id: str | None, known: Mapping[str, Face]) -> str:
    face = known.get(participant_id or "")
    return face.name if face else _("Somebody")
