"""The blueprint that all pages of this room hang on."""

from flask import Blueprint

from portal.access.limits import limit_writes

blueprint = Blueprint("success", __name__)
limit_writes(blueprint)
