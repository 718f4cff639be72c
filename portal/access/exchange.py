"""The page behind a customer's link: nothing happens until its one button is pressed."""

from datetime import timedelta

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access import sessions
from portal.access.actor import actor_of_session
from portal.access.addresses import is_foreign_post
from portal.access.blueprint import blueprint
from portal.access.dates import last_day
from portal.access.forms import PressForm
from portal.access.grants import open_link
from portal.access.limits import limit_fresh_links, limit_openings_by_caller, limit_openings_of_link
from portal.access.link_mails import Occasion, mail_link
from portal.access.links import (
    LinkEnded,
    LinkExpired,
    LinkRevoked,
    LinkTerms,
    LinkUnknown,
    is_live,
    path_of,
    read_token,
)
from portal.access.models import Grant, Link
from portal.access.pages import link_ended_page, not_open_page
from portal.access.policy import Act, may
from portal.database import write
from portal.extensions import csrf, db
from portal.people.queries import brand_of
from portal.web.translations import hint_language

FRESH_LINK_EVERY = timedelta(minutes=10)


@blueprint.get("/l/<token>")
def show_link(token: str) -> AnyResponse:
    try:
        link = read_token(db.session(), token)
    except LinkUnknown:
        abort(404)
    except LinkEnded as ended:
        return _private(link_ended_page(ended))
    return _private(exchange_page(link, url_for("access.follow_link", token=token)))


def exchange_page(link: Link, action: str, needs_token: bool = False) -> Response:
    """The static page with one button that posts to `action`; with a form token where the address is no secret."""
    hint_language(link.workspace.language)
    page = render_template(
        "access/exchange.html",
        workspace=link.workspace,
        brand=brand_of(link.workspace),
        host=link.workspace.csm,
        person_name=link.participant.name if link.participant else None,
        last_day=last_day(link),
        action=action,
        form=PressForm() if needs_token else None,
    )
    return make_response(page)


def _private(response: Response) -> Response:
    """The address of this page is a secret: it is told to nobody."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


# The address is the secret a forger would need; without a form token the first press works before any cookie.
@csrf.exempt
@blueprint.post("/l/<token>")
@limit_openings_by_caller
@limit_openings_of_link
def follow_link(token: str) -> AnyResponse:
    _refuse_foreign_form()
    try:
        with write() as session:
            link = read_token(session, token)
            grant, cookie = open_link(session, link, request.cookies.get(sessions.cookie_name()))
    except (LinkUnknown, LinkEnded):
        return show_link(token)
    return welcome(grant, cookie)


def _refuse_foreign_form() -> None:
    if is_foreign_post():
        abort(403, description=_("This form came from another site. Nothing was changed."))


def welcome(grant: Grant, cookie: str) -> AnyResponse:
    """Send the browser on to a clean address: the workspace, or first the question who this is."""
    actor = actor_of_session(db.session(), grant.session_id, grant.workspace_id)
    if actor is None or not may(actor, Act.SEE):
        response: AnyResponse = not_open_page(db.session.get_one(Grant, grant.id).link.workspace)
    elif actor.member_id or actor.participant_id:
        response = redirect(f"/w/{grant.workspace_id}/", 303)
    else:
        response = redirect(url_for("access.who", workspace_id=grant.workspace_id), 303)
    sessions.put_cookie(response, cookie)
    return response


@csrf.exempt
@blueprint.post("/l/<token>/fresh")
@limit_fresh_links
def send_fresh_link(token: str) -> AnyResponse:
    """Mail the person of an expired personal link a new one, to the address on file. Always answers the same."""
    _refuse_foreign_form()
    try:
        link = read_token(db.session(), token)
        return _private(exchange_page(link, path_of(link)))
    except LinkUnknown:
        abort(404)
    except LinkRevoked as ended:
        return _private(link_ended_page(ended))
    except LinkExpired as ended:
        link_id = ended.link.id
        hint_language(ended.link.workspace.language)
    with write() as session:
        _mail_fresh_link(session, session.get_one(Link, link_id))
    return _private(make_response(render_template("access/fresh_link_sent.html")))


def _mail_fresh_link(session: Session, expired: Link) -> None:
    person = expired.participant
    if person is None or person.contact is None or not person.contact.email or _has_fresh_one(session, expired):
        return
    vendor = brand_of(expired.workspace).vendor_name
    subject = _l("Your link to the onboarding with %(vendor)s", vendor=vendor)
    mail_link(session, person, LinkTerms(expired.rights, expired.label), Occasion("fresh_link", subject))


def _has_fresh_one(session: Session, expired: Link) -> bool:
    """Pressing the button again sends nothing while an unused fresh link is on its way."""
    newer = session.scalars(
        select(Link).where(
            Link.participant_id == expired.participant_id,
            Link.created_at > clock.now() - FRESH_LINK_EVERY,
            Link.last_used_at.is_(None),
        )
    )
    return any(is_live(link) for link in newer)
