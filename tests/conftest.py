"""Fixtures for every test. The browser journeys run in a session of their own, without green threads; the long proofs
of who may what in another.
"""

import os
import sys


def is_session_of(folder: str) -> bool:
    return os.environ.get("ONWARD_TESTS") == folder or any(f"tests/{folder}" in word for word in sys.argv)


IS_BROWSER_SESSION = is_session_of("browser")

if not IS_BROWSER_SESSION:
    from portal import green

    green.patch()

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
import time_machine
from flask import Flask

from portal.config import Settings
from tests import databases, mailbox
from tests.running import fresh_settings, running_app
from tests.testclient import Browser

collect_ignore = ["load", *(folder for folder in ("browser", "proof") if not is_session_of(folder))]

# How long an example takes says how busy the machine is, and nothing of what is tested.
hypothesis.settings.register_profile("onward", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("onward")

MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own environment and .env file never reach a test."""
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> databases.Template:
    """An empty, migrated database, made once; every test gets a copy."""
    return databases.make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def settings(tmp_path: Path, template_database: databases.Template) -> Iterator[Settings]:
    """Settings for one test: its own instance folder and a fresh database. Change them before asking for `app`."""
    with fresh_settings(template_database, tmp_path) as settings:
        yield settings


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The real app on a fresh database, its context pushed so that factories and queries work in the test. Jobs run
    right after the commit that wrote them.

    Forms need no CSRF token here; set `app.config["WTF_CSRF_ENABLED"] = True` to test that they do.
    """
    with running_app(settings) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser with its own cookies. `app.test_client()` makes another."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    return browser


class Clock:
    """The frozen clock of a test."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    def move(self, **by: float) -> None:
        """Let time pass: `clock.move(days=3)`, with the words of timedelta."""
        self._traveller.shift(timedelta(**by))

    def move_to(self, instant: datetime) -> None:
        """Jump to an aware instant."""
        self._traveller.move_to(instant, tick=False)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Freezes time at 09:00 UTC on Monday 23 November 2026 until the test moves it."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def mails(app: Flask, settings: Settings) -> mailbox.Mailbox:
    """The mails that left so far, oldest first, read anew at each use: `mails[-1].subject`."""
    return mailbox.Mailbox(settings.instance_dir / "mail")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ONWARD_PART=2/3, keep every third file from the second on: the whole suite as three sessions at once."""
    part = os.environ.get("ONWARD_PART")
    if part is None:
        return
    number, parts = (int(word) for word in part.split("/"))
    files = sorted({item.path for item in items})
    mine = set(files[number - 1 :: parts])
    config.hook.pytest_deselected(items=[item for item in items if item.path not in mine])
    items[:] = [item for item in items if item.path in mine]
