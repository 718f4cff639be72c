"""The plan's blueprint, which its pages and its JSON twins share."""

from flask import Blueprint

blueprint = Blueprint("plan", __name__)
