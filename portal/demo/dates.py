"""The demo's dates: what moved the go-live and why, one date that is fixed, and a day that is proposed instead."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal import clock, database
from portal.access.actor import Actor
from portal.access.models import Rights
from portal.demo.story import DemoCustomer, Slipped
from portal.extensions import db
from portal.people.models import Side, Workspace
from portal.plan.core.commands import ChangeTask
from portal.plan.core.following import Moved, followers
from portal.plan.core.forecast import go_live_forecast
from portal.plan.core.plan import Plan, Task
from portal.plan.core.shift import WorkingDays
from portal.plan.dates.anchors import anchors_of
from portal.plan.dates.commitment import propose
from portal.plan.dates.working_days import days_off_of
from portal.plan.editor import Author, edit
from portal.plan.models import SlipCause
from portal.plan.queries import load_plan

ROOM_DAYS = 2


def tell_dates(story: DemoCustomer, workspace_id: str, people: Mapping[str, str]) -> None:
    """Let the slips happen, the last thing yesterday; `people` are participants by first name."""
    workspace = db.session.get_one(Workspace, workspace_id)
    for slipped in story.slips:
        with clock.pretend(_yesterday(workspace, slipped.hour)):
            _slip(workspace, slipped, people[slipped.person])
    plan = load_plan(workspace_id, Side.TEAM)
    if story.fixed:
        fixed = ChangeTask(_titled(plan, story.fixed).id, "fixed", True)
        with clock.pretend(_yesterday(workspace, 20)):
            edit(plan.id, [fixed], Author(None, workspace_id, participant_id=people[story.csm]), "demo.fixed")
    if story.proposed_because:
        _propose(story, workspace, people[story.people[0].name.split()[0]])


def _slip(workspace: Workspace, slipped: Slipped, by: str) -> None:
    """The task moves by some working days, and all that hangs on it moves along, in one change with its cause."""
    plan, is_off = load_plan(workspace.id, Side.TEAM), days_off_of(workspace)
    task = _titled(plan, slipped.task)
    assert task.due is not None, "the playbook gives it a date"
    due = WorkingDays(is_off).after(task.due, slipped.days)
    along = followers(plan, Moved(anchors_of(workspace), dues={task.id: due}), is_off)
    commands = [ChangeTask(task.id, "due", due), *(command for shift in along for command in shift.commands())]
    edit(plan.id, commands, Author(None, workspace.id, participant_id=by), f"demo.slip.{slipped.hour}")
    with database.write() as session:
        revision = load_plan(workspace.id, Side.TEAM).revision
        cause = {"kind": slipped.cause, "side": slipped.side, "by_id": by}
        session.add(SlipCause(plan_id=plan.id, revision=revision, **cause))


def _propose(story: DemoCustomer, workspace: Workspace, by: str) -> None:
    is_off = days_off_of(workspace)
    forecast = go_live_forecast(load_plan(workspace.id, Side.TEAM), is_off)
    assert forecast is not None, "the playbook has a go-live"
    here = (workspace.id, Side.CUSTOMER, Rights.EDIT, by, "", None, None, None)
    actor = Actor(*here, is_admin=False, is_verified=True, workspace_status=workspace.status)
    with clock.pretend(_yesterday(workspace, 19)), database.write() as session:
        propose(session, actor, WorkingDays(is_off).after(forecast, ROOM_DAYS), story.proposed_because)


def _yesterday(workspace: Workspace, hour: int) -> datetime:
    day, is_off = clock.today(workspace.timezone) - timedelta(days=1), days_off_of(workspace)
    while is_off(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(hour, 5), ZoneInfo(workspace.timezone))


def _titled(plan: Plan, beginning: str) -> Task:
    return next(task for task in plan.tasks_in_order() if task.title.startswith(beginning))
