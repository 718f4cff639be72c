"""The committed go-live as a live topic, and its news by plain requests, for networks where sockets do not pass."""

from flask import Flask, Response, jsonify

from portal.access.entry import enter
from portal.access.sockets import visitors_of
from portal.extensions import db
from portal.live.page_topics import news_of_page, register_page
from portal.plan.blueprint import blueprint
from portal.plan.dates.commitment import TOPIC, count_words
from portal.web.wire import asked_seq


def register(app: Flask) -> None:
    """Let the committed go-live be followed over sockets."""
    register_page(app, TOPIC, visitors_of, lambda workspace_id: count_words(db.session(), workspace_id))


@blueprint.get("/w/<workspace_id>/plan/go-live/since")
def show_go_live_since(workspace_id: str) -> Response:
    enter(workspace_id)
    behind = news_of_page(TOPIC, count_words(db.session(), workspace_id), asked_seq())
    return jsonify({"ok": True, "seq": behind.seq, "ops": behind.operations})
