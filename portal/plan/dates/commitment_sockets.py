"""The committed go-live as a live topic: its news only say that its page is another by now."""

from typing import Any

from flask import Flask, Response, jsonify
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.access.entry import enter
from portal.access.sockets import visitors_of
from portal.extensions import db
from portal.live.topics import Answering, Asker, Behind, Kind, Visitor, register_kind
from portal.plan.blueprint import blueprint
from portal.plan.dates.commitment import count_words
from portal.web.wire import asked_seq


def register(app: Flask) -> None:
    """Let the committed go-live be followed over sockets."""
    register_kind(app, "golive", Kind(visitors_of, read_since, _snapshot, _do, _hidden))


def read_since(workspace_id: str, _audience: str, seq: int, _revision: int | None = None) -> Behind:
    """What a viewer who stands at `seq` has missed: one word, since the page is small and read anew."""
    head = count_words(db.session(), workspace_id)
    return Behind(head, [{"seq": head, "k": "golive"}] if head > seq else [])


def _snapshot(workspace_id: str) -> str:
    # Never needed: there is never too much to tell.
    return f"/w/{workspace_id}/plan/go-live/since"


def _do(_workspace_id: str, _visitor: Visitor, asker: Asker, _message: Any, answer: Answering) -> None:
    with force_locale(asker.language):
        say = _("The change could not be read. Load the page again and repeat it.")
    answer({"ok": False, "err": "invalid", "say": say})


def _hidden(_workspace_id: str, _rows: set[str]) -> set[str]:
    """Both sides see all of it."""
    return set()


@blueprint.get("/w/<workspace_id>/plan/go-live/since")
def show_go_live_since(workspace_id: str) -> Response:
    """The socket's news by plain requests, for networks where sockets do not pass."""
    entry = enter(workspace_id)
    behind = read_since(workspace_id, entry.actor.side.value, asked_seq())
    return jsonify({"ok": True, "seq": behind.seq, "ops": behind.operations})
