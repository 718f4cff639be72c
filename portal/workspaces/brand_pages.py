"""How a workspace looks, and how all of them look that say nothing of their own."""

import re
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Field

from portal.access.entry import enter, require_member
from portal.access.policy import Act
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import write
from portal.extensions import db
from portal.files.logos import LOGO_BYTES, LOGO_EDGE, LogoRefused, put_logo, record_logo
from portal.people import actions, brand
from portal.people.models import Brand
from portal.people.naming import Refused
from portal.people.queries import BrandView, brand_of, default_brand
from portal.web.forms import COLOUR
from portal.workspaces.blueprint import blueprint
from portal.workspaces.forms import BrandForm, DefaultBrandForm


@blueprint.route("/w/<workspace_id>/brand", methods=["GET", "POST"])
def edit_brand(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    stored = _stored(workspace_id)
    form = BrandForm(data=_as_data(stored, default_brand().colour))
    if request.method == "POST" and form.validate() and _save(workspace_id, form, stored):
        flash(_("The brand is saved."))
        return redirect(url_for("workspaces.edit_brand", workspace_id=workspace_id), 303)
    return _brand_page("workspaces/brand.html", form, brand_of(entry.workspace), entry=entry, tab="settings")


@blueprint.route("/settings", methods=["GET", "POST"])
def edit_default_brand() -> AnyResponse:
    member = require_member(Act.MANAGE_TEAM)
    stored = _stored(None)
    form = DefaultBrandForm(data=_as_data(stored, brand.DEFAULT_COLOUR))
    if request.method == "POST" and form.validate() and _save(None, form, stored):
        flash(_("The brand is saved."))
        return redirect(url_for("workspaces.edit_default_brand"), 303)
    return _brand_page("workspaces/default_brand.html", form, default_brand(), current_member=member)


@blueprint.get("/brand/samples")
def show_brand_samples() -> str:
    """How `colour` would look, beside the field in which it is being chosen."""
    require_member()
    asked = request.args.get("colour", "").lower()
    chosen = asked if re.match(COLOUR, asked) else brand.DEFAULT_COLOUR
    return render_template("workspaces/_brand_samples_part.html", **_samples(chosen))


def _samples(colour: str) -> dict[str, Any]:
    return {
        "light": brand.shades(colour, brand.LIGHT),
        "dark": brand.shades(colour, brand.DARK),
        "is_corrected": brand.is_corrected(colour),
    }


def _stored(workspace_id: str | None) -> Brand | None:
    return db.session.scalar(db.select(Brand).where(Brand.workspace_id == workspace_id))


def _as_data(stored: Brand | None, default_colour: str) -> dict[str, str]:
    if stored is None:
        return {"colour": default_colour}
    return {
        "name": stored.name or "",
        "colour": stored.colour or default_colour,
        "welcome": stored.welcome or "",
        "footer": stored.footer or "",
    }


def _brand_page(template: str, form: DefaultBrandForm, view: BrandView, **context: Any) -> AnyResponse:
    chosen = view.colour if form.errors else form.colour.data or view.colour
    page = render_template(
        template,
        form=form,
        brand=view,
        **_samples(chosen),
        logo_megabytes=LOGO_BYTES // 1_000_000,
        logo_edge=LOGO_EDGE,
        **context,
    )
    return make_response(page, 422 if form.errors else 200)


def _save(workspace_id: str | None, form: DefaultBrandForm, stored: Brand | None) -> bool:
    """Keep what the form says; False, with the reason at its field, if a logo could not be used."""
    try:
        logo = _new_logo(form.logo)
        customer_logo = _new_logo(form.customer_logo) if isinstance(form, BrandForm) else None
        with write() as session:
            for file_id in filter(None, (logo, customer_logo)):
                record_logo(session, file_id)
            actions.set_brand(session, workspace_id, _details(workspace_id, form, stored, logo, customer_logo))
            record(session, Recorded.BRAND_CHANGED, workspace_id, colour=form.colour.data)
    except Refused as refused:
        form.refuse(refused.field, refused.say)
        return False
    return True


def _new_logo(field: Field) -> str | None:
    """The id of the logo that was sent, if one was. Raises Refused, naming the field."""
    upload = field.data
    if not isinstance(upload, FileStorage) or not upload.filename:
        return None
    try:
        return put_logo(upload.stream)
    except LogoRefused as refused:
        raise Refused(field.name, refused.say) from None


def _details(
    workspace_id: str | None, form: DefaultBrandForm, stored: Brand | None, logo: str | None, customer_logo: str | None
) -> actions.BrandDetails:
    default = default_brand().colour if workspace_id else brand.DEFAULT_COLOUR
    colour = (form.colour.data or default).lower()
    drop_customer = isinstance(form, BrandForm) and form.drop_customer_logo.data
    return actions.BrandDetails(
        name=form.name.data,
        colour=None if colour == default else colour,
        logo_file_id=logo or _kept(stored.logo_file_id if stored else None, form.drop_logo.data),
        customer_logo_file_id=customer_logo or _kept(stored.customer_logo_file_id if stored else None, drop_customer),
        welcome=form.welcome.data,
        footer=form.footer.data,
    )


def _kept(file_id: str | None, is_dropped: bool) -> str | None:
    return None if is_dropped else file_id
