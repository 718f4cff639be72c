"""Reading the rooms, and in each only what the reader's side may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.chat.models import ChatRow, MessageKind, MessageRow, MessageVersion, ReadMark, Room
from portal.chat.operations import THREAD_ON_TASK, task_of, thread_of
from portal.extensions import db
from portal.live.topics import Behind
from portal.people.models import Side
from portal.plan.queries import shared_task_ids

PAGE = 50
FOUND_AT_MOST = 50
# Farther behind than this, a client is sent to the snapshot.
FAR_BEHIND = 200
EXCERPT = 140


def topic_of(workspace_id: str) -> str:
    """The conversation's name on the wire."""
    return f"chat:{workspace_id}"


def seen_by(side: Side, workspace_id: str) -> ColumnElement[bool]:
    """What a side may see: customers the shared room, without the threads of tasks that are internal by now."""
    here = MessageRow.workspace_id == workspace_id
    if side is Side.TEAM:
        return here
    shared = shared_task_ids(workspace_id).subquery()
    threads = select(literal(THREAD_ON_TASK) + shared.c.id)
    is_open = or_(MessageRow.thread.is_(None), MessageRow.thread.in_(threads))
    return and_(here, MessageRow.room == Room.SHARED, is_open)


def message_seen(session: Session, workspace_id: str, side: Side, message_id: str) -> MessageRow | None:
    """The message, if that side may see it."""
    return session.scalar(select(MessageRow).where(MessageRow.id == message_id, seen_by(side, workspace_id)))


def messages_seen(entry: Entry, message_ids: Iterable[str]) -> list[MessageRow]:
    """Those of the messages that the reader may see, in their order."""
    query = select(MessageRow).where(MessageRow.id.in_(list(message_ids)), _seen(entry))
    return list(db.session.scalars(query.order_by(MessageRow.number)))


def _seen(entry: Entry) -> ColumnElement[bool]:
    return seen_by(entry.actor.side, entry.workspace.id)


@dataclass(frozen=True, slots=True)
class History:
    """A stretch of messages, oldest first; `has_earlier` says whether there are more before it."""

    rows: Sequence[MessageRow]
    has_earlier: bool


def history(entry: Entry, room: Room, before: MessageRow | None = None) -> History:
    """The last messages of a room, or the last before one of them."""
    query = select(MessageRow).where(_seen(entry), MessageRow.room == room)
    return _last(query if before is None else query.where(MessageRow.number < before.number))


def thread_history(entry: Entry, task_id: str, before: MessageRow | None = None) -> History:
    """The last comments on a task, those for both sides and, for the team, its own."""
    query = select(MessageRow).where(_seen(entry), MessageRow.thread == thread_of(task_id), _is_said())
    return _last(query if before is None else query.where(MessageRow.number < before.number))


def _is_said() -> ColumnElement[bool]:
    return MessageRow.kind == MessageKind.MESSAGE


def _last(query: Select[MessageRow]) -> History:
    rows = db.session.scalars(query.order_by(MessageRow.number.desc()).limit(PAGE + 1)).all()
    return History(list(reversed(rows[:PAGE])), has_earlier=len(rows) > PAGE)


def found(entry: Entry, room: Room, words: str) -> list[MessageRow]:
    """The newest messages of a room that hold `words`, newest first."""
    query = select(MessageRow).where(_seen(entry), MessageRow.room == room, MessageRow.removed_at.is_(None))
    query = query.where(MessageRow.body.icontains(words, autoescape=True))
    return list(db.session.scalars(query.order_by(MessageRow.number.desc()).limit(FOUND_AT_MOST)))


def versions(message: MessageRow) -> list[MessageVersion]:
    """What the message said before, newest first."""
    query = select(MessageVersion).where(MessageVersion.message_id == message.id)
    return list(db.session.scalars(query.order_by(MessageVersion.at.desc(), MessageVersion.id)))


def read_number(entry: Entry, room: Room) -> int:
    """How far the reader has read a room; 0 for nothing yet."""
    who = entry.actor.participant_id
    mark = db.session.get(ReadMark, (who, room)) if who else None
    return mark.number if mark else 0


def unread_count(entry: Entry) -> int:
    """How many messages of others the reader has not seen yet, in all rooms open to them."""
    return sum(unread_by_room(entry).values())


