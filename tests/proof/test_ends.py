"""To the second: when each secret ends, and that a host whose clock is behind takes what another has just made."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.access import sessions, signin
from portal.access.links import TOLERANCE
from tests import factories
from tests.conftest import Clock
from tests.proof.doors import Door, all_doors

LASTS = {
    "link": timedelta(days=30) + TOLERANCE,
    "sign-in": signin.LIFETIME + TOLERANCE,
    "pending cookie": signin.LIFETIME + TOLERANCE,
    "browser cookie": sessions.CUSTOMER_IDLE,
    "socket's cookie": sessions.CUSTOMER_IDLE,
    # Good until it ends, and not in that moment.
    "join code": timedelta(hours=3) - timedelta(microseconds=1),
}


@pytest.fixture
def doors(clock: Clock, app: Flask) -> dict[str, Door]:
    return all_doors(app, factories.make_workspace(), factories.make_member())


@pytest.mark.parametrize("name", LASTS)
def test_a_secret_opens_in_its_last_moment_and_never_after(doors: dict[str, Door], clock: Clock, name: str) -> None:
    door = doors[name]
    clock.move(seconds=LASTS[name].total_seconds())
    assert door.lets_in(door.genuine)
    clock.move(seconds=0.000002)
    assert not door.lets_in(door.genuine)
    clock.move(days=400)
    assert not door.lets_in(door.genuine)


@pytest.mark.parametrize("name", LASTS)
def test_on_a_host_whose_clock_is_an_hour_behind_it_opens_too(doors: dict[str, Door], clock: Clock, name: str) -> None:
    clock.move(hours=-1)
    assert doors[name].lets_in(doors[name].genuine)
