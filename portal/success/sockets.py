"""What done means as a live topic: its news only say that the page is another by now."""

from typing import Any

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.access.sockets import visitors_of
from portal.extensions import db
from portal.live.topics import Answering, Asker, Behind, Kind, Visitor, register_kind
from portal.success.queries import revision_of


def register(app: Flask) -> None:
    """Let the definition of done be followed over sockets."""
    register_kind(app, "done", Kind(visitors_of, read_since, _snapshot, _do, _hidden))


def read_since(workspace_id: str, _audience: str, seq: int, _revision: int | None = None) -> Behind:
    """What a viewer who stands at `seq` has missed: one word, since the page is small and read anew."""
    head = revision_of(db.session(), workspace_id)
    return Behind(head, [{"seq": head, "k": "done"}] if head > seq else [])


def _snapshot(workspace_id: str) -> str:
    # Never needed: there is never too much to tell.
    return f"/w/{workspace_id}/done/since"


def _do(_workspace_id: str, _visitor: Visitor, asker: Asker, _message: Any, answer: Answering) -> None:
    with force_locale(asker.language):
        say = _("The change could not be read. Load the page again and repeat it.")
    answer({"ok": False, "err": "invalid", "say": say})


def _hidden(_workspace_id: str, _rows: set[str]) -> set[str]:
    """Both sides see all of it."""
    return set()