def unread_by_room(entry: Entry) -> dict[Room, int]:
    """The unread messages of each room; rooms without any are left out, and so are all for who only looks around."""
    who = entry.actor.participant_id
    if who is None:
        return {}
    mark = and_(ReadMark.participant_id == who, ReadMark.room == MessageRow.room)
    query = (
        select(MessageRow.room, func.count())
        .outerjoin(ReadMark, mark)
        .where(_seen(entry), _is_by_others(who), MessageRow.removed_at.is_(None))
        .where(MessageRow.number > func.coalesce(ReadMark.number, 0))
        .group_by(MessageRow.room)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _is_by_others(participant_id: str) -> ColumnElement[bool]:
    return or_(MessageRow.by_id.is_(None), MessageRow.by_id != participant_id)


def is_chat_open(entry: Entry) -> bool:
    """Whether the reader has a use for the rooms: something to read, or the right to write."""
    if may(entry.actor, Act.COMMENT):
        return True
    something = select(MessageRow.id).where(_seen(entry)).limit(1)
    return may(entry.actor, Act.SEE) and db.session.scalar(something) is not None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as others tell of it. `excerpt` is its beginning; a milestone's is the milestone's title."""

    id: str
    by_id: str | None
    room: Room
    thread: str | None
    kind: MessageKind
    excerpt: str
    at: datetime


def messages_since(entry: Entry, since: datetime, at_most: int) -> list[Heard]:
    """What others wrote after `since` that the reader may see and that still stands, newest first."""
    query = select(MessageRow).where(_seen(entry), MessageRow.at > since, MessageRow.removed_at.is_(None))
    if entry.actor.participant_id:
        query = query.where(_is_by_others(entry.actor.participant_id))
    rows = db.session.scalars(query.order_by(MessageRow.number.desc()).limit(at_most))
    return [Heard(row.id, row.by_id, row.room, row.thread, row.kind, excerpt_of(row.body), row.at) for row in rows]


def excerpt_of(body: str) -> str:
    """The beginning of a message on one line."""
    line = " ".join(body.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rstrip()}…"


def comments_by_task(side: Side, workspace_id: str, threads: Iterable[str] | None = None) -> dict[str, int]:
    """How many comments stand on each task that has any; of `threads` alone where they are given."""
    query = select(MessageRow.thread, func.count()).where(seen_by(side, workspace_id), MessageRow.thread.is_not(None))
    query = query.where(_is_said(), MessageRow.removed_at.is_(None))
    if threads is not None:
        query = query.where(MessageRow.thread.in_(list(threads)))
    return {task_of(row[0]) or "": row[1] for row in db.session.execute(query.group_by(MessageRow.thread))}


def head_of(workspace_id: str, side: Side) -> int:
    """The number of the side's last change; 0 where nothing was said yet."""
    column = ChatRow.revision if side is Side.TEAM else ChatRow.shared_revision
    return db.session.scalar(select(column).where(ChatRow.workspace_id == workspace_id)) or 0


def read_since(workspace_id: str, audience: str, seq: int, _revision: int | None = None) -> Behind:
    """What a viewer who stands at `seq` (nowhere, if negative) has missed: each message once, as it is now."""
    side = Side(audience)
    head = head_of(workspace_id, side)
    if seq < 0 or not 0 <= head - seq <= FAR_BEHIND:
        return Behind(head, None)
    number = MessageRow.revision if side is Side.TEAM else MessageRow.shared_revision
    query = select(MessageRow).where(seen_by(side, workspace_id), number > seq, number <= head).order_by(number)
    rows = list(db.session.scalars(query)) if head > seq else []
    return Behind(head, to_wire(rows, side, workspace_id))


def newest(side: Side, workspace_id: str) -> list[MessageRow]:
    """The last messages of all rooms that the side may see, oldest first."""
    return list(_last(select(MessageRow).where(seen_by(side, workspace_id))).rows)


def to_wire(rows: Sequence[MessageRow], side: Side, workspace_id: str) -> list[dict[str, Any]]:
    """The messages as operations of the wire."""
    threads = {row.thread for row in rows if row.thread}
    counts = comments_by_task(side, workspace_id, threads) if threads else {}
    return [_operation(row, side, counts) for row in rows]


def _operation(row: MessageRow, side: Side, counts: dict[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "seq": row.revision if side is Side.TEAM else row.shared_revision,
        "k": "remove" if row.removed_at else "edit" if row.edited_at else "say",
        "m": row.id,
        "room": row.room.value,
        "kind": row.kind.value,
        "by": row.by_id,
        "side": row.side,
        "at": row.at.isoformat(),
        "body": row.body,
    }
    if row.thread:
        told |= {"thread": row.thread, "comments": counts.get(task_of(row.thread) or "", 0)}
    return told
