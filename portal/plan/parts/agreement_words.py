"""Who stands behind a task, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.people.queries import Face
from portal.plan.core.agreeing import state_of
from portal.plan.core.plan import Task
from portal.web.filters import full_day, short_day

TERM_WORDS: dict[str, LazyString] = {
    "title": _l("Title"),
    "owner": _l("Owner"),
    "due": _l("Due"),
    "description": _l("What to do"),
}


@dataclass(frozen=True)
class ChangedTerm:
    """One term that is no longer what was agreed: what it was and is, where that is short, and who changed it."""

    word: LazyString
    was: str
    now: str
    by: str


def names(ids: Sequence[str | None], faces: Mapping[str, Face], me: str | None) -> str:
    """The first names, the reader's own as "you"."""
    known = [_name(one, faces, me) for one in ids]
    if len(known) > 1:
        return str(_("%(names)s and %(last)s", names=", ".join(known[:-1]), last=known[-1]))
    return known[0] if known else ""


def _name(who: str | None, faces: Mapping[str, Face], me: str | None) -> str:
    face = faces.get(who or "")
    if face is None:
        return str(_("someone"))
    return str(_("you")) if face.id == me else face.first_name


def agreement_words(task: Task, faces: Mapping[str, Face], me: str | None) -> str:
    """How the task stands, and by whom: one short line."""
    agreement = task.agreement
    match state_of(agreement):
        case "agreed":
            return str(_("Agreed by %(names)s", names=names([word.by for word in agreement.words], faces, me)))
        case "changed":
            return str(_("Changed since agreed by %(name)s", name=_name(agreement.changed[0].by, faces, me)))
    if agreement.proposed_by in faces:
        return str(_("Proposed by %(name)s", name=_name(agreement.proposed_by, faces, me)))
    return str(_("Proposed"))


def agreed_by(task: Task, faces: Mapping[str, Face], me: str | None) -> str:
    """When and by whom it was agreed: "13 Nov, by Jonas and Anna"."""
    words = task.agreement.words
    if not words:
        return ""
    day = short_day(max(word.on for word in words))
    said = str(_("%(day)s, by %(names)s", day=day, names=names([word.by for word in words], faces, me)))
    return with_typists(said, [word.typed for word in words], faces, me)


def proposal_words(task: Task, faces: Mapping[str, Face], me: str | None) -> str:
    """By whom it was proposed, and who typed it for them."""
    return with_typists(agreement_words(task, faces, me), [task.agreement.proposal_typed], faces, me)


def with_typists(said: str, typed: Sequence[str | None], faces: Mapping[str, Face], me: str | None) -> str:
    """What is said of somebody, with who typed it for them beside: "Proposed by Anna (typed by Tom)"."""
    known = list(dict.fromkeys(who for who in typed if who))
    by = _("typed by %(names)s", names=names(known, faces, me))
    return f"{said} ({by})" if known else said


def changed_terms(task: Task, faces: Mapping[str, Face], me: str | None) -> list[ChangedTerm]:
    """What is no longer as it was agreed."""
    terms = task.agreement.terms or {}
    return [
        ChangedTerm(
            word=TERM_WORDS[change.field],
            was=_shown(change.field, terms.get(change.field), faces),
            now=_shown(change.field, getattr(task, change.field), faces),
            by=with_typists(_name(change.by, faces, me), [change.typed], faces, me),
        )
        for change in task.agreement.changed
    ]


def _shown(field: str, value: object, faces: Mapping[str, Face]) -> str:
    if field == "description":
        return ""
    if not value:
        return str(_("nothing"))
    if field == "owner":
        face = faces.get(str(value))
        return face.first_name if face else str(_("someone"))
    if field == "due":
        return full_day(value if isinstance(value, date) else date.fromisoformat(str(value)))
    return str(value)
