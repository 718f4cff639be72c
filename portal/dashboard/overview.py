"""Everything the Overview of a workspace says to the one who looks at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import pgettext

from portal import clock
from portal.access.actor import Actor
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.dashboard.next_step import Errand, NextStep, next_step
from portal.dashboard.summary import current_phase
from portal.dashboard.visits import Visit
from portal.dashboard.waits import Stretch, Waits, stretches, waits_of
from portal.extensions import db
from portal.people.dates import began_on, is_committed
from portal.people.models import Side, Workspace, WorkspaceStatus
from portal.people.queries import Face
from portal.plan.core.blocking import days_waited
from portal.plan.core.ownership import Share
from portal.plan.core.plan import Plan, Progress
from portal.plan.dates.commitment_words import go_live_words
from portal.plan.dates.forecast import GoLive, go_live_of
from portal.plan.history.ownership import ownership_of
from portal.plan.parts.confirming import tasks_to_confirm
from portal.success.models import Landmark, LandmarkKind
from portal.success.queries import landmarks_of

NOON, EVENING = 12, 18
RESTING = {WorkspaceStatus.COMPLETE, WorkspaceStatus.PAUSED, WorkspaceStatus.CANCELLED, WorkspaceStatus.ARCHIVED}


@dataclass(frozen=True)
class Overview:
    today: date
    day: int
    phase_index: int
    phase_count: int
    phase_name: str
    go_live: GoLive
    # The go-live in words while its day is only aimed at, and nobody agreed to it yet; "" otherwise.
    target: str
    progress: Progress
    road: list[Stretch]
    step: NextStep
    # How many dates this reader is asked to confirm.
    to_confirm: int
    waits: dict[str, Waits]
    # Days that blocked tasks waited on each side, by now.
    waited: dict[str, int]
    sees_internal: bool
    # Whether the onboarding as a whole is done with, or waits: then nobody has a next step in it.
    rests: bool
    complete_on: date | None
    who_is_who: list[Face]
    to_ask: list[Face]
    # How much of the plan the customer set or said: the team's alone.
    ownership: dict[str, Share] | None


def overview_of(entry: Entry, plan: Plan, faces: Mapping[str, Face], errands: Sequence[Errand]) -> Overview:
    """What the Overview shows of `plan`, which is the plan as the actor of `entry` may see it, and of their errands."""
    workspace, actor = entry.workspace, entry.actor
    today = clock.today(workspace.timezone)
    phase, index = current_phase(plan)
    road = stretches(plan, phase.id if phase else None)
    sides = {face.id: str(face.side) for face in faces.values()}
    reached = landmarks_of(db.session(), workspace.id)
    live, is_aimed_at = _go_live(workspace, reached), workspace.go_live_on and not is_committed(workspace)
    here = [face for face in faces.values() if face.listed and not face.removed]
    return Overview(
        today=today,
        day=(today - began_on(workspace)).days + 1,
        phase_index=index,
        phase_count=len(road),
        phase_name=phase.name if phase else "",
        go_live=live,
        target=go_live_words(live, is_committed=False) if is_aimed_at else "",
        progress=plan.progress(),
        road=road,
        step=next_step(plan, actor.participant_id, today, errands),
        to_confirm=len(tasks_to_confirm(entry, plan)),
        waits={str(side): waits_of(plan, side, sides, today) for side in (Side.CUSTOMER, Side.TEAM)},
        waited=days_waited(plan.tasks_in_order(), sides, today),
        sees_internal=may(actor, Act.SEE_INTERNAL),
        rests=workspace.status in RESTING,
        complete_on=reached[LandmarkKind.COMPLETE].reached_on if LandmarkKind.COMPLETE in reached else None,
        who_is_who=sorted(here, key=lambda face: face.side != Side.CUSTOMER),
        to_ask=[face for face in here if face.side == Side.TEAM],
        ownership=ownership_of(plan, faces) if may(actor, Act.SEE_INTERNAL) else None,
    )


def _go_live(workspace: Workspace, reached: Mapping[LandmarkKind, Landmark]) -> GoLive:
    """The day that was recorded, once it was; until then the plan's forecast beside what is committed."""
    landmark = reached.get(LandmarkKind.GO_LIVE)
    if landmark is None:
        return go_live_of(workspace)
    return GoLive(landmark.reached_on, workspace.go_live_on, later_by=0, is_done=True)


def greeting(workspace: Workspace, actor: Actor, visit: Visit, me: Face | None) -> str:
    """The first line of the page: by the clock of the workspace, and by name once we know it."""
    name = me.first_name if me and actor.participant_id else None
    if visit.is_first and actor.side is Side.CUSTOMER:
        return _("Welcome, %(name)s", name=name) if name else _("Welcome")
    hour = clock.now().astimezone(ZoneInfo(workspace.timezone)).hour
    if hour < NOON:
        return _("Good morning, %(name)s", name=name) if name else _("Good morning")
    if hour < EVENING:
        return _("Good afternoon, %(name)s", name=name) if name else _("Good afternoon")
    return _("Good evening, %(name)s", name=name) if name else _("Good evening")


def where_we_are(overview: Overview) -> str:
    """One sentence: the day, the phase, and which of how many it is."""
    if not overview.phase_name or overview.rests:
        return ""
    said = {"phase": overview.phase_name, "nth": _nth(overview.phase_index), "count": _count(overview.phase_count)}
    if overview.progress.total and overview.progress.done == overview.progress.total:
        return _("Everything in the plan is done.")
    if overview.phase_count == 1:
        return _("Day %(day)s, in %(phase)s.", day=overview.day, **said) if overview.day > 0 else ""
    if overview.day > 0:
        return _("Day %(day)s, in %(phase)s, the %(nth)s of %(count)s phases.", day=overview.day, **said)
    return _("We begin with %(phase)s, the %(nth)s of %(count)s phases.", **said)


def _nth(number: int) -> str:
    words = (
        pgettext("phase", "first"),
        pgettext("phase", "second"),
        pgettext("phase", "third"),
        pgettext("phase", "fourth"),
        pgettext("phase", "fifth"),
        pgettext("phase", "sixth"),
        pgettext("phase", "seventh"),
        pgettext("phase", "eighth"),
    )
    return words[number - 1] if number <= len(words) else pgettext("phase", "%(number)sth", number=number)


def _count(number: int) -> str:
    words = (
        pgettext("phases", "two"),
        pgettext("phases", "three"),
        pgettext("phases", "four"),
        pgettext("phases", "five"),
        pgettext("phases", "six"),
        pgettext("phases", "seven"),
        pgettext("phases", "eight"),
    )
    return words[number - 2] if 2 <= number <= len(words) + 1 else str(number)


def phase_line(overview: Overview) -> str:
    """The phase and its place among the others, short: where there is no room for the names of all."""
    if overview.phase_count < 2:
        return overview.phase_name
    said = {"phase": overview.phase_name, "nth": _nth(overview.phase_index), "count": _count(overview.phase_count)}
    return _("%(phase)s, %(nth)s of %(count)s phases", **said)
