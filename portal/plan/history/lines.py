"""One line of the plan's history: a change with its author, its time and what stood there before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.people.queries import Face
from portal.plan.core.events import PhaseRenamed, TaskChanged, subject_of
from portal.plan.core.plan import Plan
from portal.plan.history.changes import is_told, say_change, title_of
from portal.plan.queries import Change
from portal.web.filters import full_day

LONGEST_SHOWN = 200
# Who did what the product did by itself, in whose name.
VIA_WORDS: dict[str, LazyString] = {
    "form": _l("by a form"),
    "training": _l("by a training"),
    "playbook": _l("by the playbook"),
    "import": _l("by an import"),
    "schedule": _l("by the schedule"),
    "assistant": _l("by the assistant"),
    "erasure": _l("by the erasure of a person"),
}


@dataclass(frozen=True)
class HistoryLine:
    """One change to show. `before` is what stood there, `after` what stands there since where `said` does not say it.

    `number` is its place in the reader's own sequence. `task_id` is the task to open, if it stands; `restore` is where
    it is brought back, if it does not.
    """

    by: Face | None
    via: LazyString | str | None
    said: Markup
    at: datetime
    number: int
    before: str = ""
    after: str = ""
    task_id: str | None = None
    restore: str | None = None
    # Who said it, where `by` typed.
    said_by: Face | None = None
    # All that one act did of the same kind, where this line stands for it.
    parts: tuple["HistoryLine", ...] = ()


def history_lines(
    changes: Iterable[Change], plan: Plan, faces: Mapping[str, Face], me: str | None
) -> Iterator[tuple[Change, HistoryLine]]:
    """Each change with its line, but for what the reader of `plan` may not know by now."""
    for change in changes:
        title = title_of(change, plan)
        if title is not None and is_told(change.event):
            before, after = _texts(change, faces)
            line = HistoryLine(
                by=faces.get(change.by or ""),
                via=VIA_WORDS.get(change.via) or _with_others(change, faces),
                said_by=faces.get(change.said or ""),
                said=say_change(change, title, faces, me),
                at=change.at,
                number=change.number,
                before=before,
                after=after,
                task_id=_standing_task(subject_of(change.event), plan),
                restore=_restorable(subject_of(change.event), plan),
            )
            yield change, line


def _with_others(change: Change, faces: Mapping[str, Face]) -> str | None:
    names = [faces[other].name for other in change.others if other in faces]
    return _("with %(names)s", names=", ".join(names)) if names else None


def _texts(change: Change, faces: Mapping[str, Face]) -> tuple[str, str]:
    """What stood there and what stands there since; each only where the sentence leaves it open."""
    match change.event:
        case TaskChanged(field="description", before=before, after=after):
            return _shortened(before) or _("nothing"), _shortened(after) or _("nothing")
        case TaskChanged(field="title", before=before) | PhaseRenamed(before=before):
            return before, ""
        case TaskChanged(field="due" | "start", before=date() as before):
            return full_day(before), ""
        case TaskChanged(field="owner", before=str() as before) if before in faces:
            return faces[before].name, ""
    return "", ""


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _standing_task(subject: str, plan: Plan) -> str | None:
    task = plan.tasks.get(subject)
    stands = task is not None and not task.is_removed and not plan.phases[task.phase].is_removed
    return subject if stands else None


def _restorable(subject: str, plan: Plan) -> str | None:
    """Where a form brings the subject back: `tasks/<id>` or `phases/<id>`; None while it stands."""
    task, phase = plan.tasks.get(subject), plan.phases.get(subject)
    if task and task.is_removed and not plan.phases[task.phase].is_removed:
        return f"tasks/{subject}"
    return f"phases/{subject}" if phase and phase.is_removed else None
