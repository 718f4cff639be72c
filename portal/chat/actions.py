"""Writing in the rooms: saying, changing and removing, and the line that a milestone earns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import Actor, actor_of_session
from portal.access.policy import Act, may
from portal.access.visits import note_customer_acted, note_visit
from portal.chat import refusals
from portal.chat.models import ChatRow, MessageKind, MessageRow, MessageVersion, ReadMark, Room
from portal.chat.operations import Edit, Remove, Say, task_of, thread_of
from portal.chat.queries import message_seen, topic_of
from portal.chat.refusals import Refused
from portal.config import settings
from portal.database import after_commit, write
from portal.live import doorbell
from portal.people.models import Participant, Side, Workspace
from portal.plan.editor import Author
from portal.plan.queries import StandingTask, standing_task
from portal.web.forms import UNSTORABLE


@dataclass(frozen=True, slots=True)
class Written:
    """`seq` is the number, in the author's audience, from which it is seen; a duplicate was written before."""

    seq: int
    is_duplicate: bool

    def to_wire(self) -> dict[str, Any]:
        return {"ok": True, "seq": self.seq, **({"dup": True} if self.is_duplicate else {})}


@dataclass
class Desk:
    """One conversation while it is written in: its counters, which this transaction holds, and who writes."""

    session: Session
    workspace_id: str
    revision: int
    shared_revision: int
    by_id: str | None
    side: Side

    def stamp(self, row: MessageRow, is_customers_news: bool) -> MessageRow:
        """Give the row its place in the news of each audience that hears of it."""
        self.revision += 1
        row.revision = self.revision
        if is_customers_news:
            self.shared_revision += 1
            row.shared_revision = self.shared_revision
        return row

    def seq(self) -> int:
        return self.revision if self.side is Side.TEAM else self.shared_revision


def carry_out(author: Author, operations: Sequence[Say | Edit | Remove]) -> Written:
    """Do all of `operations`, or none; what was written before is not written twice.

    Raises Refused.
    """
    with write() as session:
        actor = _actor(session, author)
        desk = _sit_down(session, author, actor)
        before = desk.revision
        for operation in operations:
            _do(desk, operation)
        if desk.revision > before:
            _close(desk)
            _note_activity(desk, actor)
    return Written(desk.seq(), is_duplicate=desk.revision == before)


def _actor(session: Session, author: Author) -> Actor | None:
    """Who writes, their rights read anew; None where it is the product itself."""
    if author.session_id is None:
        return None
    actor = actor_of_session(session, author.session_id, author.workspace_id)
    if actor is None or not may(actor, Act.SEE):
        raise Refused("revoked", refusals.LOCKED_OUT)
    if not may(actor, Act.COMMENT):
        raise Refused("forbidden", refusals.READ_ONLY)
    return actor


def _sit_down(session: Session, author: Author, actor: Actor | None) -> Desk:
    """Take the conversation's counters; writing them locks the row, so that commits come in the order of numbers."""
    here = author.workspace_id
    lock = update(ChatRow).where(ChatRow.workspace_id == here).values(revision=ChatRow.revision)
    lock = lock.returning(ChatRow.revision, ChatRow.shared_revision)
    counters = session.execute(lock).one_or_none()
    if counters is None:
        _begin(session, here)
        counters = session.execute(lock).one()
    by_id, side = (actor.participant_id, actor.side) if actor else (author.participant_id, Side(author.side))
    return Desk(session, here, counters.revision, counters.shared_revision, by_id, side)


def _begin(session: Session, workspace_id: str) -> None:
    # Of two first messages at once, the workspace's own row lets one pass.
    session.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update())
    if session.get(ChatRow, workspace_id) is None:
        session.add(ChatRow(workspace_id=workspace_id))
        session.flush()


def _close(desk: Desk) -> None:
    """Put the counters down, and ring once they are on disk."""
    counters = {"revision": desk.revision, "shared_revision": desk.shared_revision}
    desk.session.execute(update(ChatRow).where(ChatRow.workspace_id == desk.workspace_id).values(**counters))
    topic, revision = topic_of(desk.workspace_id), desk.revision
    after_commit(desk.session, lambda: doorbell.ring_topic(topic, revision))


def _note_activity(desk: Desk, actor: Actor | None) -> None:
    if actor is not None:
        note_visit(desk.session, actor)
    note_customer_acted(desk.session, desk.workspace_id, desk.side)


def _do(desk: Desk, operation: Say | Edit | Remove) -> None:
    match operation:
        case Say():
            _say(desk, operation)
        case Edit():
            _edit(desk, operation)
        case Remove():
            _remove(desk, operation)


def _say(desk: Desk, said: Say) -> None:
    known = desk.session.get(MessageRow, said.m)
    if known is not None:
        if (known.workspace_id, known.by_id) != (desk.workspace_id, desk.by_id):
            raise Refused("gone", refusals.GONE)
        if known.edited_at is None and known.removed_at is None and known.body != clean_body(said.body):
            raise Refused("invalid", refusals.ALREADY_SAID, field="body")
        return
    room = Room(said.room)
    if room is Room.INTERNAL and desk.side is not Side.TEAM:
        raise Refused("gone", refusals.GONE)
    if said.thread:
        _check_thread(desk, said.thread, room)
    row = _add(desk, said.m, room, thread=said.thread, body=clean_body(said.body))
    if desk.by_id and not said.thread:
        # Who speaks in a room has heard what was said there.
        _mark_read(desk.session, desk.by_id, room, row.number)


