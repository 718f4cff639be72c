"""The door of every page: who is this, and may they come in? Routes get rights here and nowhere else."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NoReturn

from flask import Response, abort, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access import sessions
from portal.access.actor import Actor, actor_of_member, actor_of_session
from portal.access.links import LinkEnded, require_live
from portal.access.models import BrowserSession, Grant, Link
from portal.access.pages import link_ended_page, name_wanted_page
from portal.access.policy import Act, lacks_only_a_name, may
from portal.access.visits import note_visit
from portal.audit.trail import remember_who
from portal.database import write
from portal.extensions import db
from portal.people.actions import ensure_participant
from portal.people.models import Member, Participant, Side, Workspace, WorkspaceStatus
from portal.web.errors import wants_json
from portal.web.translations import hint_language

NOTE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Entry:
    """Who came in, and where to. `workspace` is for reading only."""

    actor: Actor
    workspace: Workspace


def enter(workspace_id: str, act: Act = Act.SEE) -> Entry:
    """Let the browser of this request into a workspace to do `act`.

    Ends the request otherwise: 404 where it may not even look (as if the workspace never was), 410 where its link
    was revoked or has expired, 403 in words where it may look but not do this.
    """
    browser = sessions.current()
    actor = actor_of_session(db.session(), browser.id, workspace_id) if browser else None
    if browser is None or actor is None:
        _turn_away(workspace_id)
    if not may(actor, Act.SEE):
        abort(404)
    if not may(actor, act):
        _refuse(actor, act)
    entry = Entry(_make_known(actor, browser), _workspace(workspace_id))
    remember_who(entry.actor.member_id or entry.actor.participant_id)
    hint_language(_language_of(entry.actor) or entry.workspace.language)
    return entry


def _refuse(actor: Actor, act: Act) -> NoReturn:
    if not lacks_only_a_name(actor, act):
        abort(403, description=_why_not(actor))
    if wants_json():
        abort(
            403,
            description=_(
                "Say who you are first, so that others see your name beside what you change. Nothing was changed."
            ),
        )
    abort(name_wanted_page(_workspace(actor.workspace_id)))


def _turn_away(workspace_id: str) -> NoReturn:
    browser = sessions.remembered()
    link = _ended_link(browser, workspace_id) if browser else None
    if link is not None:
        abort(_link_ended_answer(link))
    # A member who was away too long is asked to sign in, whether or not this workspace exists.
    if browser is not None and browser.member_id:
        _ask_to_sign_in()
    abort(404)


def _ended_link(browser: BrowserSession, workspace_id: str) -> Link | None:
    """The link that once let this browser in and no longer does."""
    return db.session.scalar(
        select(Link).join(Grant).where(Grant.session_id == browser.id, Grant.workspace_id == workspace_id)
    )


def _link_ended_answer(link: Link) -> Response:
    if wants_json():
        say = _("The link you came by no longer works. Ask your contact for a new one.")
        return make_response(jsonify(ok=False, err="revoked", say=say), 410)
    try:
        require_live(link)
    except LinkEnded as ended:
        return link_ended_page(ended)
    return link_ended_page(LinkEnded(link))


def _ask_to_sign_in() -> NoReturn:
    if request.method == "GET" and not wants_json():
        path = request.full_path if request.query_string else request.path
        abort(make_response(redirect(url_for("access.sign_in", next=path), 303)))
    abort(403, description=_("You are no longer signed in. Nothing was changed. Sign in and try again."))


def _why_not(actor: Actor) -> str:
    if actor.side is Side.TEAM:
        return _("Only admins may do this.")
    if actor.workspace_status in (WorkspaceStatus.PAUSED, WorkspaceStatus.COMPLETE, WorkspaceStatus.ARCHIVED):
        return _("This onboarding takes no changes at the moment. Nothing was changed.")
    return _("Your link does not allow this. Ask your contact for one that does. Nothing was changed.")


def _make_known(actor: Actor, browser: BrowserSession) -> Actor:
    """A member gets a place in the workspace at the first visit; a visit is noted at most once a minute."""
    newcomer = actor.member_id if actor.participant_id is None else None
    if newcomer is None and clock.now() - browser.seen_at < NOTE_EVERY:
        return actor
    with write() as session:
        if newcomer is not None:
            place = ensure_participant(session, actor.workspace_id, newcomer)
            actor = replace(actor, participant_id=place.id)
        note_visit(session, actor)
    return actor


def _workspace(workspace_id: str) -> Workspace:
    return db.session.scalars(
        select(Workspace)
        .where(Workspace.id == workspace_id)
        .options(joinedload(Workspace.customer), joinedload(Workspace.csm))
    ).one()


def _language_of(actor: Actor) -> str | None:
    """The language this person asked us to speak, if they did."""
    person = db.session.get(Participant, actor.participant_id) if actor.participant_id else None
    return person.person.language if person else None


def require_member(act: Act = Act.SEE_TEAM) -> Member:
    """The signed-in member, for pages outside any workspace; for reading only.

    Ends the request otherwise: a page nobody is signed in for leads to the sign-in, anything else is refused (403).
    """
    browser = sessions.current()
    member = member_of(browser)
    if browser is None or member is None:
        _ask_to_sign_in()
    actor = actor_of_member(member, browser.id)
    if not may(actor, act):
        abort(403, description=_why_not(actor))
    _note_member(actor, browser)
    remember_who(member.id)
    hint_language(member.language)
    return member


def member_of(browser: BrowserSession | None) -> Member | None:
    """The member signed in in this browser, if their part of the session still lives."""
    if browser is None or browser.member is None or browser.member.removed_at:
        return None
    is_live = sessions.is_member_part_live(browser.member_since, browser.member_seen_at, clock.now())
    return browser.member if is_live else None


def _note_member(actor: Actor, browser: BrowserSession) -> None:
    if clock.now() - browser.seen_at < NOTE_EVERY:
        return
    with write() as session:
        note_visit(session, actor)
