"""The plan's blueprint, which its pages and its JSON twins share."""

from flask import Blueprint

from portal.access.limits import limit_writes

blueprint = Blueprint("plan", __name__)
limit_writes(blueprint)
