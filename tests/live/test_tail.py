from portal.live.tail import BUSY_FRAMES, LARGE_ROOM, LONGEST_REST, MORE_REST_A_VIEWER, REST_SECONDS, Tail


def rests(viewers: int, every_seconds: float, frames: int) -> list[float]:
    tail = Tail()
    return [tail.rest_seconds(viewers, 100.0 + number * every_seconds) for number in range(frames)]


def test_in_a_small_room_nobody_ever_waits() -> None:
    assert rests(LARGE_ROOM - 1, every_seconds=0.001, frames=50) == [0.0] * 50


def test_in_a_large_room_that_is_calm_nobody_waits() -> None:
    assert rests(400, every_seconds=0.1, frames=50) == [0.0] * 50


def test_in_a_large_room_that_is_busy_edits_come_to_share_frames() -> None:
    calm, busy = BUSY_FRAMES - 1, 20 - BUSY_FRAMES + 1
    assert rests(400, every_seconds=0.025, frames=20) == [0.0] * calm + [LONGEST_REST] * busy


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
    assert [tail.rest_seconds(100, now + 0.15 * number) for number in range(1, 11)][-1] == 0.0
