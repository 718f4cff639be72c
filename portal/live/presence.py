"""Who is here, and on which row: ephemeral, never stored, sent as a whole roster to each audience.

A roster names everyone who is on a row, but of the others only those who came last, and says how many `more` there are.

Rosters are sent soon after a change, the later the more people there are, so that a full room costs no more than a
small one. Presence on a hidden row goes to the team only; customers see that person without a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask

from portal import green
from portal.live.connections import Connections, Socket, connections
from portal.live.topics import AUDIENCES, find

SOONEST_SECONDS = 0.08
SECONDS_PER_VIEWER = 0.01
MOST_ELSEWHERE = 30

log = structlog.get_logger()


@dataclass
class Place:
    """Where one tab stands."""

    row: str | None = None
    field: str | None = None
    typing: bool = False
    # Where in a text, in that text's own words.
    caret: str | None = None


def _places(app: Flask) -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = app.extensions.setdefault("onward.places", {})
    return found


def note_place(app: Flask, topic: str, socket: Socket, place: Place) -> None:
    """Somebody came, or moved to another row."""
    _places(app)[topic, socket.sid] = place
    _send_soon(app, topic)


def note_left(app: Flask, topic: str, socket: Socket) -> None:
    """Somebody stopped following one topic."""
    _places(app).pop((topic, socket.sid), None)
    _send_soon(app, topic)


def is_someone_writing(app: Flask, topic: str) -> bool:
    """Whether anybody of this process has their caret in the topic's text."""
    followers = connections(app).followers.get(topic, ())
    return any(_places(app).get((topic, sid), Place()).caret is not None for sid in followers)


def note_gone(app: Flask, socket: Socket) -> None:
    """Somebody left."""
    for topic in socket.topics:
        _places(app).pop((topic, socket.sid), None)
        _send_soon(app, topic)


def _send_soon(app: Flask, topic: str) -> None:
    waiting: set[str] = app.extensions.setdefault("onward.rosters_due", set())
    if topic in waiting:
        return
    waiting.add(topic)
    viewers = len(connections(app).followers.get(topic, ()))
    green.spawn_after(max(SOONEST_SECONDS, SECONDS_PER_VIEWER * viewers), _send, app, topic)


def _send(app: Flask, topic: str) -> None:
    app.extensions["onward.rosters_due"].discard(topic)
    live = connections(app)
    if topic not in live.followers:
        for audience in AUDIENCES:
            _last_rosters(app).pop((topic, audience), None)
        return
    try:
        with app.app_context():
            for audience in AUDIENCES:
                _tell(app, live, topic, audience)
    except Exception:
        # Whoever moves next has it sent.
        log.exception("roster_not_sent", topic=topic)


def _tell(app: Flask, live: Connections, topic: str, audience: str) -> None:
    roster = _shortened(list(_roster(app, live, topic, audience)))
    # A frame that says nothing new would tell customers that the team does something they cannot see.
    if _last_rosters(app).get((topic, audience)) != roster:
        _last_rosters(app)[topic, audience] = roster
        live.tell(topic, audience, "pres", {"topic": topic, **roster})


def _shortened(everyone: list[dict[str, Any]]) -> dict[str, Any]:
    on_rows = [one for one in everyone if one["row"]]
    elsewhere = [one for one in everyone if not one["row"]]
    return {"who": on_rows + elsewhere[-MOST_ELSEWHERE:], "more": max(0, len(elsewhere) - MOST_ELSEWHERE)}


def _last_rosters(app: Flask) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = app.extensions.setdefault("onward.rosters", {})
    return found


def _roster(app: Flask, live: Connections, topic: str, audience: str) -> Iterator[dict[str, Any]]:
    # Taken before anything is asked of the database: whoever moves or leaves meanwhile stands here as before.
    here = [
        (socket.tab, socket.topics[topic].participant_id, _places(app).get((topic, sid), Place()))
        for sid, socket in list(live.followers.get(topic, {}).items())
    ]
    hidden = _hidden(topic, {place.row for _, _, place in here if place.row}) if audience == "customer" else set()
    for tab, person, place in here:
        shown = Place() if place.row in hidden else place
        yield {
            "tab": tab,
            "person": person,
            "row": shown.row,
            "field": shown.field,
            "typing": shown.typing,
            **({"caret": shown.caret} if shown.caret is not None else {}),
        }


def _hidden(topic: str, rows: set[str]) -> set[str]:
    """Which of these rows customers may not know that someone is on."""
    found = find(topic)
    return found[0].hidden(found[1], rows) if found and rows else set()
