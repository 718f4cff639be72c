"""Doing erasures again where the database is older than they are: after a backup was restored, by whatever way."""

from collections.abc import Sequence
from contextlib import suppress

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import database
from portal.config import settings
from portal.erasure import register
from portal.erasure.actions import Person, erase_as, words_of
from portal.erasure.marks import marks_of
from portal.erasure.models import ErasureRow
from portal.erasure.register import Line
from portal.erasure.sweeping import TAKE_OUT, take_out
from portal.extensions import db
from portal.jobs.queue import enqueue
from portal.people.models import Contact, Member


def replay(app: Flask) -> int:
    """Erase again whom the list beside the database knows and the database does not; how many. Jobs do the rest."""
    with app.app_context():
        again = _erase_missing(register.read(register.path_of(settings())))
        rows = db.session.scalars(select(ErasureRow)).all()
        register.remember(settings(), *(register.line_of(row) for row in rows))
        db.session.remove()
    return len(again)


def replay_now(app: Flask, lines: Sequence[Line]) -> int:
    """The same for `lines`, with everything done at its end."""
    with app.app_context():
        again = _erase_missing(lines)
        for erasure in again:
            take_out({"erasure": erasure})
        db.session.remove()
        db.engine.dispose()
    app.extensions["onward.write_engine"].dispose()
    return len(again)


def _erase_missing(lines: Sequence[Line]) -> list[str]:
    known = set(db.session.scalars(select(ErasureRow.id)))
    db.session.rollback()
    missing = [line for line in lines if line["id"] not in known]
    for line in missing:
        # Where several processes start, another one may be first.
        with suppress(IntegrityError), database.write() as session:
            _erase_again(session, line)
    return [line["id"] for line in missing]


def _erase_again(session: Session, line: Line) -> None:
    row = register.row_of(line)
    person: Person | None = session.get(Member, row.person_id) or session.get(Contact, row.person_id)
    if person is not None and person.erased_at is None:
        # They may have had another name or address at that time.
        row.marks = [*row.marks, *marks_of(words_of(session, person), row.salt)]
        erase_as(session, person, row)
        return
    session.add(row)
    session.flush()
    enqueue(session, TAKE_OUT, {"erasure": row.id})
