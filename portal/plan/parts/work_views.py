"""The work in an open task, prepared so that templates only draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.config import settings
from portal.files.uploads import DOCUMENTS
from portal.people.queries import Face
from portal.plan.core.behind import is_too_late, steps_behind
from portal.plan.core.plan import Plan, Task
from portal.plan.core.promising import promise_of
from portal.plan.core.work import File
from portal.plan.parts.promise_words import promise_words
from portal.web.filters import short_day

ROLE_WORDS: dict[str, LazyString] = {
    "accountable": _l("Accountable"),
    "consulted": _l("Asked before"),
    "informed": _l("Told after"),
}


@dataclass(frozen=True)
class FileLine:
    """One file: `by` says who put it there and when."""

    id: str
    name: str
    size: int
    by: str


@dataclass(frozen=True)
class RoleLine:
    """One role and who has it."""

    name: str
    word: LazyString
    people: list[Face]


@dataclass(frozen=True)
class BehindLine:
    """One internal task behind a shared one; `warning` where it endangers its date."""

    task: Task
    warning: str


@dataclass(frozen=True)
class Work:
    """`effort` in words, "" for none. `naming` is the task that reminds of a promise, where the reader sees it."""

    effort: str
    files: list[FileLine]
    roles: list[RoleLine]
    promise: str
    naming: str | None
    behind: list[BehindLine]
    # What could stand behind it: internal tasks that do not.
    could_stand_behind: list[Task]
    # The owner, where no mail can reach them yet.
    unreachable: Face | None
    most_bytes: int
    kinds: str


def work_of(task: Task, plan: Plan, faces: Mapping[str, Face], me: str | None, today: date) -> Work:
    """Everything of the work in `task` for the participant `me`; `plan` is the reader's own."""
    promise, owner = promise_of(task, plan), faces.get(task.owner or "")
    return Work(
        effort=hours_words(task.effort) if task.effort else "",
        files=[_file_line(file, faces) for file in task.files if not file.is_removed],
        roles=_role_lines(task, faces),
        promise=promise_words(promise, faces, me, today),
        naming=promise.task if promise else None,
        behind=[BehindLine(step, _warning(step, task, today)) for step in steps_behind(task, plan)],
        could_stand_behind=_could_stand_behind(task, plan),
        unreachable=owner if owner and not owner.reachable else None,
        most_bytes=settings().upload_bytes,
        kinds=", ".join(ending.removeprefix(".").upper() for ending in DOCUMENTS),
    )


def hours_words(hours: float) -> str:
    """ "1.5 h" as the page's language writes it."""
    locale = get_locale()
    written = f"{hours:g}"
    return f"{written.replace('.', ',') if locale and locale.language == 'de' else written} h"


def _file_line(file: File, faces: Mapping[str, Face]) -> FileLine:
    face = faces.get(file.by or "")
    said = [face.first_name if face else _("someone"), short_day(file.on) if file.on else ""]
    return FileLine(file.id, file.name, file.size, ", ".join(filter(None, said)))


def _role_lines(task: Task, faces: Mapping[str, Face]) -> list[RoleLine]:
    one = task.roles.accountable
    people = {
        "accountable": (one,) if one else (),
        "consulted": task.roles.consulted,
        "informed": task.roles.informed,
    }
    known = {name: [faces[id] for id in ids if id in faces] for name, ids in people.items()}
    return [RoleLine(name, word, known[name]) for name, word in ROLE_WORDS.items()]


def _warning(step: Task, task: Task, today: date) -> str:
    if not is_too_late(step, task, today):
        return ""
    return str(_("Late") if step.is_late(today) else _("ends after the shared date"))


def _could_stand_behind(task: Task, plan: Plan) -> list[Task]:
    if not task.is_shared:
        return []
    return [other for other in plan.tasks_in_order() if not other.is_shared and other.id not in task.behind]
