"""Taking a person's words out of everything that was written: plans, their logs, and every other column.

Done by a job, a few rows at a time, so that nobody waits for it; done twice it changes nothing more.
"""

from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.policy import default as default_policy
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, update
from sqlalchemy.orm import Session

from portal import clock, database, green
from portal.audit import trail
from portal.audit.models import AuditRow
from portal.config import settings
from portal.erasure import register
from portal.erasure.columns import Searched, searched
from portal.erasure.marks import Blotter
from portal.erasure.models import ErasureRow
from portal.extensions import db
from portal.live import doorbell
from portal.people.models import Participant, Workspace
from portal.plan.erasing import erase_from_plan
from portal.plan.models import PlanRow
from portal.plan.wire import topic_of as plan_topic

TAKE_OUT = "erasure.take_out"
ROWS_AT_ONCE = 50


class NotDone(Exception):
    """A plan did not take the change; the job is tried again."""


def take_out(payload: dict[str, Any]) -> None:
    """The job: everything that is not erased at once, where the erasure was asked for."""
    row = db.session.get(ErasureRow, payload["erasure"])
    if row is None:
        return
    erasure, is_done = row.id, row.done_at is not None
    register.remember(settings(), register.line_of(row))
    blotter = Blotter(row.salt, row.marks, row.instead)
    workspace_ids = _workspaces_of(row.customer_id)
    plans = _plans(workspace_ids)
    if not is_done:
        _sweep_all(erasure, blotter, workspace_ids, plans)
    # Also where a command did it all: this process may be another one, and remembers.
    for _workspace_id, plan_id in plans:
        doorbell.ring_rewritten(plan_topic(plan_id))
    for workspace_id in _places_of(row.person_id):
        doorbell.ring_outdated(workspace_id)


def _sweep_all(
    erasure: str, blotter: Blotter, workspace_ids: Sequence[str] | None, plans: Sequence[tuple[str, str]]
) -> None:
    for workspace_id, plan_id in plans:
        if not erase_from_plan(plan_id, workspace_id, blotter.value, cid=f"erasure:{erasure}"):
            raise NotDone(plan_id)
    for each in searched(workspace_ids):
        _sweep(each, blotter)
    _sweep_audit(blotter)
    _sweep_mail_folder(blotter)
    with database.write() as session:
        session.execute(update(ErasureRow).where(ErasureRow.id == erasure).values(done_at=clock.now()))


def _workspaces_of(customer_id: str | None) -> list[str] | None:
    if customer_id is None:
        return None
    return list(db.session.scalars(select(Workspace.id).where(Workspace.customer_id == customer_id)))


def _places_of(person_id: str) -> Sequence[str]:
    """Where pages name the person, whatever they are called by now."""
    is_theirs = or_(Participant.contact_id == person_id, Participant.member_id == person_id)
    return db.session.scalars(select(Participant.workspace_id).where(is_theirs)).all()


def _plans(workspace_ids: Sequence[str] | None) -> list[tuple[str, str]]:
    query = select(PlanRow.workspace_id, PlanRow.id)
    if workspace_ids is not None:
        query = query.where(PlanRow.workspace_id.in_(workspace_ids))
    found = [(row.workspace_id, row.id) for row in db.session.execute(query)]
    db.session.rollback()
    return found


def _sweep(each: Searched, blotter: Blotter) -> None:
    for rows in _pages(each.key, each.columns, each.where):
        touched = green.offload(_keys_of_touched, each, rows, blotter)
        if touched:
            with database.write() as session:
                _rewrite(session, each, touched, blotter)


def _pages(
    key: Sequence[Any], columns: Sequence[Any], where: ColumnElement[bool] | None
) -> Iterator[Sequence[Row[Any]]]:
    """The rows by key, a few at a time, each read in a moment of its own."""
    last: tuple[Any, ...] | None = None
    while True:
        query = select(*key, *columns).order_by(*key).limit(ROWS_AT_ONCE)
        if where is not None:
            query = query.where(where)
        if last is not None:
            query = query.where(_is_after(key, last))
        rows = db.session.execute(query).all()
        db.session.rollback()
        if not rows:
            return
        yield rows
        last = tuple(rows[-1][: len(key)])


def _is_after(key: Sequence[Any], last: Sequence[Any]) -> ColumnElement[bool]:
    steps = []
    for place, column in enumerate(key):
        same = (before == value for before, value in zip(key[:place], last[:place], strict=True))
        steps.append(and_(*same, column > last[place]))
    return or_(*steps)


def _keys_of_touched(each: Searched, rows: Sequence[Row[Any]], blotter: Blotter) -> list[tuple[Any, ...]]:
    width = len(each.key)
    return [tuple(row[:width]) for row in rows if any(blotter.value(value) is not value for value in row[width:])]


def _rewrite(session: Session, each: Searched, keys: list[tuple[Any, ...]], blotter: Blotter) -> None:
    """Read again under the lock: somebody may have written meanwhile."""
    for key in keys:
        here = and_(*(column == value for column, value in zip(each.key, key, strict=True)))
        row = session.execute(select(*each.columns).where(here).with_for_update()).one_or_none()
        changed = {
            column: _cut(column, new)
            for column, value in zip(each.columns, row or (), strict=row is not None)
            if (new := blotter.value(value)) is not value
        }
        if changed:
            session.execute(update(each.table).where(here).values(changed))


def _cut(column: Any, value: Any) -> Any:
    longest = getattr(column.type, "length", None)
    return value[:longest] if longest and isinstance(value, str) else value


def _sweep_audit(blotter: Blotter) -> None:
    """An act that says the words no longer says what it was about; its seal stays."""
    for rows in _pages((AuditRow.number,), (AuditRow.payload,), None):
        numbers = [row.number for row in rows if blotter.value(row.payload) is not row.payload]
        if numbers:
            with database.write() as session:
                trail.erase(session, numbers)


def _sweep_mail_folder(blotter: Blotter) -> None:
    """Where no mail server is set, mails are files: those to the person go, and those that say the words."""
    for path in sorted((settings().instance_dir / "mail").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=default_policy)
        texts = [str(value) for value in message.values()]
        texts += [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
        if any(blotter.text(text) is not text for text in texts):
            path.unlink(missing_ok=True)
