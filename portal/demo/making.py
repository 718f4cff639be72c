"""A demo to look around in: one vendor, six customers, and a plan that is really under way.

Everything goes through the doors that people use, on days that lie behind us, so that history and figures are real.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import clock, database
from portal.access import signin
from portal.access.links import LinkTerms, make_link, path_of
from portal.access.models import BrowserSession, Grant, Link
from portal.demo.chat import tell_chat
from portal.demo.dates import tell_dates
from portal.demo.deeds import Deed, at_hour, kickoff_on, titled, working_day
from portal.demo.forms import add_forms
from portal.demo.logos import harbor_logo, northwind_logo
from portal.demo.story import CUSTOMERS, HARBOR, TEAM, Change, DemoCustomer
from portal.demo.success import agree_on_done
from portal.demo.training import add_training
from portal.demo.work import work_in
from portal.extensions import db
from portal.files.logos import put_logo, record_logo
from portal.people.actions import BrandDetails, WorkspaceDetails, set_brand
from portal.people.models import Member, Participant, Side, Workspace, WorkspaceStatus
from portal.people.queries import Face, faces
from portal.people.team import add_member
from portal.plan.core.commands import AddWait, AgreeToTask, BlockTask, ChangeTask
from portal.plan.core.plan import Plan, Task
from portal.plan.core.schedule import Rule, due_on
from portal.plan.dates.working_days import days_off
from portal.plan.editor import Author, edit
from portal.plan.queries import load_plan
from portal.playbooks.actions import NewContact, NewMember, NewOnboarding, start_onboarding
from portal.playbooks.library import playbooks

MADE_DAYS_BEFORE_KICKOFF = 6
SIGNED_DAYS_BEFORE_KICKOFF = 9
DONE_AT_HOUR = 16
AGREED_AT_HOUR = 10
WORD_GIVEN_AT_HOUR = 18


@dataclass(frozen=True)
class DemoLinks:
    """Paths into the demo: the team's (works once), the customer's shared one, and Maria's own."""

    sign_in_path: str
    customer_path: str
    personal_path: str


def make_demo(app: Flask) -> DemoLinks | None:
    """Fill an empty database; None, and nothing done, where there is a workspace already."""
    with app.app_context():
        if db.session.scalar(select(Workspace.id).limit(1)):
            return None
        members = _make_team()
        made = {story.name: _make_onboarding(story, members) for story in (HARBOR, *CUSTOMERS)}
        for story in (HARBOR, *CUSTOMERS):
            _tell(story, made[story.name])
            _agree(story, made[story.name])
            tell_dates(story, made[story.name], _by_first_name(made[story.name]))
        _fill_rooms(made[HARBOR.name])
        return _make_links(made[HARBOR.name], members["Anna"])


def _by_first_name(workspace_id: str) -> dict[str, str]:
    return {face.first_name: face.id for face in faces(workspace_id).values()}


def _agree(story: DemoCustomer, workspace_id: str) -> None:
    """In the kickoff, where there was one, or now, where it is still to come."""
    people = _by_first_name(workspace_id)
    if story.live_means:
        agree_on_done(workspace_id, story, people, at_hour(story, kickoff_on(story), AGREED_AT_HOUR))


def _fill_rooms(workspace_id: str) -> None:
    """What stands in the rooms beside the plan, for its people and its tasks."""
    people = _by_first_name(workspace_id)
    tasks = {task.title: task.id for task in load_plan(workspace_id, Side.TEAM).tasks_in_order()}
    add_forms(workspace_id, people, tasks)
    add_training(workspace_id, people, tasks)
    tell_chat(workspace_id, people, tasks)


def _make_team() -> dict[str, Member]:
    """The vendor's people by first name, and what its pages wear."""
    logo = put_logo(northwind_logo())
    with database.write() as session:
        members = {one.name.split()[0]: add_member(session, one.name, one.email, one.is_admin) for one in TEAM}
        record_logo(session, logo)
        set_brand(session, None, BrandDetails(name="Northwind Cloud", logo_file_id=logo))
    return members


def _make_onboarding(story: DemoCustomer, members: dict[str, Member]) -> str:
    """The customer's workspace as it was made some days before its kickoff; its id."""
    kickoff = kickoff_on(story)
    logo = put_logo(harbor_logo()) if story is HARBOR else None
    with clock.pretend(at_hour(story, _made_on(story), 8)), database.write() as session:
        workspace = start_onboarding(session, _as_asked_for(story, kickoff, members))
        workspace.customer.segment = story.segment
        if logo:
            record_logo(session, logo)
        set_brand(session, workspace.id, BrandDetails(customer_logo_file_id=logo, welcome=story.welcome))
    return workspace.id


def _as_asked_for(story: DemoCustomer, kickoff_on: date, members: dict[str, Member]) -> NewOnboarding:
    details = WorkspaceDetails(
        name=story.onboarding,
        csm_id=members[story.csm].id,
        # What stands still now was active while its past happened.
        status=WorkspaceStatus.DRAFT if story.status is WorkspaceStatus.DRAFT else WorkspaceStatus.ACTIVE,
        timezone=story.timezone,
        language=story.language,
        signed_on=kickoff_on - timedelta(days=SIGNED_DAYS_BEFORE_KICKOFF),
        kickoff_on=kickoff_on,
    )
    return NewOnboarding(
        details,
        playbooks()[story.playbook],
        customer_name=story.name,
        contacts=[NewContact(one.name, one.role, one.email, one.ask_about) for one in story.people],
        members=[NewMember(members[one.name].id, one.role, one.ask_about) for one in story.team],
    )