def _check_thread(desk: Desk, thread: str, room: Room) -> None:
    task = standing_task(desk.session, desk.workspace_id, task_of(thread) or "")
    if task is None or not (task.is_shared or desk.side is Side.TEAM):
        raise Refused("gone", refusals.TASK_GONE)
    if room is Room.SHARED and not task.is_shared:
        raise Refused("invalid", refusals.TEAM_ONLY_TASK, field="room")


def clean_body(typed: str) -> str:
    """What is kept of a typed message.

    Raises Refused for nothing, too much, and what cannot be stored.
    """
    body = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not body:
        raise Refused("invalid", refusals.EMPTY, field="body")
    if len(body) > settings().message_length:
        raise Refused("invalid", refusals.too_long(settings().message_length), field="body")
    if UNSTORABLE.search(body):
        raise Refused("invalid", refusals.UNSTORABLE_WORDS, field="body")
    return body


def _add(desk: Desk, message_id: str, room: Room, **values: Any) -> MessageRow:
    row = MessageRow(
        id=message_id,
        workspace_id=desk.workspace_id,
        room=room,
        by_id=desk.by_id,
        side=desk.side.value,
        **{"at": clock.now(), **values},
    )
    desk.stamp(row, is_customers_news=room is Room.SHARED)
    row.number = row.revision
    desk.session.add(row)
    desk.session.flush()
    return row


def _edit(desk: Desk, edit: Edit) -> None:
    row = _seen(desk, edit.m)
    if desk.by_id is None or row.by_id != desk.by_id or row.kind is not MessageKind.MESSAGE:
        raise Refused("forbidden", refusals.NOT_YOURS)
    if row.removed_at:
        raise Refused("gone", refusals.GONE)
    body = clean_body(edit.body)
    if body == row.body:
        return
    if edit.base != row.body:
        raise Refused("conflict", refusals.CHANGED_MEANWHILE, field="body", current=row.body)
    _keep_version(desk, row)
    row.body, row.edited_at = body, clock.now()
    _restamp(desk, row)


def _remove(desk: Desk, removal: Remove) -> None:
    row = _seen(desk, removal.m)
    is_own = row.by_id == desk.by_id and row.kind is MessageKind.MESSAGE
    if desk.side is not Side.TEAM and not is_own:
        raise Refused("forbidden", refusals.NOT_YOURS_TO_REMOVE)
    if row.removed_at:
        return
    _keep_version(desk, row)
    row.body, row.removed_at, row.removed_by_id = "", clock.now(), desk.by_id
    _restamp(desk, row)


def _seen(desk: Desk, message_id: str) -> MessageRow:
    """The message; what is not this writer's to see answers like what never was."""
    row = message_seen(desk.session, desk.workspace_id, desk.side, message_id)
    if row is None:
        raise Refused("gone", refusals.GONE)
    return row


def _keep_version(desk: Desk, row: MessageRow) -> None:
    written_at = row.edited_at or row.at
    desk.session.add(MessageVersion(message_id=row.id, body=row.body, by_id=row.by_id, at=written_at))


def _restamp(desk: Desk, row: MessageRow) -> None:
    # On a task that customers no longer see, not even their count of changes moves.
    is_theirs = message_seen(desk.session, desk.workspace_id, Side.CUSTOMER, row.id) is not None
    desk.stamp(row, is_customers_news=is_theirs)
    desk.session.flush()


def move_read_mark(participant_id: str, room: Room, number: int) -> None:
    """Note that a person has read a room up to the message with this number; a mark never moves back."""
    with write() as session:
        # Of two pages that are read at once, one passes first.
        session.execute(select(Participant.id).where(Participant.id == participant_id).with_for_update())
        _mark_read(session, participant_id, room, number)


def _mark_read(session: Session, participant_id: str, room: Room, number: int) -> None:
    mark = session.get(ReadMark, (participant_id, room))
    if mark is None:
        session.add(ReadMark(participant_id=participant_id, room=room, number=number, at=clock.now()))
    elif mark.number < number:
        mark.number, mark.at = number, clock.now()


def tell_milestone(payload: dict[str, Any]) -> None:
    """Do MILESTONE_REACHED: one line in the shared room, if the milestone is still done and still both sides' own."""
    workspace_id, message_id = payload["workspace"], payload["id"]
    with write() as session:
        task = standing_task(session, workspace_id, payload["task"])
        if session.get(MessageRow, message_id) is not None or not _is_reached(task):
            return
        assert task is not None, "it is reached"
        author = Author(None, workspace_id, participant_id=payload["by"])
        desk = _sit_down(session, author, None)
        # When it was reached, however late this is told.
        at = datetime.fromisoformat(payload["at"])
        values = {"thread": thread_of(task.id), "body": task.title, "kind": MessageKind.MILESTONE, "at": at}
        _add(desk, message_id, Room.SHARED, **values)
        _close(desk)


def _is_reached(task: StandingTask | None) -> bool:
    return task is not None and task.is_shared and task.is_milestone and task.status == "done"
