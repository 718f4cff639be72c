from flask import Flask

from portal.live.connections import Bucket, Connections, Socket
from portal.live.presence import MOST_ELSEWHERE, Place, note_place
from portal.live.topics import Visitor
from tests.sockets import wait_until

TOPIC = "call:1"


class Server:
    """Keeps the rosters that would have been sent to the customers."""

    def __init__(self) -> None:
        self.rosters: list[dict[str, object]] = []

    def emit(self, event: str, message: dict[str, object], room: str) -> None:
        if room.endswith("/customer"):
            self.rosters.append(message)


def test_a_full_room_is_told_who_works_and_who_came_last_and_how_many_more(app: Flask) -> None:
    live = app.extensions["onward.connections"] = Connections(Server())
    sockets = [Socket(f"sid{number}", "session", "en", Bucket(10, 3)) for number in range(MOST_ELSEWHERE + 12)]
    for number, socket in enumerate(sockets):
        live.open(socket)
        live.follow(socket, TOPIC, Visitor("customer", "workspace", f"person {number}", None, None))
    note_place(app, TOPIC, sockets[0], Place(row="row"))
    wait_until(lambda: bool(live.server.rosters), "no roster was sent")
    (roster,) = live.server.rosters
    told = [(one["person"], one["row"]) for one in roster["who"]]
    newest = [(f"person {number}", None) for number in range(12, MOST_ELSEWHERE + 12)]
    assert told == [("person 0", "row"), *newest]
    assert roster["more"] == 11
