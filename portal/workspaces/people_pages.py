"""Who is who in a workspace: read by both sides, kept by the team, added to by customers who may edit."""

from typing import Any

from flask import Response, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access.entry import Entry, enter
from portal.access.leaving import leave_workspace
from portal.access.policy import Act, may
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import write
from portal.extensions import db
from portal.people import actions
from portal.people.models import Member, Participant, Side
from portal.people.naming import Refused
from portal.people.queries import Face, brand_of, faces, listed_faces, members
from portal.people.roles import role_labels
from portal.workspaces.blueprint import blueprint
from portal.workspaces.forms import ListingForm, ListMemberForm, NameForm, PersonForm


@blueprint.get("/w/<workspace_id>/people")
def list_people(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    return _people_page(entry, NameForm(formdata=None), ListMemberForm(formdata=None))


def _people_page(entry: Entry, form: Any, member_form: ListMemberForm, status: int = 200) -> Response:
    known = faces(entry.workspace.id)
    may_manage = may(entry.actor, Act.MANAGE)
    if may_manage:
        form = form if isinstance(form, PersonForm) else PersonForm(formdata=None)
        member_form.offer(_members_not_listed(entry.workspace.id))
    page = render_template(
        "workspaces/people.html",
        entry=entry,
        tab="people",
        team=listed_faces(known, Side.TEAM),
        customer=listed_faces(known, Side.CUSTOMER),
        brand=brand_of(entry.workspace),
        addresses=_addresses(entry.workspace.id) if may_manage else {},
        may_manage=may_manage,
        may_say_away=may(entry.actor, Act.COMMENT),
        today=clock.today(entry.workspace.timezone),
        may_name=may(entry.actor, Act.EDIT),
        form=form,
        member_form=member_form,
        roles={side.value: role_labels(side) for side in Side},
        removed=_just_removed(known) if may_manage else None,
    )
    return make_response(page, status)


def _members_not_listed(workspace_id: str) -> list[Member]:
    listed = db.session.scalars(
        db.select(Participant.member_id).where(
            Participant.workspace_id == workspace_id, Participant.listed, Participant.removed_at.is_(None)
        )
    )
    here = set(listed)
    return [member for member in members() if member.id not in here]


def _addresses(workspace_id: str) -> dict[str, str]:
    """Addresses by participant id, for the team's eyes only."""
    people = db.session.scalars(db.select(Participant).where(Participant.workspace_id == workspace_id))
    return {person.id: person.person.email or "" for person in people}


def _just_removed(known: dict[str, Face]) -> Face | None:
    face = known.get(request.args.get("removed", ""))
    return face if face and face.removed else None


@blueprint.post("/w/<workspace_id>/people")
def add_person(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = PersonForm()
    if form.validate_on_submit():
        try:
            with write() as session:
                person = actions.add_contact(session, workspace_id, _details(form))
                name = person.name
            flash(_("%(name)s is among the people of this onboarding now.", name=name))
            return _to_people(workspace_id)
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    return _people_page(entry, form, ListMemberForm(formdata=None), 422)


def _details(form: PersonForm) -> actions.PersonDetails:
    return actions.PersonDetails(
        name=form.name.data,
        role=form.role.data,
        ask_about=form.ask_about.data,
        email=form.email.data,
        phone=form.phone.data,
    )


def _to_people(workspace_id: str, **query: Any) -> AnyResponse:
    return redirect(url_for("workspaces.list_people", workspace_id=workspace_id, **query), 303)


@blueprint.post("/w/<workspace_id>/people/members")
def list_member(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = ListMemberForm()
    form.offer(_members_not_listed(workspace_id))
    if not form.validate_on_submit():
        return _people_page(entry, PersonForm(formdata=None), form, 422)
    with write() as session:
        actions.list_member(session, workspace_id, form.member.data, form.role.data, form.ask_about.data)
    return _to_people(workspace_id)


@blueprint.post("/w/<workspace_id>/people/name")
def name_person(workspace_id: str) -> AnyResponse:
    """Add somebody of the customer by name alone; answers JSON to scripts, a page to forms."""
    entry = enter(workspace_id, Act.EDIT)
    form = _name_form()
    if not form.validate_on_submit():
        return _name_refused(entry, form)
    try:
        with write() as session:
            person = actions.name_person(session, workspace_id, form.name.data)
    except Refused as refused:
        form.refuse(refused.field, refused.say)
        return _name_refused(entry, form)
    if request.is_json:
        return jsonify(ok=True, person=_as_json(faces(workspace_id)[person.id]))
    return _to_people(workspace_id)


def _name_form() -> NameForm:
    if not request.is_json:
        return NameForm()
    sent = request.get_json()
    name = sent.get("name") if isinstance(sent, dict) else None
    # The token came in a header and was checked before this route was called.
    return NameForm(MultiDict({"name": name if isinstance(name, str) else ""}), meta={"csrf": False})


def _name_refused(entry: Entry, form: NameForm) -> AnyResponse:
    if request.is_json:
        say = form.name.errors[0] if form.name.errors else _("A name is missing.")
        return make_response(jsonify(ok=False, err="invalid", field="name", say=str(say)), 422)
    return _people_page(entry, form, ListMemberForm(formdata=None), 422)


@blueprint.get("/w/<workspace_id>/people.json")
def people_json(workspace_id: str) -> Response:
    """Everyone in the workspace for scripts: names and faces, never addresses."""
    entry = enter(workspace_id)
    return jsonify(people=[_as_json(face) for face in faces(entry.workspace.id).values()])


def _as_json(face: Face) -> dict[str, Any]:
    return {
        "id": face.id,
        "name": face.name,
        "first_name": face.first_name,
        "initials": face.initials,
        "side": face.side.value,
        "role": face.role,
        "hue": face.hue,
        "listed": face.listed,
        "claimed": face.claimed,
        "removed": face.removed,
    }


@blueprint.route("/w/<workspace_id>/people/<participant_id>", methods=["GET", "POST"])
def edit_person(workspace_id: str, participant_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    person = _person_here(workspace_id, participant_id)
    form = _form_of(person)
    if request.method == "POST" and form.validate():
        try:
            with write() as session:
                _save_person(session, person, form)
            return _to_people(workspace_id)
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    page = render_template(
        "workspaces/person.html",
        entry=entry,
        tab="people",
        person=person,
        form=form,
        roles=role_labels(person.side),
    )
    return make_response(page, 422 if form.errors else 200)


def _person_here(workspace_id: str, participant_id: str) -> Participant:
    person = db.session.get(Participant, participant_id)
    if person is None or person.workspace_id != workspace_id or person.person.erased_at:
        abort(404)
    return person


def _form_of(person: Participant) -> ListingForm:
    """What can be changed here: all of a contact, of a member only what they are in this onboarding."""
    listing = {"role": person.role, "ask_about": person.ask_about}
    if person.contact is None:
        return ListingForm(data=listing)
    known = {"name": person.contact.name, "email": person.contact.email or "", "phone": person.contact.phone or ""}
    return PersonForm(data={**known, **listing})


def _save_person(session: Session, person: Participant, form: ListingForm) -> None:
    if isinstance(form, PersonForm):
        actions.edit_contact(session, person.id, _details(form))
    else:
        actions.edit_listing(session, person.id, form.role.data, form.ask_about.data)


@blueprint.post("/w/<workspace_id>/people/<participant_id>/remove")
def remove_person(workspace_id: str, participant_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    person = _person_here(workspace_id, participant_id)
    if person.id == entry.actor.participant_id:
        flash(_("You cannot remove yourself. Somebody else on the team can."), "warning")
        return _to_people(workspace_id)
    with write() as session:
        leave_workspace(session, actions.remove_participant(session, person.id))
        record(session, Recorded.PERSON_REMOVED, workspace_id, person=person.id)
    return _to_people(workspace_id, removed=participant_id)


@blueprint.post("/w/<workspace_id>/people/<participant_id>/restore")
def restore_person(workspace_id: str, participant_id: str) -> AnyResponse:
    enter(workspace_id, Act.MANAGE)
    person = _person_here(workspace_id, participant_id)
    with write() as session:
        actions.restore_participant(session, person.id)
    flash(_("%(name)s is back.", name=person.name))
    return _to_people(workspace_id)
