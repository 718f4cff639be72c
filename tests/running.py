"""The app as tests run it: real, on a fresh database, with jobs run right after the commit that wrote them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

import portal
from portal.config import Settings
from portal.jobs import loop
from tests import databases
from tests.testclient import Browser

SECRET_KEY = "a-key-for-the-tests-only-0123456789abcdef"


@contextmanager
def fresh_settings(template: databases.Template, folder: Path) -> Iterator[Settings]:
    """Settings with an instance folder in `folder` and a database of their own, which is gone afterwards."""
    instance = folder / "instance"
    instance.mkdir()
    with template.copy(instance) as url:
        yield Settings(instance_dir=instance, database_url=url, secret_keys=[SECRET_KEY], rate_limits=False)


@contextmanager
def running_app(settings: Settings) -> Iterator[Flask]:
    """The app for `settings`, its context pushed so that factories and queries work."""
    app = portal.create_app(settings)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    loop.run_at_once(app)
    context = app.app_context()
    context.push()
    try:
        yield app
    finally:
        context.pop()
        databases.close(app)
