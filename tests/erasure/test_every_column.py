"""A name that stands in every word of every column: also in those that nobody has thought of yet."""

import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.database import Base
from portal.demo.making import make_demo
from portal.erasure.actions import erase
from portal.extensions import db
from portal.people.models import Member
from tests.proof.canaries import let_loose

NAME = "Mariela Sjöholm"
# Other people and companies, and what is sealed: whoever else is called so is.
OF_OTHERS = frozenset({"contacts", "members", "customers", "audit", "sessions", "sign_ins", "texts", "text_updates"})


def test_no_column_is_forgotten(app: Flask) -> None:
    make_demo(app)
    with database.write() as session:
        marked = let_loose(session, lambda _column: NAME, OF_OTHERS)
        app.extensions.pop("onward.plans")
        member_id = session.scalar(sa.select(Member.id).where(~Member.is_admin).limit(1))
    assert naming() == marked
    assert len({name.split(".")[0] for name in marked}) > 15
    with database.write() as session:
        erase(session, session.get_one(Member, member_id), [NAME])
    assert naming() == set()


def naming() -> set[str]:
    """The columns in which the name stands."""
    found = set()
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                found |= {f"{table.name}.{name}" for name, value in row._mapping.items() if NAME in str(value)}
    return found
