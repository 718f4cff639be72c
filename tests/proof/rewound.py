"""One request after another from the very same state, with the same clock and the same chance: what differs between
two of them differs for what was sent.
"""

import copy
import random
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from portal.database import Base
from portal.extensions import db
from tests import databases, factories
from tests.world import World

Everything = dict[str, list[tuple[object, ...]]]
COUNTED = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
# What a process remembers of rows that another state has otherwise.
REMEMBERED = ("onward.plans", "onward.ledgers", "onward.noted", "onward.tails")


class KeptFile:
    """SQLite's file as it was."""

    def __init__(self, world: World) -> None:
        self._file = Path(world.app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
        self._kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._file)) as live:
            live.backup(self._kept)

    def put_back(self) -> None:
        with closing(sqlite3.connect(self._file)) as live:
            self._kept.backup(live)


class KeptOnServer:
    """Every row of PostgreSQL as it was, and how far what counts by itself had come."""

    def __init__(self, world: World) -> None:
        self._engine = world.app.extensions["onward.write_engine"]
        self._rows = everything()
        with self._engine.connect() as connection:
            self._counted = connection.execute(text(COUNTED)).all()

    def put_back(self) -> None:
        now = everything()
        db.session.rollback()
        moved = [table for table in Base.metadata.sorted_tables if now[table.name] != self._rows[table.name]]
        with self._engine.begin() as connection:
            # The rows come back together: which one points at which holds again at the end.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in moved:
                connection.execute(table.delete())
                rows = [dict(zip(table.columns.keys(), row, strict=True)) for row in self._rows[table.name]]
                if rows:
                    connection.execute(table.insert(), rows)
            for name, value in self._counted:
                connection.execute(text("SELECT setval(:name, :value, :called)"), counter(name, value))


def counter(name: str, value: int | None) -> dict[str, object]:
    """Where the next number goes on; a counter that was never asked begins at one."""
    return {"name": name, "value": value or 1, "called": value is not None}


class Rewound:
    """The whole database of `world` and the cookies of one of its browsers, as they were when this was made."""

    def __init__(self, world: World, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.kind = world, kind
        self._monkeypatch = monkeypatch
        self._kept = (KeptOnServer if databases.is_postgres() else KeptFile)(world)
        self._cookies = copy.copy(world.clients[kind]._cookies)
        self._chance = factories.next_number()

    @contextmanager
    def again(self) -> Iterator[None]:
        """Back to how it was, for one request whose every draw of chance is the same as the one's before."""
        db.session.rollback()
        self._kept.put_back()
        for name in REMEMBERED:
            self.world.app.extensions.pop(name, None)
        self.world.clients[self.kind]._cookies = copy.copy(self._cookies)
        with self._monkeypatch.context() as patch:
            chance = random.Random(self._chance)
            patch.setattr(secrets, "token_bytes", lambda size=32: chance.randbytes(size or 32))
            for name, draw in (("choice", chance.choice), ("randbelow", chance.randrange), ("randbits", None)):
                patch.setattr(secrets, name, draw or chance.getrandbits)
            yield

    def send(self, method: str, path: str, **sent: Any) -> tuple[TestResponse, Everything]:
        """What is answered, and all that the database holds afterwards."""
        with self.again():
            answer = self.world.clients[self.kind].open(path, method=method, **sent)
            return answer, everything()


def everything() -> Everything:
    """Every row of every table."""
    db.session.rollback()
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key)).all()]
        for table in Base.metadata.sorted_tables
    }


def changed(one: Everything, other: Everything) -> list[str]:
    """The columns in which two states differ, and the tables with other rows."""
    found = set()
    for table in Base.metadata.sorted_tables:
        pairs = list(zip(one[table.name], other[table.name], strict=False))
        if len(one[table.name]) != len(other[table.name]):
            found.add(f"{table.name} rows")
        for number, column in enumerate(table.columns):
            if any(left[number] != right[number] for left, right in pairs):
                found.add(f"{table.name}.{column.name}")
    return sorted(found)
