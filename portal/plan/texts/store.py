"""The rows of open texts. Everything here runs inside the transaction of whoever calls."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import insert_into, new_id
from portal.extensions import db
from portal.plan.texts import document
from portal.plan.texts.models import TextRow, TextUpdateRow

# So many updates, or so many of their bytes, become one.
MOST_UPDATES = 100
MOST_BYTES = 300_000
# Far beyond what a text of the longest length leaves behind: then it starts over as letters alone.
MOST_HISTORY = 400_000
MOST_TYPISTS = 50

# A participant, their side, and who says what they type where that is somebody else.
Typist = tuple[str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text people type into, as its rows say."""

    task_id: str
    plan_id: str
    epoch: str
    number: int
    typists: tuple[Typist, ...]
    updates: tuple[bytes, ...]

    @property
    def text(self) -> str:
        return document.text_of(self.updates)


def open_texts(session: Session, task_ids: list[str]) -> dict[str, OpenText]:
    """Those of the tasks whose texts are open, each locked until the transaction ends."""
    locked = session.execute(
        update(TextRow)
        .where(TextRow.task_id.in_(task_ids), TextRow.is_open)
        .values(number=TextRow.number)
        .returning(TextRow.task_id, TextRow.plan_id, TextRow.epoch, TextRow.number, TextRow.typists)
        .execution_options(synchronize_session=False)
    ).all()
    return {row.task_id: _opened(session, row) for row in locked}


def _opened(session: Session, row: Any) -> OpenText:
    rows = select(TextUpdateRow.body).where(TextUpdateRow.task_id == row.task_id).order_by(TextUpdateRow.number)
    updates = tuple(b64decode(body) for body in session.scalars(rows))
    typists = tuple((participant, side, said[0] if said else None) for participant, side, *said in row.typists)
    return OpenText(row.task_id, row.plan_id, row.epoch, row.number, typists, updates)


def text_being_written(task_id: str) -> str | None:
    """The text of a task with every letter typed so far; None where nobody has it open."""
    if not db.session.scalar(select(TextRow.is_open).where(TextRow.task_id == task_id)):
        return None
    rows = select(TextUpdateRow.body).where(TextUpdateRow.task_id == task_id).order_by(TextUpdateRow.number)
    return document.text_of([b64decode(body) for body in db.session.scalars(rows)])


def begin_text(session: Session, task_id: str, plan_id: str, text: str) -> int:
    """Open the text of a task, holding `text`; the number of its first update, or of the last where it is open."""
    epoch = new_id()
    closed = {"task_id": task_id, "plan_id": plan_id, "epoch": epoch, "number": 0, "is_open": False, "typists": []}
    session.execute(insert_into(session, TextRow).values(**closed).on_conflict_do_nothing())
    # Of two who come at once the second waits for the first, and finds it open.
    row = session.execute(
        select(TextRow.number, TextRow.is_open).where(TextRow.task_id == task_id).with_for_update()
    ).one()
    if row.is_open:
        return int(row.number)
    opened = OpenText(task_id, plan_id, epoch, row.number, (), ())
    _note(session, opened, epoch=epoch, is_open=True, typists=[])
    return _append(session, opened, document.whole_of(text), (None, "team", None))


def add_update(session: Session, opened: OpenText, body: bytes, typist: Typist) -> int:
    """Keep one update by `typist`; its number. Many become one, or a new epoch where there is too much history."""
    number = _append(session, opened, body, typist)
    updates = (*opened.updates, body)
    if len(updates) > MOST_UPDATES or sum(map(len, updates[1:])) > MOST_BYTES:
        number = _gather(session, opened, updates, number)
    return number


def _append(session: Session, opened: OpenText, body: bytes, typist: Typist) -> int:
    number = opened.number + 1
    by, side, _said = typist
    row = {"task_id": opened.task_id, "number": number, "epoch": opened.epoch, "by_id": by, "side": side}
    session.execute(insert(TextUpdateRow), [{**row, "body": b64encode(body).decode(), "at": clock.now()}])
    typists = opened.typists if by is None else (*(one for one in opened.typists if one[0] != by), typist)
    _note(session, opened, number=number, typists=[list(one) for one in typists[-MOST_TYPISTS:]])
    return number


def _gather(session: Session, opened: OpenText, updates: tuple[bytes, ...], number: int) -> int:
    whole, epoch = document.joined(updates), opened.epoch
    if len(whole) > MOST_HISTORY:
        whole, epoch = document.whole_of(document.text_of(updates)), new_id()
    _forget_updates(session, opened.task_id)
    row = {"task_id": opened.task_id, "number": number + 1, "epoch": epoch, "by_id": None, "side": "team"}
    session.execute(insert(TextUpdateRow), [{**row, "body": b64encode(whole).decode(), "at": clock.now()}])
    _note(session, opened, number=number + 1, epoch=epoch)
    return number + 1


def rewrite_text(session: Session, opened: OpenText, text: str) -> int:
    """Let the open text be `text`, and nothing say what it was: whoever types in it starts over from there."""
    anew = replace(opened, epoch=new_id(), updates=())
    _forget_updates(session, opened.task_id)
    _note(session, anew, epoch=anew.epoch)
    return _append(session, anew, document.whole_of(text), (None, "team", None))


def close_text(session: Session, opened: OpenText) -> None:
    """Nobody types any more and all of it stands in the task."""
    _forget_updates(session, opened.task_id)
    _note(session, opened, is_open=False)


def forget_typists(session: Session, opened: OpenText) -> None:
    """What they typed stands in the plan, with their names."""
    _note(session, opened, typists=[])


def _forget_updates(session: Session, task_id: str) -> None:
    session.execute(delete(TextUpdateRow).where(TextUpdateRow.task_id == task_id))


def _note(session: Session, opened: OpenText, **values: object) -> None:
    row = update(TextRow).where(TextRow.task_id == opened.task_id).values(**values)
    session.execute(row.execution_options(synchronize_session=False))
