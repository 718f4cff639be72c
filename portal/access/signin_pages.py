"""Signing in and out as a member of the team."""

import secrets

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.access import sessions, signin
from portal.access.blueprint import blueprint
from portal.access.entry import member_of
from portal.access.forms import CodeForm, PressForm, SignInForm
from portal.access.limits import limit_sign_in_codes, limit_sign_ins_by_caller, limit_sign_ins_by_mailbox
from portal.access.models import SignIn
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.config import settings
from portal.database import write
from portal.extensions import db
from portal.web.paths import own_path


def _pending_cookie_name() -> str:
    return "__Host-onward-pending" if settings().is_https else "onward-pending"


def _pending() -> str | None:
    return request.cookies.get(_pending_cookie_name())


@blueprint.get("/sign-in")
def sign_in() -> AnyResponse:
    next_path = own_path(request.args.get("next"))
    if member_of(sessions.current()):
        return redirect(next_path, 303)
    return _sign_in_page(SignInForm(), next_path)


def _sign_in_page(form: SignInForm, next_path: str, status: int = 200) -> Response:
    return make_response(render_template("access/sign_in.html", form=form, next_path=next_path), status)


@blueprint.post("/sign-in")
@limit_sign_ins_by_caller
@limit_sign_ins_by_mailbox
def ask_to_sign_in() -> AnyResponse:
    """The same steps, time and answer for every address, known or not."""
    form = SignInForm()
    next_path = own_path(request.args.get("next"))
    if not form.validate_on_submit():
        return _sign_in_page(form, next_path, 422)
    pending = secrets.token_urlsafe(sessions.COOKIE_BYTES)
    with write() as session:
        signin.ask_for_link(session, form.email.data, pending, next_path)
    response = redirect(_code_url(next_path), 303)
    sessions.put_secret_cookie(response, _pending_cookie_name(), pending, signin.LIFETIME)
    return response


def _code_url(next_path: str) -> str:
    return url_for("access.sign_in_code", next=None if next_path == "/" else next_path)


@blueprint.get("/sign-in/code")
def sign_in_code() -> AnyResponse:
    if not _pending():
        return redirect(url_for("access.sign_in"), 303)
    return _code_page(CodeForm(), request.full_path.rstrip("?"))


def _code_page(form: CodeForm, action: str, status: int = 200, by_link: bool = False) -> Response:
    page = render_template("access/sign_in_code.html", form=form, action=action, by_link=by_link)
    return make_response(page, status)


@blueprint.post("/sign-in/code")
@limit_sign_in_codes
def finish_with_code() -> AnyResponse:
    """The code typed in the browser that asked. Nothing tells an unknown address from a wrong or dead code."""
    form = CodeForm()
    if form.validate_on_submit():
        with write() as session:
            found = signin.sign_in_of_pending(session, _pending())
            cookie = _finish(session, found, form.code.data) if found else None
        if cookie:
            return _signed_in(cookie)
    _refuse_code(form)
    return _code_page(form, request.full_path.rstrip("?"), 422)


def _refuse_code(form: CodeForm) -> None:
    if not form.code.errors:
        form.refuse("code", _("This code does not fit, or no longer works. After five tries ask for a new mail."))


def _finish(session: Session, found: SignIn, code: str | None) -> str | None:
    """The new cookie of the browser that is now signed in, or None. Without a code the link itself is enough."""
    is_done = signin.use(session, found) if code is None else signin.use_with_code(session, found, code)
    if not is_done:
        return None
    browser, cookie = sessions.renew(session, request.cookies.get(sessions.cookie_name()))
    signin.begin_member_part(browser, found.member_id)
    way = "by the command line" if found.by_command else "by code" if code else "by link"
    record(session, Recorded.SIGNED_IN, by=found.member_id, how=way)
    return cookie


def _signed_in(cookie: str) -> AnyResponse:
    response = redirect(own_path(request.args.get("next")), 303)
    sessions.put_cookie(response, cookie)
    response.delete_cookie(_pending_cookie_name(), path="/", secure=settings().is_https, httponly=True, samesite="Lax")
    return response


@blueprint.get("/sign-in/<token>")
def show_sign_in_link(token: str) -> AnyResponse:
    """One button: a mail scanner that only follows the link uses nothing up."""
    try:
        found = signin.read_token(db.session(), token)
    except signin.SignInUnknown:
        abort(404)
    except signin.SignInOver:
        return _over_page()
    page = render_template(
        "access/finish_sign_in.html", form=PressForm(), action=_same_url(), member_name=found.member.name
    )
    return _private(make_response(page))


def _same_url() -> str:
    return request.full_path.rstrip("?")


def _over_page() -> Response:
    return make_response(render_template("access/sign_in_over.html"), 410)


def _private(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/sign-in/<token>")
@limit_sign_in_codes
def finish_sign_in(token: str) -> AnyResponse:
    """Finishes in the browser that asked; any other must know the code, which a scanner's press does not."""
    form = CodeForm()
    form.validate()
    try:
        with write() as session:
            found = signin.read_token(session, token)
            if signin.is_asker(found, _pending()):
                cookie, was_tried = _finish(session, found, None), False
            else:
                was_tried = bool(form.code.data) and not form.code.errors
                cookie = _finish(session, found, form.code.data) if was_tried else None
    except (signin.SignInUnknown, signin.SignInOver):
        return show_sign_in_link(token)
    if cookie:
        return _signed_in(cookie)
    return _ask_for_code(form, token, was_tried)


def _ask_for_code(form: CodeForm, token: str, was_tried: bool) -> AnyResponse:
    try:
        signin.read_token(db.session(), token)
    except signin.SignInOver:
        return _over_page()
    if was_tried:
        _refuse_code(form)
    elif "code" not in request.form:
        # The press of the link's own button: nothing was typed yet, so nothing is wrong with it.
        form = CodeForm(formdata=None)
    return _private(_code_page(form, _same_url(), 422, by_link=True))


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    with write() as session:
        cookie = sessions.sign_out(session, request.cookies.get(sessions.cookie_name()))
    response = redirect(url_for("access.sign_in"), 303)
    if cookie:
        sessions.put_cookie(response, cookie)
    # Whoever comes to this browser next finds neither pages nor videos in it, nor words that were never sent.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
