"""News between parts and processes: "this topic has moved on", "hang up on this link". Never content.

In one process a ring is a function call. With REDIS_URL it is published as well, so that the other processes hear it;
a lost one costs a poll, never a change.
"""

import json
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from portal.database import new_id

CHANNEL = "onward:doorbell"

Listener = Callable[[dict[str, Any]], None]


def listen(app: Flask, kind: str, listener: Listener) -> None:
    """Call `listener(message)` in this process for each ring of `kind`, wherever it was rung."""
    app.extensions.setdefault("onward.doorbell", {}).setdefault(kind, []).append(listener)


def ring_topic(topic: str, revision: int) -> None:
    """Say that `topic` has reached `revision`. Call it after the commit only."""
    _ring({"kind": "topic", "topic": topic, "revision": revision})


def ring_hangup(
    *,
    link_id: str | None = None,
    participant_id: str | None = None,
    session_id: str | None = None,
    member_id: str | None = None,
    workspace_id: str | None = None,
) -> None:
    """Ask every process to hang up the sockets that match. Call it after the commit only."""
    which = {
        "link_id": link_id,
        "participant_id": participant_id,
        "session_id": session_id,
        "member_id": member_id,
        "workspace_id": workspace_id,
    }
    _ring({"kind": "hangup", "which": {name: value for name, value in which.items() if value}})


def ring_rewritten(topic: str) -> None:
    """Say that the past of `topic` was written anew: what a process remembers of it counts no more."""
    _ring({"kind": "rewritten", "topic": topic})


def ring_outdated(workspace_id: str) -> None:
    """Say that open pages of this workspace show what stands nowhere any more. Call it after the commit only."""
    _ring({"kind": "outdated", "workspace": workspace_id})


def _ring(message: dict[str, Any]) -> None:
    deliver(current_app._get_current_object(), message)  # type: ignore[attr-defined]
    publish = current_app.extensions.get("onward.publish")
    if publish:
        about = message["topic"] if message["kind"] == "topic" else new_id()
        publish(CHANNEL, about, json.dumps(message))


def deliver(app: Flask, message: dict[str, Any]) -> None:
    """Hand a ring to this process's listeners."""
    for listener in app.extensions.get("onward.doorbell", {}).get(message["kind"], ()):
        listener(message)
