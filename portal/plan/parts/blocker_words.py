"""What blocks a task, in words."""

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.people.models import Workspace
from portal.people.queries import Face
from portal.plan.core.blocking import BLOCKER_KINDS, days_blocked
from portal.plan.core.parts import Blocker
from portal.plan.core.plan import Task

KIND_WORDS: dict[str, LazyString] = {
    "approval": _l("Internal approval"),
    "procurement": _l("Procurement"),
    "security": _l("Security review"),
    "data": _l("Data in a system nobody mentioned"),
    "leave": _l("Someone is away"),
    "it": _l("IT objects"),
    "decider": _l("A decision-maker is missing"),
    "other": _l("Something else"),
}


def reason_words(blocker: Blocker) -> str:
    """The kind and what was said about it; "" where nothing was."""
    kind = "" if blocker.kind == "other" else str(KIND_WORDS[blocker.kind])
    if kind and blocker.note:
        return str(_("%(kind)s: %(note)s", kind=kind, note=blocker.note))
    return kind or blocker.note


def who_words(blocker: Blocker, faces: Mapping[str, Face], me: str | None) -> str:
    """Who can clear it; "" where nobody is named."""
    who = faces.get(blocker.who or "")
    if who is None:
        return ""
    return str(_("You can clear it") if who.id == me else _("%(name)s can clear it", name=who.first_name))


def age_words(days: int) -> str:
    """For how long it has been so."""
    return str(ngettext("%(num)s day", "%(num)s days", days) if days else _("since today"))


def why_blocked(task: Task, faces: Mapping[str, Face], me: str | None, today: date) -> str:
    """The line under the title of a blocked task: why, who can clear it, how long."""
    now = task.blocked.now
    if now is None or task.status != "blocked":
        return ""
    parts = (reason_words(now), who_words(now, faces, me), age_words(days_blocked(task, today)))
    return " · ".join(part for part in parts if part)


def usual_days(kind: str, workspace: Workspace) -> int:
    """How many working days such a thing usually takes here; 0 where nobody can say."""
    return int(workspace.usual_delays.get(kind, BLOCKER_KINDS[kind]))


def delay_words(days: int) -> str:
    """How long it usually takes, in words."""
    return ngettext("usually %(num)s working day", "usually %(num)s working days", days) if days else ""
