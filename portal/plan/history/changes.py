"""What was changed in a plan, in words: the newest word on each thing, for a reader who was away, or all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from portal.people.queries import Face
from portal.plan.core.events import (
    PhaseAdded,
    PhaseMoved,
    PhaseRemoved,
    PhaseRenamed,
    PhaseRestored,
    TaskAdded,
    TaskChanged,
    TaskLinked,
    TaskMoved,
    TaskRemoved,
    TaskRestored,
    subject_of,
)
from portal.plan.core.parts import Agreement, Blocked, Blocker
from portal.plan.core.plan import Plan
from portal.plan.history.work_changes import work_names, work_sentence
from portal.plan.parts.blocker_words import reason_words
from portal.plan.queries import Change
from portal.web.filters import short_day


@dataclass(frozen=True)
class ChangeLine:
    """One change to show; `by` is None when the product itself did it."""

    by: Face | None
    said: Markup
    at: datetime


def change_lines(changes: Iterable[Change], plan: Plan, faces: Mapping[str, Face], me: str | None) -> list[ChangeLine]:
    """The changes that others made, newest first, one line for each thing that changed.

    Names come from `plan`, the reader's own: what they may not see is left out, whatever the history holds.
    """
    lines, told = [], set()
    for change in changes:
        thing = (type(change.event).__name__, subject_of(change.event), getattr(change.event, "field", ""))
        title = title_of(change, plan)
        if change.by == me or title is None or thing in told or not is_told(change.event):
            continue
        told.add(thing)
        said = say_change(change, title, faces, me)
        lines.append(ChangeLine(faces.get(change.by or ""), said, change.at))
    return lines


def title_of(change: Change, plan: Plan) -> str | None:
    """The present title of what was changed; None where the reader of `plan` may not know it."""
    subject = subject_of(change.event)
    if subject in plan.tasks:
        return plan.tasks[subject].title
    return plan.phases[subject].name if subject in plan.phases else None


def is_told(event: object) -> bool:
    """Whether the change says more than the one it came with: a blocker that comes or goes is the status's to say."""
    if not isinstance(event, TaskChanged):
        return True
    if event.field == "agreed":
        return bool(event.after.words != event.before.words)
    if event.field == "promise":
        return bool(event.after != event.before)
    return event.field != "blocker" or bool(event.after.now and event.after.now.is_told)


def say_change(change: Change, title: str, faces: Mapping[str, Face], me: str | None) -> Markup:
    """The change as a sentence without its author, for participant `me`."""
    event = change.event
    said: dict[str, Any] = {"title": Markup("<b>%s</b>") % title}
    match event:
        case TaskChanged(field="owner"):
            return _owner(event, change.by, said, faces, me)
        case TaskChanged(field="due" | "start", after=date() as day):
            return _fill(_date_sentence(event), said | {"day": short_day(day)})
        case TaskChanged(field="blocker", after=Blocked(now=Blocker() as now)):
            why = reason_words(now)
            sentence = _("Said what blocks %(title)s: %(why)s") if why else _("Named who can clear %(title)s")
            return _fill(sentence, said | {"why": why})
        case TaskChanged(field="agreed", before=before, after=after):
            return _fill(_agreement_sentence(before, after), said)
        case TaskChanged(field="checklist"):
            return _fill(_("Changed the checklist of %(title)s"), said)
        case TaskChanged(field="files" | "roles" | "promise" | "effort" | "behind"):
            return _fill(work_sentence(event), said | work_names(event, faces))
        case TaskChanged():
            return _fill(_field_sentence(event), said)
        case _:
            return _fill(_sentence(event), said)


def _agreement_sentence(before: Agreement, after: Agreement) -> str:
    if len(after.words) < len(before.words):
        return _("Took back the word on %(title)s")
    if is_confirmed_anew(before, after):
        return _("Said that the date of %(title)s still holds")
    return _("Agreed to %(title)s")


def is_confirmed_anew(before: Agreement, after: Agreement) -> bool:
    """Whether nobody agreed who had not before: somebody said on a later day that it still holds."""
    sayers = [{(word.by, word.side) for word in one.words} for one in (before, after)]
    return sayers[0] == sayers[1]


def _fill(sentence: str, words: Mapping[str, object]) -> Markup:
    # The sentence is our own or its translation; what it is filled with is escaped.
    return Markup(sentence) % words  # noqa: S704


def _owner(
    event: TaskChanged, by: str | None, said: dict[str, Any], faces: Mapping[str, Face], me: str | None
) -> Markup:
    if event.after is None:
        return _fill(_("Took the owner off %(title)s"), said)
    if event.after == me:
        return _fill(_("Gave you %(title)s"), said)
    if event.after == by:
        return _fill(_("Took on %(title)s"), said)
    owner = faces.get(event.after)
    return _fill(_("Gave %(title)s to %(name)s"), said | {"name": owner.first_name if owner else "?"})


def _date_sentence(event: TaskChanged) -> str:
    if event.field == "start":
        return _("Set the start of %(title)s to %(day)s")
    return _("Moved %(title)s to %(day)s") if event.before else _("Set %(title)s for %(day)s")


def _field_sentence(event: TaskChanged) -> str:
    if event.field == "rule" and event.after:
        return _("Changed what the date of %(title)s follows")
    sentences = {
        ("status", "todo"): _("Opened %(title)s again"),
        ("status", "doing"): _("Started %(title)s"),
        ("status", "blocked"): _("Marked %(title)s as blocked"),
        ("status", "done"): _("Finished %(title)s"),
        ("status", "dropped"): _("Marked %(title)s as not needed"),
        ("visibility", "shared"): _("Added %(title)s for both sides"),
        ("visibility", "internal"): _("Made %(title)s internal"),
        ("pinned", False): _("Let %(title)s follow the plan again"),
        ("pinned", True): _("Set the date of %(title)s by hand"),
        ("fixed", True): _("Fixed the date of %(title)s"),
        ("fixed", False): _("Let the date of %(title)s move again"),
        ("milestone", True): _("Made %(title)s a milestone"),
        ("milestone", False): _("Made %(title)s an ordinary task"),
        ("rule", None): _("Let %(title)s follow no other date"),
        ("due", None): _("Took the date off %(title)s"),
        ("start", None): _("Took the start date off %(title)s"),
        ("title", event.after): _("Renamed a task to %(title)s"),
        ("description", event.after): _("Wrote about %(title)s"),
    }
    return sentences.get((event.field, event.after), _("Changed %(title)s"))


def _sentence(event: object) -> str:
    match event:
        case TaskAdded() | PhaseAdded():
            return _("Added %(title)s")
        case TaskRemoved() | PhaseRemoved():
            return _("Removed %(title)s")
        case TaskRestored() | PhaseRestored():
            return _("Brought back %(title)s")
        case PhaseRenamed():
            return _("Renamed a phase to %(title)s")
        case TaskMoved() | PhaseMoved():
            return _("Moved %(title)s in the plan")
        case TaskLinked(before=before, after=after):
            return _("Tied a form or training to %(title)s") if len(after) >= len(before) else _("Untied %(title)s")
    return _("Changed %(title)s")
