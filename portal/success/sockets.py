"""What done means as a live topic."""

from flask import Flask

from portal.access.sockets import visitors_of
from portal.extensions import db
from portal.live.page_topics import register_page
from portal.success.queries import TOPIC, revision_of


def register(app: Flask) -> None:
    """Let the definition of done be followed over sockets."""
    register_page(app, TOPIC, visitors_of, lambda workspace_id: revision_of(db.session(), workspace_id))
