from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, select, update
from sqlalchemy.exc import IntegrityError

from portal import clock, database
from portal.people.models import Customer
from portal.prepared import Prepared

pytestmark = pytest.mark.db

_customer: Any = Customer.__table__
NAMED = Prepared(
    select(_customer.c.name, _customer.c.created_at).where(_customer.c.name.in_(bindparam("names", expanding=True)))
)
RENAME = Prepared(update(_customer).where(_customer.c.id == bindparam("row_id")), ["name", "created_at"])


def add(session: database.Session, *names: str) -> list[Customer]:
    customers = [Customer(name=name) for name in names]
    session.add_all(customers)
    session.flush()
    return customers


@pytest.mark.parametrize("names", [["A"], ["A", "B"], ["A", "B", "C"], ["C", "A", "B", "nobody", "A"]])
def test_a_list_of_any_length_finds_what_is_in_it_and_each_once(app: Flask, names: list[str]) -> None:
    with database.write() as session:
        add(session, "A", "B", "C", "D")
        found = NAMED.rows(database.connection_of(session), {"names": names})
        assert sorted(row.name for row in found) == sorted({*names} - {"nobody"})


def test_values_travel_as_the_types_of_their_columns_say_one_by_one_and_many_at_once(app: Flask) -> None:
    now = clock.now()
    days = [now - timedelta(days=days) for days in (1, 2, 2)]
    with database.write() as session:
        connection, customers = database.connection_of(session), add(session, "A", "B", "C")
        changes = [
            {"row_id": one.id, "name": one.name * 2, "created_at": day}
            for one, day in zip(customers, days, strict=True)
        ]
        RENAME.run(connection, changes[0])
        RENAME.run_many(connection, changes[1:])
        found = NAMED.rows(connection, {"names": ["AA", "BB", "CC"]})
        assert sorted((row.name, row.created_at) for row in found) == list(zip(("AA", "BB", "CC"), days, strict=True))


def test_whoever_listens_for_statements_hears_of_prepared_ones(app: Flask) -> None:
    heard: list[str] = []
    with database.write() as session:
        connection = database.connection_of(session)
        event.listen(connection, "before_cursor_execute", lambda *call: heard.append(call[2]))
        NAMED.rows(connection, {"names": ["A"]})
    assert [statement.split()[0] for statement in heard] == ["SELECT"]


def test_a_refusal_comes_as_any_other_statement_s(app: Flask) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        nameless = {"row_id": add(session, "A")[0].id, "name": None, "created_at": clock.now()}
        RENAME.run(database.connection_of(session), nameless)
