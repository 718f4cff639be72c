"""A whole page as a topic: its news only say that the page is another by now, and nothing is asked over its line."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_babel import force_locale, gettext

from portal.live.topics import Answering, Asker, Behind, Kind, Visitor, register_kind


def register_page(
    app: Flask, name: str, enter: Callable[[str, set[str]], dict[str, Visitor]], count_changes: Callable[[str], int]
) -> None:
    """Let the page of a workspace be followed; `enter` says who may, `count_changes` how often it has changed."""

    def read(workspace_id: str, _audience: str, seq: int, _revision: int | None) -> Behind:
        return news_of_page(name, count_changes(workspace_id), seq)

    register_kind(app, name, Kind(enter, read, _snapshot, _do, _hidden))


def news_of_page(name: str, head: int, seq: int) -> Behind:
    """What a viewer who stands at `seq` has missed: one word, since the page is small and read anew."""
    return Behind(head, [{"seq": head, "k": name}] if head > seq else [])


def _snapshot(workspace_id: str) -> str:
    # Never needed: there is never too much to tell.
    return f"/w/{workspace_id}/"


def _do(_workspace_id: str, _visitor: Visitor, asker: Asker, _message: Any, answer: Answering) -> None:
    with force_locale(asker.language):
        say = gettext("The change could not be read. Load the page again and repeat it.")
    answer({"ok": False, "err": "invalid", "say": say})


def _hidden(_workspace_id: str, _rows: set[str]) -> set[str]:
    """Both sides see all of it."""
    return set()
