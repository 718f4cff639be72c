"""Fresh databases for tests: a migrated template made once, then a copy a test.

SQLite by default. With DATABASE_URL_TEST (the address of a PostgreSQL server's database that may create others) every
test gets a database on that server instead.
"""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from flask import Flask

from portal import migrating
from portal.config import Settings
from portal.extensions import db

SERVER_VARIABLE = "DATABASE_URL_TEST"
POSTGRES_TEMPLATE = f"onward_template_{os.getpid()}"

_numbers = itertools.count(1)


class Template:
    """A migrated, empty database to copy from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server_url = os.environ.get(SERVER_VARIABLE)

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The URL of a fresh copy, on a server or as a file in `folder`; a server's copy is dropped afterwards."""
        if self.server_url is None:
            shutil.copy(self.folder / "onward.db", folder / "onward.db")
            yield f"sqlite:///{folder / 'onward.db'}"
            return
        name = f"onward_test_{os.getpid()}_{next(_numbers)}"
        _on_server(self.server_url, f'CREATE DATABASE {name} TEMPLATE "{POSTGRES_TEMPLATE}"')
        yield _url_of(self.server_url, name)
        _on_server(self.server_url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The URL of a database that holds nothing yet, dropped afterwards."""
    server_url = os.environ.get(SERVER_VARIABLE)
    if server_url is None:
        yield f"sqlite:///{folder / 'onward.db'}"
        return
    name = f"onward_test_{os.getpid()}_{next(_numbers)}"
    _on_server(server_url, f"CREATE DATABASE {name}")
    yield _url_of(server_url, name)
    _on_server(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def make_template(folder: Path) -> Template:
    """Migrate an empty database in `folder`, or on the server that DATABASE_URL_TEST names."""
    template = Template(folder)
    url = f"sqlite:///{folder / 'onward.db'}"
    if template.server_url is not None:
        _on_server(template.server_url, f'CREATE DATABASE "{POSTGRES_TEMPLATE}"')
        url = _url_of(template.server_url, POSTGRES_TEMPLATE)
    migrating.migrate(Settings(instance_dir=folder, database_url=url, secret_keys=["x" * 32]))
    return template


def close(app: Flask) -> None:
    """Let go of every connection of `app`."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    app.extensions["onward.write_engine"].dispose()


def is_postgres() -> bool:
    return SERVER_VARIABLE in os.environ


def _url_of(server_url: str, name: str) -> str:
    url = sqlalchemy.make_url(server_url).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def _on_server(server_url: str, statement: str) -> None:
    url = sqlalchemy.make_url(server_url).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
