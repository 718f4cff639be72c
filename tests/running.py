"""The app as tests run it: real, on a fresh database, with jobs run right after the commit that wrote them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from whitenoise import WhiteNoise

import portal
from portal import database
from portal.config import Settings
from portal.jobs import loop
from tests import databases
from tests.testclient import Browser

SECRET_KEY = "a-key-for-the-tests-only-0123456789abcdef"

# Many tests share two cores: whoever is silent inside a transaction for some seconds here is slow, not gone.
database.SILENT_WRITER_SECONDS = 120


class TemplatesInMemory(BytecodeCache):
    """Compiled templates, by their source's checksum."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self.known.get((bucket.key, bucket.checksum))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_templates = TemplatesInMemory()

_compile_builder = Rule._compile_builder
_builders: dict[tuple[Any, ...], Any] = {}


def _compile_builder_once(rule: Rule, append_unknown: bool = True) -> Any:
    """What builds a rule's addresses, by all it is made from: compiling it for every app took half of a short test."""
    made_from = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if made_from not in _builders:
        _builders[made_from] = _compile_builder(rule, append_unknown)
    return _builders[made_from]


Rule._compile_builder = _compile_builder_once  # type: ignore[method-assign]


_scan = WhiteNoise.update_files_dictionary
_scanned: dict[tuple[Any, ...], dict[str, Any]] = {}


def _scan_once(static: WhiteNoise, root: str, prefix: str) -> None:
    """The built files, by where they stand and by the headers they get: every app of a session serves the same ones."""
    headers: dict[str, str] = {}
    static.add_headers_function(headers, "", "")
    key = (root, prefix, *sorted(headers.items()))
    if key not in _scanned:
        _scan(static, root, prefix)
        _scanned[key] = dict(static.files)
    static.files.update(_scanned[key])


WhiteNoise.update_files_dictionary = _scan_once  # type: ignore[method-assign]

_compiled: dict[str, tuple[Dialect, LRUCache]] = {}


def _compile_statements_once(app: Flask) -> None:
    """Give SQLite's engines the dialect and the compiled statements of the first app.

    SQLAlchemy keeps what it compiled by dialect and engine, so that each test would compile every statement anew.
    """
    for use, engine in (
        ("write", app.extensions["onward.write_engine"]),
        ("read", app.extensions["sqlalchemy"].engine),
    ):
        if engine.dialect.name != "sqlite":
            continue
        if use not in _compiled:
            engine.connect().close()
            _compiled[use] = engine.dialect, LRUCache(5_000)
        engine.dialect, engine._compiled_cache = _compiled[use]


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
    # Templates are compiled once a session, not once a test.
    app.jinja_env.bytecode_cache = _templates
    loop.run_at_once(app)
    context = app.app_context()
    context.push()
    _compile_statements_once(app)
    try:
        yield app
    finally:
        context.pop()
        databases.close(app)
