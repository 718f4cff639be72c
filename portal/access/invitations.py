"""The team's page of links: make them, copy them, see who uses them, revoke them."""

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access.blueprint import blueprint
from portal.access.dates import end_of_day
from portal.access.entry import Entry, enter
from portal.access.forms import EVERYONE, LinkForm, PressForm
from portal.access.links import LinkTerms, make_link, revoke_link
from portal.access.models import Link, Rights
from portal.access.policy import Act
from portal.access.queries import link_lines, people_to_link
from portal.config import settings
from portal.database import write
from portal.people.models import Participant


@blueprint.get("/w/<workspace_id>/links")
def list_links(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    return _links_page(entry, _link_form(entry))


def _link_form(entry: Entry) -> LinkForm:
    form = LinkForm()
    form.offer(people_to_link(entry.workspace.id), clock.today(entry.workspace.timezone))
    return form


def _links_page(entry: Entry, form: LinkForm, status: int = 200) -> Response:
    lines = link_lines(entry.workspace.id)
    page = render_template(
        "access/links.html",
        entry=entry,
        tab="links",
        form=form,
        press=PressForm(),
        live=[line for line in lines if line.is_live],
        dead=[line for line in lines if not line.is_live],
        made_id=request.args.get("made"),
        shared_days=settings().shared_link_days,
        personal_days=settings().personal_link_days,
        personal_days_at_most=settings().personal_link_days_at_most,
    )
    return make_response(page, status)


@blueprint.post("/w/<workspace_id>/links")
def add_link(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = _link_form(entry)
    if not form.validate_on_submit():
        return _links_page(entry, form, 422)
    until = form.expires_on.data
    ends_at = end_of_day(until, entry.workspace.timezone) if until else None
    terms = LinkTerms(Rights(form.rights.data), form.label.data or "", ends_at)
    with write() as session:
        person = session.get_one(Participant, form.person.data) if form.person.data != EVERYONE else None
        link = make_link(session, workspace_id, terms, person, entry.actor.member_id)
    return redirect(url_for("access.list_links", workspace_id=workspace_id, made=link.id, _anchor="made"), 303)


@blueprint.post("/w/<workspace_id>/links/<link_id>/revoke")
def end_link(workspace_id: str, link_id: str) -> AnyResponse:
    enter(workspace_id, Act.MANAGE)
    with write() as session:
        link = session.get(Link, link_id)
        if link is None or link.workspace_id != workspace_id:
            abort(404)
        revoke_link(session, link)
    flash(_("The link is revoked. Whoever came by it is out."), "done")
    return redirect(url_for("access.list_links", workspace_id=workspace_id), 303)
