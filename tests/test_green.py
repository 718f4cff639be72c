"""A real thread beside green ones: others run meanwhile, and what comes of the work comes back to who asked."""

import threading
import time
from functools import partial

import pytest
from eventlet import patcher

from portal import green


def test_what_the_work_returns_or_raises_comes_back() -> None:
    thread = green.RealThread()
    assert [thread.run(lambda number=number: number * number) for number in range(5)] == [0, 1, 4, 9, 16]
    with pytest.raises(ZeroDivisionError):
        thread.run(lambda: 1 // 0)
    assert thread.run(lambda: "still there") == "still there"


def test_several_who_wait_each_get_their_own_and_others_run_meanwhile() -> None:
    thread, came, ticks = green.RealThread(), [], []

    def ask(number: int) -> None:
        came.append((number, thread.run(lambda: _slowly(number))))

    def tick() -> None:
        while len(came) < 5:
            ticks.append(len(came))
            green.sleep(0.002)

    for number in range(5):
        green.spawn(ask, number)
    green.spawn(tick)
    deadline = time.monotonic() + 20
    while len(came) < 5 and time.monotonic() < deadline:
        green.sleep(0.005)
    assert sorted(came) == [(number, -number) for number in range(5)]
    assert ticks or not green.is_green()


def test_what_is_always_quick_is_done_on_the_spot_until_it_is_slow_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # Long enough that a busy machine's own pauses do not count.
    monkeypatch.setattr(green, "QUICK_SECONDS", 0.5)
    thread = green.RealThread()
    wait = patcher.original("time").sleep

    def where(seconds: float = 0.0) -> int:
        wait(seconds)
        return threading.get_native_id()

    def places() -> list[bool]:
        return [thread.run(where) == here for _ in range(green.QUICK_IN_A_ROW + 1)]

    here = threading.get_native_id()
    assert places() == ([False] * green.QUICK_IN_A_ROW + [True] if green.is_green() else [True] * len(places()))
    assert thread.run(partial(where, green.QUICK_SECONDS)) == here
    assert places() == ([False] * green.QUICK_IN_A_ROW + [True] if green.is_green() else [True] * len(places()))


def _slowly(number: int) -> int:
    for _ in range(20_000):
        number += 0
    return -number
