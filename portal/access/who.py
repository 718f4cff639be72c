"""Saying who you are on a shared link: no login, only a name that others see beside what you change."""

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.access import sessions
from portal.access.blueprint import blueprint
from portal.access.entry import Entry, enter
from portal.access.forms import PressForm
from portal.access.grants import say_who
from portal.access.limits import limit_writes
from portal.access.links import is_gone
from portal.access.models import Link
from portal.database import write
from portal.extensions import db
from portal.people.actions import claim_person
from portal.people.models import Participant, Side
from portal.people.naming import Refused
from portal.people.queries import Face, brand_of, faces, listed_faces
from portal.web.paths import own_path


@blueprint.get("/w/<workspace_id>/who")
def who(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    if is_fixed(entry):
        return _onward(workspace_id)
    return _who_page(entry)


def is_fixed(entry: Entry) -> bool:
    """Whether who this is follows from the sign-in or from a personal link, and is not theirs to choose."""
    if entry.actor.side is Side.TEAM or entry.actor.link_id is None:
        return True
    return db.session.get_one(Link, entry.actor.link_id).is_personal


def _onward(workspace_id: str) -> AnyResponse:
    """To where they came from in this workspace, else to its Overview."""
    overview = f"/w/{workspace_id}/"
    came_from = own_path(request.args.get("next"), overview)
    return redirect(came_from if came_from.startswith(overview) else overview, 303)


def _who_page(entry: Entry, refused: Refused | None = None) -> Response:
    page = render_template(
        "access/who.html",
        form=PressForm(),
        workspace=entry.workspace,
        brand=brand_of(entry.workspace),
        people=_people_to_pick(entry.workspace.id),
        me=entry.actor.participant_id,
        name=request.form.get("name", ""),
        name_error=refused.say if refused and refused.field == "name" else "",
        choice_error=refused.say if refused and refused.field != "name" else "",
    )
    return make_response(page, 422 if refused else 200)


def _people_to_pick(workspace_id: str) -> list[Face]:
    return listed_faces(faces(workspace_id), Side.CUSTOMER)


@blueprint.post("/w/<workspace_id>/who")
@limit_writes
def say_who_you_are(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    if is_fixed(entry):
        return _onward(workspace_id)
    try:
        with write() as session:
            person = _chosen_person(session, workspace_id)
            say_who(session, entry.actor.grant_id, person)
            _browser, cookie = sessions.renew(session, request.cookies.get(sessions.cookie_name()))
    except Refused as refused:
        return _who_page(entry, refused)
    response = _onward(workspace_id)
    sessions.put_cookie(response, cookie)
    if entry.actor.participant_id not in (None, person.id if person else None):
        # Somebody else sits here now: what the one before wrote and never sent is not left to them.
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _chosen_person(session: Session, workspace_id: str) -> Participant | None:
    """The listed name that was tapped, the name that was typed, or None to only look around. Raises Refused."""
    if "look" in request.form:
        return None
    tapped = request.form.get("participant")
    if tapped is None:
        return claim_person(session, workspace_id, request.form.get("name", ""))
    person = session.get(Participant, tapped)
    is_here = person is not None and person.workspace_id == workspace_id and person.contact_id is not None
    if person is None or not is_here or is_gone(person):
        raise Refused("participant", _("This person is not here any more. Choose another name, or type yours."))
    return person
