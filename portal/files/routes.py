"""Serving logos. They are public to whoever knows the id, since mails and sign-in pages show them to people without a
session; the id is 128 random bits. Only pictures that were drawn anew are ever served inline."""

from flask import Blueprint, Response, abort, send_file

from portal.extensions import db
from portal.files import store
from portal.files.logos import MEDIA_TYPE
from portal.files.models import StoredFile

blueprint = Blueprint("files", __name__)
YEAR_SECONDS = 31_536_000


@blueprint.get("/files/<file_id>")
def show_logo(file_id: str) -> Response:
    row = db.session.get(StoredFile, file_id)
    # What people upload is their workspace's, and never a logo, also where it is a picture of the same kind.
    if row is None or row.media_type != MEDIA_TYPE or row.workspace_id is not None:
        abort(404)
    path = store.path_of(row.id)
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype=MEDIA_TYPE, max_age=YEAR_SECONDS, conditional=True)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Mail programs in browsers show it from a site of their own, and some ask browsers to load nothing else.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
