from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from portal.live.connections import Connections
from portal.live.tail import (
    BUSY_FRAMES,
    LARGE_ROOM,
    LONGEST_REST,
    MORE_REST_A_VIEWER,
    REST_SECONDS,
    Tail,
    send_news,
)
from portal.live.topics import Behind, Kind, register_kind

TOPIC = "call:1"


@dataclass
class Lines(Connections):
    """Keeps where each frame of news would have begun and ended."""

    frames: list[tuple[int, int]] = field(default_factory=list)

    def tell(self, topic: str, audience: str, event: str, message: dict[str, Any]) -> None:
        self.frames.append((message["from"], message["to"]))


def rests(viewers: int, every_seconds: float, frames: int) -> list[float]:
    tail = Tail()
    return [tail.rest_seconds(viewers, 100.0 + number * every_seconds) for number in range(frames)]


def test_in_a_small_room_nobody_ever_waits() -> None:
    assert rests(LARGE_ROOM - 1, every_seconds=0.001, frames=50) == [0.0] * 50


def test_in_a_large_room_that_is_calm_nobody_waits() -> None:
    assert rests(400, every_seconds=0.1, frames=50) == [0.0] * 50


def test_in_a_large_room_that_is_busy_edits_come_to_share_frames() -> None:
    calm, busy = BUSY_FRAMES - 1, 40 - BUSY_FRAMES + 1
    assert rests(400, every_seconds=0.025, frames=40) == [0.0] * calm + [LONGEST_REST] * busy


def test_a_fuller_room_rests_longer_but_never_past_the_longest_rest() -> None:
    longest = [max(rests(viewers, every_seconds=0.001, frames=50)) for viewers in (LARGE_ROOM, 100, 10_000)]
    assert longest == [
        REST_SECONDS + MORE_REST_A_VIEWER * LARGE_ROOM,
        REST_SECONDS + MORE_REST_A_VIEWER * 100,
        LONGEST_REST,
    ]


def test_a_room_stays_busy_over_its_rests_until_nothing_comes_after_one() -> None:
    tail, now, taken = Tail(), 100.0, []
    for _edit in range(100):
        rest = tail.rest_seconds(100, now)
        taken.append(rest)
        now += max(rest, 0.025)
    long = REST_SECONDS + MORE_REST_A_VIEWER * 100
    assert taken == [0.0] * (BUSY_FRAMES - 1) + [long] * (101 - BUSY_FRAMES)
    assert [tail.rest_seconds(100, now + 0.15 * number) for number in range(1, 31)][-1] == 0.0


def test_where_two_read_at_once_the_slower_one_tells_nothing_twice_and_takes_nothing_back(app: Flask) -> None:
    live = app.extensions["onward.connections"] = Lines()
    tail, heads = Tail(told={"team": 5}), [7, 9]

    def read(_id: str, _audience: str, _seq: int, _revision: int | None) -> Behind:
        head = heads.pop(0)
        if heads:
            # Meanwhile a round reads too, and farther.
            send_news(app, TOPIC, tail)
        return Behind(head, [])

    kind = Kind(
        enter=lambda _id, _session_ids: {},
        read=read,
        snapshot=lambda _workspace: "",
        do=lambda *_: None,
        hidden=lambda _id, _rows: set(),
    )
    register_kind(app, "call", kind)
    send_news(app, TOPIC, tail)
    assert (tail.told, live.frames) == ({"team": 9}, [(6, 9)])
