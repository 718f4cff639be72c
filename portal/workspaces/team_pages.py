"""The team: every member reads it, admins keep it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import require_member
from portal.access.leaving import leave_team
from portal.access.policy import Act
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import write
from portal.extensions import db
from portal.people import team
from portal.people.models import Member
from portal.people.naming import Refused
from portal.people.queries import face_of_member, members
from portal.workspaces.blueprint import blueprint
from portal.workspaces.forms import MemberForm, OwnNameForm


@blueprint.get("/team")
def list_team() -> AnyResponse:
    return _team_page(require_member(), MemberForm(formdata=None))


def _team_page(member: Member, form: MemberForm, own: OwnNameForm | None = None) -> AnyResponse:
    removed = db.session.get(Member, request.args.get("removed", ""))
    page = render_template(
        "workspaces/team.html",
        current_member=member,
        team=[(one, face_of_member(one)) for one in members()],
        form=form,
        own=own or OwnNameForm(formdata=None, own_name=member.name),
        removed=removed if removed and removed.removed_at and member.is_admin else None,
    )
    return make_response(page, 422 if form.errors or (own and own.errors) else 200)


@blueprint.post("/team")
def add_member() -> AnyResponse:
    admin = require_member(Act.MANAGE_TEAM)
    form = MemberForm()
    if form.validate_on_submit():
        try:
            with write() as session:
                team.add_member(session, form.name.data, form.email.data, form.is_admin.data)
                about = {"member": form.name.data, "address": form.email.data, "admin": form.is_admin.data}
                record(session, Recorded.MEMBER_ADDED, **about)
            flash(_("%(name)s can sign in now, with this address.", name=form.name.data))
            return _to_team()
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    return _team_page(admin, form)


@blueprint.post("/team/me/name")
def change_own_name() -> AnyResponse:
    member = require_member()
    own = OwnNameForm()
    if own.validate_on_submit():
        try:
            with write() as session:
                team.rename_member(session, member.id, own.own_name.data)
                record(session, Recorded.MEMBER_RENAMED)
            flash(_("Your name is changed."))
            return _to_team()
        except Refused as refused:
            own.refuse("own_name", refused.say)
    return _team_page(member, MemberForm(formdata=None), own)


def _to_team(**query: Any) -> AnyResponse:
    return redirect(url_for("workspaces.list_team", **query), 303)


@blueprint.post("/team/<member_id>/remove")
def remove_member(member_id: str) -> AnyResponse:
    require_member(Act.MANAGE_TEAM)
    if not _change(member_id, _remove_and_hang_up, Recorded.MEMBER_REMOVED):
        return _to_team()
    return _to_team(removed=member_id)


def _remove_and_hang_up(session: Session, member_id: str) -> None:
    leave_team(session, team.remove_member(session, member_id))


@blueprint.post("/team/<member_id>/restore")
def restore_member(member_id: str) -> AnyResponse:
    require_member(Act.MANAGE_TEAM)
    _change(member_id, team.restore_member, Recorded.MEMBER_RESTORED)
    return _to_team()


@blueprint.post("/team/<member_id>/make-admin")
def make_admin(member_id: str) -> AnyResponse:
    require_member(Act.MANAGE_TEAM)
    _change(member_id, team.make_admin, Recorded.ADMIN_MADE)
    return _to_team()


@blueprint.post("/team/<member_id>/unmake-admin")
def unmake_admin(member_id: str) -> AnyResponse:
    require_member(Act.MANAGE_TEAM)
    _change(member_id, team.unmake_admin, Recorded.ADMIN_UNMADE)
    return _to_team()


def _change(member_id: str, action: Callable[[Session, str], object], act: Recorded) -> bool:
    """Do `action` to a member; a refusal is shown on the page the reader comes to."""
    if db.session.get(Member, member_id) is None:
        abort(404)
    try:
        with write() as session:
            action(session, member_id)
            record(session, act, member=member_id)
    except Refused as refused:
        flash(refused.say, "blocked")
        return False
    return True
