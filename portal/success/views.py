"""All that the page of what done means shows to one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.access.actor import Actor
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.extensions import db
from portal.people.models import Side
from portal.people.queries import Face, faces, listed_faces
from portal.success.forms import AskForm, MeaningForm, ReachForm
from portal.success.landmarks import ASKS_BEFORE_RECORDING
from portal.success.models import Landmark, LandmarkKind
from portal.success.queries import (
    MeaningSeen,
    count_asks,
    landmarks_of,
    last_ask,
    meanings_of,
    missing_of,
    revision_of,
)


@dataclass(frozen=True)
class Step:
    """One of the three events. `may_say` is whether this reader may record it now; `waits_for` is what comes first."""

    kind: LandmarkKind
    landmark: Landmark | None
    may_say: bool
    may_take_back: bool
    waits_for: Sequence[LandmarkKind] = ()


@dataclass(frozen=True)
class Refusal:
    """What was typed and not taken, with its form, beside the part of the page that it belongs to."""

    part: str
    form: MeaningForm | ReachForm | AskForm
    current: str | None = None


@dataclass(frozen=True)
class DoneView:
    revision: int
    meanings: Sequence[MeaningSeen]
    steps: Sequence[Step]
    people: Mapping[str, Face]
    may_edit: bool
    is_verified: bool
    is_team: bool
    asks: int
    asked_at: datetime | None
    is_asked_of_me: bool
    to_ask: list[Face]


def done_view(entry: Entry) -> DoneView:
    """The page for the one who came in."""
    here, actor = entry.workspace.id, entry.actor
    people = faces(here)
    asked, asks = last_ask(db.session(), here), count_asks(db.session(), here)
    standing = landmarks_of(db.session(), here)
    return DoneView(
        revision=revision_of(db.session(), here),
        meanings=meanings_of(entry.workspace),
        steps=[_step(kind, standing, actor, asks) for kind in LandmarkKind],
        people=people,
        may_edit=may(actor, Act.EDIT),
        is_verified=actor.is_verified,
        is_team=actor.side is Side.TEAM,
        asks=asks,
        asked_at=asked.at if asked else None,
        is_asked_of_me=_is_asked(standing.get(LandmarkKind.FIRST_VALUE), actor, asks),
        to_ask=listed_faces(people, Side.CUSTOMER),
    )


def _is_asked(first: Landmark | None, actor: Actor, asks: int) -> bool:
    """Whether this reader's word is wanted: nobody gave theirs yet, or only somebody whom we do not know to be them."""
    if actor.side is Side.TEAM or not may(actor, Act.EDIT):
        return False
    if first is None:
        return asks > 0
    return first.confirmed_by_id is None or (actor.is_verified and not first.is_verified)


def _step(kind: LandmarkKind, standing: Mapping[LandmarkKind, Landmark], actor: Actor, asks: int) -> Step:
    landmark, is_team, may_edit = standing.get(kind), actor.side is Side.TEAM, may(actor, Act.EDIT)
    missing = missing_of(standing) if kind is LandmarkKind.COMPLETE else []
    may_say = {
        LandmarkKind.FIRST_VALUE: not is_team or asks >= ASKS_BEFORE_RECORDING,
        LandmarkKind.GO_LIVE: True,
        LandmarkKind.COMPLETE: is_team and not missing,
    }[kind]
    is_closed = kind is not LandmarkKind.COMPLETE and LandmarkKind.COMPLETE in standing
    may_take_back = landmark is not None and may_edit and (is_team or landmark.side is actor.side) and not is_closed
    return Step(kind, landmark, may_edit and may_say and landmark is None, may_take_back, missing)


def meaning_form(seen: MeaningSeen, refusal: Refusal | None) -> MeaningForm:
    """The form that changes a meaning: as it was sent and refused, or with the words that stand."""
    if refusal and refusal.part == seen.kind.value and isinstance(refusal.form, MeaningForm):
        return refusal.form
    return MeaningForm(formdata=None, words=seen.words, base=seen.words)


def reach_form(kind: LandmarkKind, refusal: Refusal | None) -> ReachForm:
    """The form that records an event."""
    if refusal and refusal.part == f"reach-{kind.value}" and isinstance(refusal.form, ReachForm):
        return refusal.form
    return ReachForm(formdata=None)


def ask_form(contacts: list[Face], refusal: Refusal | None) -> AskForm:
    """The form that asks a contact."""
    if refusal and isinstance(refusal.form, AskForm):
        return refusal.form
    form = AskForm(formdata=None)
    form.offer(contacts)
    return form
