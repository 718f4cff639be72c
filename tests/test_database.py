import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import database
from portal.extensions import db
from portal.people.models import Customer


def _add_customer(session: Session, name: str) -> None:
    session.add(Customer(id=database.new_id(), name=name))


def _names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Customer.name)))


def test_news_that_fails_after_the_commit_harms_neither_the_writer_nor_the_other_news(app: Flask) -> None:
    told: list[str] = []

    def fail() -> None:
        raise OSError("no bell")

    with database.write() as session:
        _add_customer(session, "Halden")
        database.after_commit(session, fail)
        database.after_commit(session, lambda: told.append("Halden"))
    assert told == ["Halden"]
    assert _names() == ["Halden"]


def test_what_is_undone_tells_no_news_and_lets_the_next_one_write(app: Flask) -> None:
    told: list[str] = []
    with pytest.raises(ZeroDivisionError), database.write() as session:
        _add_customer(session, "Halden")
        database.after_commit(session, lambda: told.append("Halden"))
        raise ZeroDivisionError
    assert (told, _names()) == ([], [])
    with database.write() as session:
        _add_customer(session, "Norrvik")
    assert _names() == ["Norrvik"]


def test_a_write_inside_a_write_is_an_error(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside write"), database.write(), database.write():
        pass
    assert not database.is_writing()
