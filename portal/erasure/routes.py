"""Erasing somebody by a page that says before what goes and what stays. Admins only."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.access.entry import enter, require_member
from portal.access.limits import limit_writes
from portal.access.policy import Act
from portal.database import write
from portal.erasure.actions import Person, erase, words_of
from portal.extensions import db
from portal.people.models import Member, Participant
from portal.people.naming import Refused
from portal.web.forms import Form, text

LONGEST_LIST = 2_000

blueprint = Blueprint("erasure", __name__)
limit_writes(blueprint)


class EraseForm(Form):
    words = text(_l("Words to take out"), LONGEST_LIST)
    is_meant = BooleanField(_l("Erase this person for good"), [InputRequired(_l("Tick this if you mean it."))])


@blueprint.route("/w/<workspace_id>/people/<participant_id>/erase", methods=["GET", "POST"])
def erase_participant(workspace_id: str, participant_id: str) -> AnyResponse:
    enter(workspace_id, Act.MANAGE_TEAM)
    place = db.session.get(Participant, participant_id)
    if place is None or place.workspace_id != workspace_id or place.person.erased_at:
        abort(404)
    return _ask_or_erase(place.person, url_for("workspaces.list_people", workspace_id=workspace_id))


@blueprint.route("/team/<member_id>/erase", methods=["GET", "POST"])
def erase_member(member_id: str) -> AnyResponse:
    require_member(Act.MANAGE_TEAM)
    member = db.session.get(Member, member_id)
    if member is None or member.erased_at:
        abort(404)
    return _ask_or_erase(member, url_for("workspaces.list_team"))


def _ask_or_erase(person: Person, back: str) -> AnyResponse:
    admin = require_member(Act.MANAGE_TEAM)
    if person.id == admin.id:
        flash(_("You cannot erase yourself. Another admin can."), "warning")
        return redirect(back, 303)
    form = EraseForm(data={"words": "\n".join(words_of(db.session(), person))})
    if form.validate_on_submit():
        try:
            with write() as session:
                erase(session, person, (form.words.data or "").splitlines())
            flash(_("The person is erased. Texts that named them follow within a moment."))
            return redirect(back, 303)
        except Refused as refused:
            flash(refused.say, "blocked")
            return redirect(back, 303)
    page = render_template("erasure/erase.html", current_member=admin, person=person, form=form, back=back)
    return make_response(page, 422 if form.errors else 200)
