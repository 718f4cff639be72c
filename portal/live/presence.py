"""Who is here, and on which row: ephemeral, never stored, sent as a whole roster to each audience.

A roster names everyone who is on a row, but of the others only those who came last, and says how many `more` there are.

Rosters are sent soon after a change, the later the more people there are, so that a full room costs no more than a
small one. Presence on a hidden row goes to the team only; customers see that person without a row.
"""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from portal import green
from portal.live.connections import Connections, Socket, connections
from portal.live.topics import AUDIENCES, find

SOONEST_SECONDS = 0.08
SECONDS_PER_VIEWER = 0.01
MOST_ELSEWHERE = 30


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
    with app.app_context():
        for audience in AUDIENCES:
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


def _roster(app: Flask, live: Connections, topic: str, audience: str) -> Any:
    found = find(topic)
    for socket in list(live.followers.get(topic, {}).values()):
        place = _places(app).get((topic, socket.sid), Place())
        row = place.row
        if row and found and audience == "customer" and found[0].is_hidden(found[1], row):
            place, row = Place(), None
        yield {
            "tab": socket.tab,
            "person": socket.topics[topic].participant_id,
            "row": row,
            "field": place.field,
            "typing": place.typing,
            **({"caret": place.caret} if place.caret is not None else {}),
        }
