from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import Flask

from portal.live.connections import Bucket, Connections, Socket
from portal.live.presence import MOST_ELSEWHERE, Place, note_place
from portal.live.topics import Visitor
from tests.sockets import wait_until

TOPIC = "call:1"


@dataclass
class Lines(Connections):
    """Keeps the rosters that would have been sent to the customers."""

    rosters: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, topic: str, audience: str, event: str, message: dict[str, Any]) -> None:
        if audience == "customer":
            self.rosters.append(message)


def test_a_full_room_is_told_who_works_and_who_came_last_and_how_many_more(app: Flask) -> None:
    live = app.extensions["onward.connections"] = Lines()
    for number in range(MOST_ELSEWHERE + 12):
        line = SimpleNamespace(sid=f"line{number}")
        socket = Socket(f"sid{number}", line, "session", "en", Bucket(10, 3))
        live.open(socket)
        live.follow(socket, TOPIC, Visitor("customer", "workspace", f"person {number}", None, None))
    note_place(app, TOPIC, live.sockets["sid0"], Place(row="row"))
    wait_until(lambda: bool(live.rosters), "no roster was sent")
    (roster,) = live.rosters
    told = [(one["person"], one["row"]) for one in roster["who"]]
    newest = [(f"person {number}", None) for number in range(12, MOST_ELSEWHERE + 12)]
    assert told == [("person 0", "row"), *newest]
    assert roster["more"] == 11