def _made_on(story: DemoCustomer) -> date:
    return min(clock.today(story.timezone), kickoff_on(story) - timedelta(days=MADE_DAYS_BEFORE_KICKOFF))


def _tell(story: DemoCustomer, workspace_id: str) -> None:
    """Let what happened since happen again, in its order, each change by its own author."""
    people = faces(workspace_id)
    with database.write() as session:
        link = make_link(session, workspace_id, LinkTerms())
        seats = {face.id: _seat(session, face, link) for face in people.values() if face.side is Side.CUSTOMER}
    plan = load_plan(workspace_id, Side.TEAM)
    past = sorted(_past(story, plan, people, workspace_id), key=lambda deed: deed.at)
    for number, deed in enumerate(past):
        author = Author(seats.get(deed.person), workspace_id, participant_id=deed.person, said=deed.said)
        with clock.pretend(deed.at):
            answer = edit(plan.id, [deed.command], author, f"demo.{number}")
        if not answer.is_accepted:
            raise RuntimeError(f"The demo's story cannot happen: {deed.command}, {answer.to_wire()}")
    with database.write() as session:
        _clear_seats(session, link)
        session.get_one(Workspace, workspace_id).status = story.status


def _seat(session: Session, face: Face, link: Link) -> str:
    """A browser in which a customer came by the link; its session's id."""
    browser = BrowserSession(id=database.new_id(), token_hash=database.new_id())
    session.add(browser)
    session.flush()
    session.add(Grant(session_id=browser.id, workspace_id=link.workspace_id, link_id=link.id, participant_id=face.id))
    return browser.id


def _past(story: DemoCustomer, plan: Plan, people: dict[str, Face], workspace_id: str) -> Iterator[Deed]:
    """What happened, when and by whom: tasks done when they were due, and the story's own changes."""
    today = clock.today(story.timezone)
    by_name = {face.first_name: face.id for face in people.values()}
    for task in plan.tasks_in_order():
        if task.due is None or task.due > today - timedelta(days=story.followed_until_days_ago):
            continue
        if not task.title.startswith(tuple(story.left_open)):
            done_on = max(task.due, _made_on(story))
            yield Deed(
                at_hour(story, done_on, DONE_AT_HOUR), _doer(task, people), ChangeTask(task.id, "status", "done")
            )
    for title, before in story.waits:
        starts_after = AddWait(titled(plan, title).id, titled(plan, before).id)
        yield Deed(at_hour(story, kickoff_on(story), DONE_AT_HOUR - 1), by_name[story.csm], starts_after)
    yield from _agreements(story, plan, by_name)
    yield from work_in(story, plan, by_name, workspace_id)
    for said in story.stuck:
        at = at_hour(story, working_day(story, today - timedelta(days=said.days_ago)), said.hour)
        command = BlockTask(titled(plan, said.task).id, said.kind, said.note, by_name[said.who])
        yield Deed(at, by_name[said.person], command)
    for change in story.changes:
        task = titled(plan, change.task)
        at = at_hour(story, working_day(story, today - timedelta(days=change.days_ago)), change.hour)
        changed = ChangeTask(task.id, change.field, _value(story, change, by_name))
        yield Deed(at, by_name[change.person], changed, by_name.get(change.said))


def _agreements(story: DemoCustomer, plan: Plan, by_name: dict[str, str]) -> Iterator[Deed]:
    """Every shared task that was open then, but those of the last phase, which nobody has looked at yet."""
    day = working_day(story, clock.today(story.timezone) - timedelta(days=story.agreed_days_ago))
    open_then = [task for phase in plan.phases_in_order()[:-1] for task in plan.tasks_in(phase.id) if task.is_shared]
    for hour, name in enumerate(story.agreed_by, start=WORD_GIVEN_AT_HOUR):
        for task in open_then:
            if task.due is None or task.due > day or task.title.startswith(tuple(story.left_open)):
                yield Deed(at_hour(story, day, hour), by_name[name], AgreeToTask(task.id))


def _doer(task: Task, people: dict[str, Face]) -> str:
    """Who did a task: its owner, else the first on its side."""
    side = (task.role or {}).get("side", "team")
    return task.owner or next(face.id for face in people.values() if face.side == side)


def _value(story: DemoCustomer, change: Change, by_name: dict[str, str]) -> str | date | None:
    if change.field == "owner":
        return by_name[str(change.value)] if change.value else None
    if isinstance(change.value, int):
        return due_on(Rule("kickoff", change.value), {"kickoff": clock.today(story.timezone)}, days_off(story.timezone))
    return change.value


def _clear_seats(session: Session, link: Link) -> None:
    """Nothing that lets somebody in stays behind."""
    seats = session.scalars(select(Grant.session_id).where(Grant.link_id == link.id)).all()
    session.execute(delete(Grant).where(Grant.link_id == link.id))
    session.execute(delete(BrowserSession).where(BrowserSession.id.in_(seats)))
    session.execute(delete(Link).where(Link.id == link.id))


def _make_links(workspace_id: str, admin: Member) -> DemoLinks:
    maria = next(face for face in faces(workspace_id).values() if face.first_name == "Maria")
    with database.write() as session:
        person = session.get_one(Participant, maria.id)
        shared = make_link(session, workspace_id, LinkTerms(label=_("For everyone in the kickoff")), None, admin.id)
        personal = make_link(session, workspace_id, LinkTerms(label=maria.name), person, admin.id)
        return DemoLinks(signin.admin_link(session, admin.email), path_of(shared), path_of(personal))
