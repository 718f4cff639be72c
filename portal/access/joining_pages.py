"""Joining mid-call: a QR and a short code on the team's screen, and the pages where the code is typed."""

import segno
from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from portal.access import joining, sessions
from portal.access.addresses import address_of
from portal.access.blueprint import blueprint
from portal.access.entry import Entry, enter
from portal.access.exchange import exchange_page, welcome
from portal.access.forms import JoinForm, JoinLinkForm
from portal.access.grants import open_link
from portal.access.limits import limit_guesses_by_caller, limit_openings_by_caller, limit_openings_of_link
from portal.access.models import Link
from portal.access.policy import Act
from portal.access.queries import live_shared_links
from portal.database import write
from portal.extensions import db

CALL_LINK = "call"


@blueprint.get("/w/<workspace_id>/join")
def show_join_code(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    return _join_page(entry, _join_link_form(workspace_id))


def _join_link_form(workspace_id: str) -> JoinLinkForm:
    links = [link for link in live_shared_links(workspace_id) if link.label != joining.CALL_LABEL]
    form = JoinLinkForm()
    own = SelectChoice(CALL_LINK, _("The call’s own link (edit)"))
    form.offer([own, *(SelectChoice(link.id, _name_of(link)) for link in links)])
    return form


def _name_of(link: Link) -> str:
    rights = {"edit": _("edit"), "comment": _("comment"), "view": _("see only")}[link.rights.value]
    return f"{link.label or _('Shared link')} ({rights})"


def _join_page(entry: Entry, form: JoinLinkForm, status: int = 200) -> Response:
    code = joining.live_code(db.session(), entry.workspace.id)
    address = f"{address_of(entry.workspace)}/j/{code.code}" if code else ""
    page = render_template(
        "access/join_code.html",
        entry=entry,
        tab="links",
        form=form,
        code=code,
        type_at=f"{address_of(entry.workspace)}/j".partition("://")[2],
        address=address,
        qr=_qr(address) if code else "",
    )
    return make_response(page, status)


def _qr(address: str) -> Markup:
    """The code as SVG; dark on light in both themes, since phones read the reverse badly."""
    drawing = segno.make(address, error="m", micro=False)
    svg = drawing.svg_inline(scale=8, border=3, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    return Markup(svg)  # noqa: S704 - numbers and paths only, drawn from an address of our own


@blueprint.post("/w/<workspace_id>/join")
def new_join_code(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    form = _join_link_form(workspace_id)
    if not form.validate_on_submit():
        return _join_page(entry, form, 422)
    with write() as session:
        link = session.get_one(Link, form.link.data) if form.link.data != CALL_LINK else None
        joining.make_code(session, workspace_id, link, entry.actor.member_id)
    return redirect(url_for("access.show_join_code", workspace_id=workspace_id), 303)


@blueprint.get("/j")
def type_join_code() -> AnyResponse:
    return _type_page(JoinForm())


def _type_page(form: JoinForm, status: int = 200) -> Response:
    return make_response(render_template("access/type_join_code.html", form=form), status)


@blueprint.post("/j")
@limit_guesses_by_caller
def find_join_code() -> AnyResponse:
    form = JoinForm()
    if form.validate_on_submit() and joining.link_of_code(db.session(), form.code.data):
        return redirect(url_for("access.show_join", code=joining.tidy_code(form.code.data)), 303)
    return _wrong_code(form)


def _wrong_code(form: JoinForm) -> Response:
    form.refuse("code", _("This code does not work. Read it again from the shared screen; codes end after some hours."))
    return _type_page(form, 422)


@blueprint.get("/j/<code>")
@limit_guesses_by_caller
def show_join(code: str) -> AnyResponse:
    link = joining.link_of_code(db.session(), code)
    if link is None:
        return _wrong_code(_form_with(code))
    return exchange_page(link, url_for("access.join", code=joining.tidy_code(code)), needs_token=True)


def _form_with(code: str) -> JoinForm:
    form = JoinForm(formdata=None)
    form.code.data = code[:40]
    return form


@blueprint.post("/j/<code>")
@limit_guesses_by_caller
@limit_openings_by_caller
@limit_openings_of_link
def join(code: str) -> AnyResponse:
    with write() as session:
        link = joining.link_of_code(session, code)
        opened = open_link(session, link, request.cookies.get(sessions.cookie_name())) if link else None
    return welcome(*opened) if opened else _wrong_code(_form_with(code))
