"""Reading the playbooks, and starting an onboarding from one."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.access.entry import require_member
from portal.database import write
from portal.people.actions import WorkspaceDetails
from portal.people.models import Member, WorkspaceStatus
from portal.people.naming import Refused
from portal.people.queries import customers, latest_timezone, members
from portal.people.roles import role_label
from portal.playbooks.actions import NewContact, NewMember, NewOnboarding, start_onboarding
from portal.playbooks.forms import OnboardingForm
from portal.playbooks.library import playbooks

blueprint = Blueprint("playbooks", __name__)


@blueprint.get("/playbooks")
def list_playbooks() -> str:
    member = require_member()
    return render_template(
        "playbooks/list.html", current_member=member, playbooks=list(playbooks().values()), words=_language()
    )


@blueprint.get("/playbooks/<key>")
def show_playbook(key: str) -> str:
    member = require_member()
    playbook = playbooks().get(key)
    if playbook is None:
        abort(404)
    return render_template(
        "playbooks/show.html", current_member=member, playbook=playbook, words=_language(), role_label=role_label
    )


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "en"


@blueprint.route("/onboardings/new", methods=["GET", "POST"])
def new_onboarding() -> Response:
    member = require_member()
    usual = {"csm_id": member.id, "language": _language(), "timezone": latest_timezone()}
    form = OnboardingForm(**usual, playbook=request.args.get("playbook", next(iter(playbooks()))))
    form.offer(customers(), members(), list(playbooks().values()))
    if form.validate_on_submit():
        try:
            with write() as session:
                workspace = start_onboarding(session, _asked_for(form))
            return redirect(url_for("plan.show_plan", workspace_id=workspace.id), 303)
        except Refused as refused:
            form.refuse("customer_name" if refused.field == "name" else refused.field, refused.say)
    return _form_page(form, member)


def _asked_for(form: OnboardingForm) -> NewOnboarding:
    customer_id = form.customer_id.data or None
    names = {one.id: one.name for one in customers()}
    customer_name = names.get(customer_id or "", form.customer_name.data or "")
    return NewOnboarding(
        details=WorkspaceDetails(
            name=form.name.data or _("%(customer)s onboarding", customer=customer_name),
            csm_id=form.csm_id.data,
            status=WorkspaceStatus.DRAFT,
            timezone=form.timezone.data,
            language=form.language.data,
            signed_on=form.signed_on.data,
            kickoff_on=form.kickoff_on.data,
            go_live_on=form.go_live_on.data,
        ),
        playbook=playbooks()[form.playbook.data],
        customer_id=customer_id,
        customer_name=customer_name,
        contacts=[
            NewContact(row.form.name.data, row.form.role.data, row.form.email.data)
            for row in form.contacts
            if row.form.name.data
        ],
        members=[
            NewMember(member_id, role)
            for role, member_id in (("implementation", form.implementation_id.data), ("trainer", form.trainer_id.data))
            if member_id and member_id != form.csm_id.data
        ],
    )


def _form_page(form: OnboardingForm, member: Member) -> Response:
    page = render_template(
        "playbooks/new_onboarding.html",
        current_member=member,
        form=form,
        playbooks=list(playbooks().values()),
        words=_language(),
    )
    return make_response(page, 422 if form.errors else 200)
