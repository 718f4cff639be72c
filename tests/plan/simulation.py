"""Eight people at one plan over bad lines: what they send and what they hear is lost, doubled, late and out of order.

Messages go through the plan's live topic as the sockets hand them over, on a real database; several at once share one
commit. What an audience is told comes from the real tail. Only the line between is made up.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask

from portal import clock, database, green
from portal.access.links import revoke_link
from portal.access.models import BrowserSession, Grant, Link, Rights
from portal.extensions import db
from portal.live.connections import Connections
from portal.live.tail import Tail, send_news
from portal.live.topics import Asker, Visitor, find
from portal.people.models import Contact, Customer, Member, Participant, Side
from portal.plan.operations import whole_plan
from portal.plan.queries import load_plan
from tests import factories
from tests.plan.mirror import Mirror, Op

# Who they are and what their links let them do; the last one has not said who they are.
PEOPLE = {
    "Anna": "team",
    "Ben": "team",
    "Cleo": "team",
    "Maria": "edit",
    "Otto": "edit",
    "Kim": "comment",
    "Vera": "view",
    "": "edit",
}
EDITORS = ("Anna", "Ben", "Cleo", "Maria", "Otto")
SECRET = "not for them"


@dataclass
class Editor:
    """One person's open page: their copy of the plan, and what they sent and have no answer to."""

    name: str
    visitor: Visitor
    session_id: str
    link_id: str | None
    mirror: Mirror
    inbox: list[str] = field(default_factory=list)
    pending: dict[str, Op] = field(default_factory=dict)
    accepted: dict[str, Op] = field(default_factory=dict)
    # What would take each accepted change back, newest last.
    undo: list[list[Op]] = field(default_factory=list)
    inverses: dict[str, list[Op]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    is_in: bool = True

    def hear_answer(self, message: Op, answer: Op) -> None:
        """The first answer counts; a page no longer waits for another one."""
        cid = message["cid"]
        if self.pending.pop(cid, None) is None or not answer["ok"]:
            return
        self.accepted[cid] = {**message, "seq": answer["seq"]}
        self.undo.append(self.inverses[cid])

    def take(self, text: str) -> bool:
        """Follow one frame as a page does; whether something before it is missing."""
        frame = json.loads(text)
        if frame.get("from", frame.get("seq")) > self.mirror.seq + 1:
            return True
        for op in frame.get("ops", ()):
            if op["seq"] > self.mirror.seq:
                self.mirror.take(op)
        return False


class Line(Connections):
    """Stands where the sockets stand: whatever an audience is told waits in the inboxes of those in it."""

    def __init__(self, editors: list[Editor]) -> None:
        super().__init__()
        self.editors = editors
        self.told: dict[str, list[str]] = {side: [] for side in Side}

    def tell(self, topic: str, audience: str, event: str, message: Op) -> None:
        assert event in ("ops", "head")
        self.told[audience].append(json.dumps(message))
        for editor in self.editors:
            if editor.is_in and audience == editor.visitor.audience:
                editor.inbox.append(json.dumps(message))


class World:
    """The plan, its people and the lines between."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.workspace = factories.make_workspace()
        self.plan_id = factories.plan_of(self.workspace).id
        self.topic = f"plan:{self.plan_id}"
        found = find(self.topic)
        assert found is not None
        self.kind = found[0]
        self.start = load_plan(self.workspace.id, Side.TEAM)
        self.secret_ids = {task.id for task in self.start.tasks.values() if not task.is_shared}
        self.editors = list(self._editors(_add_people(self.workspace)))
        self.line = app.extensions["onward.connections"] = Line(self.editors)
        self.tail = Tail(told=dict.fromkeys(Side, 0))
        self.under_way: list[tuple[Editor, Op, bool]] = []
        self.sent: dict[str, Op] = {}
        self.answers: dict[str, list[Op]] = {}

    def _editors(self, people: dict[str, tuple[str, str | None]]) -> Iterator[Editor]:
        visitors = self.kind.enter(self.plan_id, {session_id for session_id, _ in people.values()})
        starts = {side: self.snapshot(side) for side in Side}
        for name, (session_id, link_id) in people.items():
            visitor = visitors[session_id]
            yield Editor(name, visitor, session_id, link_id, Mirror(starts[Side(visitor.audience)]))

    def snapshot(self, side: str) -> Op:
        found: Op = json.loads(json.dumps(whole_plan(load_plan(self.workspace.id, Side(side)))))
        return found

    def send(self, editor: Editor, ops: list[Op], inverse: list[Op]) -> Op:
        """Let `editor` mean to send `ops` as one change; what becomes of it is up to the line."""
        message = {"topic": self.topic, "cid": f"{database.new_id()}.1", "ops": ops}
        self.sent[message["cid"]] = editor.pending[message["cid"]] = message
        editor.inverses[message["cid"]] = inverse
        return message

    def deliver(self) -> None:
        """Everything under way arrives at once, then both audiences are told what is new."""
        arriving, self.under_way = self.under_way, []
        if len(arriving) == 1:
            self._arrive(*arriving[0])
        elif arriving:
            self._arrive_together(arriving)
        db.session.rollback()
        self.tail.revision = None
        send_news(self.app, self.topic, self.tail)

    def _arrive_together(self, arriving: list[tuple[Editor, Op, bool]]) -> None:
        arrived: list[Exception | None] = []

        def arrive(*one: Any) -> None:
            error = None
            with self.app.app_context():
                try:
                    self._arrive(*one)
                except Exception as raised:
                    error = raised
            arrived.append(error)

        for one in arriving:
            green.spawn(arrive, *one)
        while len(arrived) < len(arriving):
            green.sleep(0.001)
        for error in filter(None, arrived):
            raise error

    def _arrive(self, editor: Editor, message: Op, is_heard: bool) -> None:
        was_in = editor.is_in
        asker = Asker(editor.session_id, "en")
        answers: list[Op] = []
        self.kind.do(self.plan_id, editor.visitor, asker, message, answers.append)
        while not answers:
            green.sleep(0.0005)
        answer = json.loads(json.dumps(answers[0]))
        assert not answer["ok"] or (was_in and editor.name in EDITORS), f"{editor.name} may not: {answer}"
        assert answer.get("err") != "internal"
        self.line.told[editor.visitor.audience].append(json.dumps(answer))
        self.answers.setdefault(message["cid"], []).append(answer)
        if is_heard:
            editor.hear_answer(message, answer)

    def catch_up(self, editor: Editor) -> None:
        """Ask for what was missed, as after a gap or a lost connection."""
        behind = self.kind.read(self.plan_id, editor.visitor.audience, editor.mirror.seq, None)
        if behind.operations is None:
            editor.mirror = Mirror(self.snapshot(editor.visitor.audience))
            return
        missed = json.dumps(behind.operations)
        self.line.told[editor.visitor.audience].append(missed)
        for op in json.loads(missed):
            editor.mirror.take(op)

    def receive(self, editor: Editor, order: Callable[[list[str]], list[str]]) -> None:
        """Let what waits in the inbox arrive as the line makes it."""
        frames, editor.inbox = order(editor.inbox), []
        gaps = [editor.take(frame) for frame in frames]
        if any(gaps):
            self.catch_up(editor)

    def reconnect(self, editor: Editor) -> None:
        """A new line: what was in the old one is gone, what has no answer is sent again, last first."""
        editor.inbox.clear()
        if not editor.is_in:
            return
        self.catch_up(editor)
        self.under_way += [(editor, message, True) for message in reversed(editor.pending.values())]
        self.deliver()

    def revoke(self, editor: Editor) -> None:
        """Take the link back; whoever came by it hears no more."""
        if editor.link_id and editor.is_in:
            with database.write() as session:
                revoke_link(session, session.get_one(Link, editor.link_id))
            editor.is_in = False
            editor.inbox.clear()


def _add_people(workspace: Any) -> dict[str, tuple[str, str | None]]:
    """One browser session for each of PEOPLE, and the link it came by."""
    now, found = clock.now(), {}
    with database.write() as session:
        customer = session.get_one(Customer, workspace.customer_id)
        for hue, (name, rights) in enumerate(PEOPLE.items()):
            browser = BrowserSession(id=database.new_id(), token_hash=database.new_id())
            place = Participant(id=database.new_id(), workspace_id=workspace.id, hue=hue) if name else None
            link = None
            if rights == "team":
                member = Member(id=database.new_id(), name=name, email=f"{database.new_id()}@vendor.example")
                browser.member, browser.member_since, browser.member_seen_at = member, now, now
                place.member = member
            else:
                if place:
                    place.contact = Contact(id=database.new_id(), customer_id=customer.id, name=name)
                link = Link(id=database.new_id(), workspace_id=workspace.id, participant=place, rights=Rights(rights))
                link.expires_at = now + timedelta(days=30)
                session.add(Grant(session=browser, workspace_id=workspace.id, link=link, participant=place))
            session.add_all(one for one in (browser, place, link) if one)
            found[name] = browser.id, link.id if link else None
    return found
