"""Saying that first value, go-live or the end was reached; asking the customer, and their word for it."""

from flask import abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import enter
from portal.access.policy import Act
from portal.database import write
from portal.success import landmarks
from portal.success.asking import ask_to_confirm
from portal.success.blueprint import blueprint
from portal.success.changing import Refused, by_of
from portal.success.forms import AskForm, ReachForm
from portal.success.models import LandmarkKind
from portal.success.pages import done_page, to_part
from portal.success.views import Refusal, done_view

REACHED = "reached"


def find_landmark(name: str) -> LandmarkKind:
    """The event that an address names, or 404."""
    if name not in set(LandmarkKind):
        abort(404)
    return LandmarkKind(name)


@blueprint.post("/w/<workspace_id>/reached/<landmark>")
def reach_landmark(workspace_id: str, landmark: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    kind = find_landmark(landmark)
    form = ReachForm()
    if not form.validate():
        return done_page(entry, Refusal(f"reach-{landmark}", form))
    try:
        with write() as session:
            landmarks.reach(session, by_of(entry.actor), kind, form.reached_on.data, form.evidence.data or "")
    except Refused as refused:
        form.refuse(refused.field, refused.say)
        return done_page(entry, Refusal(f"reach-{landmark}", form))
    return to_part(workspace_id, REACHED)


@blueprint.post("/w/<workspace_id>/reached/<landmark>/take-back")
def take_landmark_back(workspace_id: str, landmark: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    kind = find_landmark(landmark)
    try:
        with write() as session:
            landmarks.take_back(session, by_of(entry.actor), kind)
    except Refused as refused:
        flash(refused.say, "warning")
    return to_part(workspace_id, REACHED)


@blueprint.post("/w/<workspace_id>/reached/first_value/confirm")
def confirm_first_value(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    try:
        with write() as session:
            landmarks.confirm(session, by_of(entry.actor))
        flash(_("Thank you: it counts now."), "done")
    except Refused as refused:
        flash(refused.say, "warning")
    return to_part(workspace_id, REACHED)


@blueprint.post("/w/<workspace_id>/reached/first_value/ask")
def ask_for_confirmation(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = AskForm()
    form.offer(done_view(entry).to_ask)
    if not form.validate():
        return done_page(entry, Refusal("ask", form))
    try:
        with write() as session:
            person = ask_to_confirm(session, by_of(entry.actor), form.person.data)
            name = person.name
    except Refused as refused:
        form.refuse(refused.field, refused.say)
        return done_page(entry, Refusal("ask", form))
    flash(_("%(name)s gets a mail with the question.", name=name), "done")
    return to_part(workspace_id, REACHED)
