"""A workspace, another one, and a browser for each kind of person: what every proof of who may what asks with."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import database
from portal.access import joining, links
from portal.access.actor import actor_of_session
from portal.access.sessions import session_of_cookie
from portal.extensions import db
from portal.files import store
from portal.files.logos import MEDIA_TYPE
from portal.people.models import Participant, Workspace
from portal.plan.core.work import File, write_files
from portal.plan.models import PhaseRow, TaskRow
from portal.playbooks.library import playbooks
from tests import factories, trainings
from tests.browsing import open_link, sign_in, ticket_path
from tests.intake import forms
from tests.policy_table import ROUTES, Row, Who

KINDS = ("nobody", "foreign", "looking", "viewer", "commenter", "editor", "member", "admin")
TEAM = {"member", "admin"}
MAY: dict[Who, set[str]] = {
    Who.ANYONE: set(KINDS),
    Who.SESSION: set(KINDS) - {"nobody"},
    Who.SEE: {"looking", "viewer", "commenter", "editor", *TEAM},
    Who.COMMENT: {"commenter", "editor", *TEAM},
    Who.EDIT: {"editor", *TEAM},
    Who.TEAM: TEAM,
    Who.MEMBER: TEAM,
    Who.ADMIN: {"admin"},
}
PLACEHOLDER = re.compile(r"[<{](?:int:)?(\w+)[>}]")
# What pages are asked after the address, wherever the answer names a record.
QUESTIONS = ("task", "removed", "phase", "person", "owner", "before", "after", "with", "without", "m", "agreed", "made")

OF_ONE_ALONE = ("message_id", "code", "new_id", "cid")


class World:
    """A workspace, another one, and a browser for each kind of person."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.extensions["onward.settings"].trainings_per_workspace = 10_000
        self.workspace = factories.make_workspace()
        self.other = factories.make_workspace()
        self.admin = factories.make_member("Ada Admin", is_admin=True)
        self.clients: dict[str, FlaskClient] = {kind: app.test_client() for kind in KINDS}
        self.to_read: dict[str, str] = {}
        self.to_ask_about: dict[str, AtHand] = {}
        # Kinds that a proof added, and which of the table's kinds each of them equals.
        self.like: Mapping[str, str] = {}
        self.asked = 0
        sign_in(self.clients["admin"], self.admin)
        sign_in(self.clients["member"], factories.make_member("Tom Team"))
        for kind, rights in (("viewer", "view"), ("commenter", "comment"), ("editor", "edit")):
            self._open(kind, self.workspace, rights)
        self._open("foreign", self.other, "edit")
        open_link(self.clients["looking"], factories.make_link(self.workspace, "edit"))

    def _open(self, kind: str, workspace: Workspace, rights: str) -> None:
        person = factories.make_contact(workspace, kind.title())
        open_link(self.clients[kind], factories.make_link(workspace, rights), as_=person)

    def ask(self, kind: str, key: str) -> TestResponse:
        """Have `kind` send what the table says: a change that they may make goes to records made for it alone, all else
        to records that are only ever read.
        """
        at_hand = AtHand(self, self.workspace, kind)
        if key.startswith("GET ") or self.like.get(kind, kind) not in MAY[ROUTES[key].who]:
            at_hand.share(self.to_read)
        return self._send(kind, key, at_hand)

    def ask_anew(self, kind: str, key: str) -> TestResponse:
        """Have `kind` send what the table says about records made for this one request, whether or not they may."""
        return self._send(kind, key, AtHand(self, self.workspace, kind))

    def ask_with(self, kind: str, key: str, ids: Mapping[str, str]) -> TestResponse:
        """Have `kind` send what the table says with `ids` in place of records of the workspace's own."""
        at_hand = AtHand(self, self.workspace, kind)
        at_hand.share(self.to_read, ids)
        return self._send(kind, key, at_hand)

    def wonder(self, kind: str, key: str, an_id: str) -> TestResponse:
        """Have `kind` open a page, each time of the same record, with `an_id` in every question that takes one."""
        at_hand = self.to_ask_about.setdefault(kind, AtHand(self, self.workspace, kind))
        self.asked += 1
        questions = dict.fromkeys(QUESTIONS, an_id) | {"seq": "0"}
        return self.clients[kind].get(at_hand.fill(key.removeprefix("GET ")), query_string=questions)

    def try_method(self, kind: str, method: str, rule: str) -> int:
        """What `kind` is answered who asks for an address by another method."""
        at_hand = AtHand(self, self.workspace, kind)
        at_hand.share(self.to_read)
        self.asked += 1
        return self.clients[kind].open(at_hand.fill(rule), method=method).status_code

    def _send(self, kind: str, key: str, at_hand: "AtHand") -> TestResponse:
        method, rule = key.split(" ")
        row = ROUTES[key]
        query = {"seq": "0"} if rule.endswith("/since") else {}
        self.asked += 1
        self.clients[kind].delete_cookie(self.app.config["SESSION_COOKIE_NAME"])  # what an earlier request flashed
        sent = {"json": at_hand.fill(row.json)} if row.json is not None else {"data": at_hand.fill(row.form)}
        return self.clients[kind].open(
            at_hand.fill(rule), method=method, query_string=query, **(sent if method == "POST" else {})
        )


class AtHand:
    """What the names in an address or a form stand for; each record is made when it is first asked for."""

    def __init__(self, world: World, workspace: Workspace, kind: str) -> None:
        self._world = world
        self.workspace = workspace
        self._kind = kind
        self._known: dict[str, str] = {"workspace_id": workspace.id}
        self._instead: Mapping[str, str] = {}

    def share(self, known: dict[str, str], ids: Mapping[str, str] = MappingProxyType({})) -> None:
        """Take and leave in `known` what is made, but for what depends on who asks; `ids` stand before it."""
        for name in OF_ONE_ALONE:
            known.pop(name, None)
        known["workspace_id"] = self.workspace.id
        self._known = known
        self._instead = ids

    def fill(self, thing: object) -> object:
        if isinstance(thing, str):
            return PLACEHOLDER.sub(lambda found: self._of(found[1], thing), thing)
        if isinstance(thing, list):
            return [self.fill(part) for part in thing]
        if isinstance(thing, dict):
            return {name: self.fill(part) for name, part in thing.items()}
        return thing

    def _of(self, name: str, where: str) -> str:
        if name == "token":
            return self._token(where)
        if name == "file_id" and "/tasks/" in where:
            name = "task_file_id"
        if name in self._instead:
            return self._instead[name]
        if name not in self._known:
            make: Callable[[], str] = getattr(self, f"_{name}")
            self._known[name] = make()
        return self._known[name]

    def _token(self, where: str) -> str:
        if where.startswith("/l/"):
            return links.token_of(factories.make_link(self.workspace))
        return ticket_path(factories.make_member()).rpartition("/")[2]

    def _other_task_id(self) -> str:
        return factories.make_task(self.workspace).id

    def _task_id(self) -> str:
        return factories.make_task(self.workspace).id

    def _phase_id(self) -> str:
        phase = PhaseRow(
            id=database.new_id(), plan_id=self._plan_id(), name="A phase", rank=f"z{factories.next_number():08}z"
        )
        with database.write() as session:
            session.add(phase)
        factories.forget_plan(phase.plan_id)
        return phase.id

    def _change(self) -> str:
        return "0"

    def _agreed_id(self) -> str:
        return factories.make_agreed(self.workspace).id

    def _plan_id(self) -> str:
        return factories.plan_of(self.workspace).id

    def _participant_id(self) -> str:
        return factories.make_contact(self.workspace).id

    def _member_id(self) -> str:
        return factories.make_member().id

    def _link_id(self) -> str:
        return factories.make_link(self.workspace).id

    def _form_id(self) -> str:
        return forms.make_form_with_past(self.workspace).id

    def _section_id(self) -> str:
        return "systems"

    def _field_id(self) -> str:
        return "name"

    def _upload_id(self) -> str:
        return forms.uploaded_file(self._of("form_id", ""))

    def _meaning(self) -> str:
        return "live"

    def _landmark(self) -> str:
        return "go_live"

    def _number(self) -> str:
        return "1"

    def _assignment_id(self) -> str:
        return trainings.give(self.workspace, trainings.make_track(self._of("lesson_id", ""))).id

    def _track_id(self) -> str:
        return trainings.make_track(self._of("lesson_id", "")).id

    def _lesson_id(self) -> str:
        lesson = trainings.make_lesson(video_file_id=self._of("video_id", ""))
        trainings.give(self.workspace, trainings.make_track(lesson.id))
        return lesson.id

    def _video_id(self) -> str:
        return trainings.make_video()

    def _code(self) -> str:
        with database.write() as session:
            return joining.make_code(session, self.workspace.id, None, self._world.admin.id).code

    def _message_id(self) -> str:
        """A message that the one who asks wrote, where they are somebody here."""
        return factories.make_message(self.workspace, "Words of their own", by=self._own_place()).id

    def _own_place(self) -> Participant | None:
        session_id = session_id_of(self._world.clients[self._kind])
        actor = actor_of_session(db.session(), session_id, self.workspace.id) if session_id else None
        return db.session.get(Participant, actor.participant_id) if actor and actor.participant_id else None

    def _period_id(self) -> str:
        return database.new_id()

    def _new_id(self) -> str:
        return database.new_id()

    def _cid(self) -> str:
        return f"{database.new_id()}.1"

    def _key(self) -> str:
        return next(iter(playbooks()))

    def _task_file_id(self) -> str:
        """A file on the task at hand."""
        file_id, task_id = store.put(b"words"), self._known.get("task_id") or self._task_id()
        with database.write() as session:
            store.record(session, file_id, "list.txt", "text/plain").workspace_id = self.workspace.id
            task = session.get_one(TaskRow, task_id)
            task.files = write_files((File(file_id, "list.txt", 5),))
        factories.forget_plan(task.plan_id)
        return file_id

    def _file_id(self) -> str:
        file_id = store.put(b"a picture")
        with database.write() as session:
            return store.record(session, file_id, "logo.png", MEDIA_TYPE).id


def session_id_of(client: FlaskClient) -> str | None:
    """The id of the browser session that a client holds."""
    cookie = client.get_cookie("onward")
    browser = session_of_cookie(db.session(), cookie.value) if cookie else None
    return browser.id if browser else None


def expected(key: str, row: Row, kind: str) -> int:
    if kind in MAY[row.who]:
        return row.but.get(kind, row.answers)
    if "<workspace_id>" in key:
        return 404 if kind in ("nobody", "foreign") or row.is_hidden else 403
    return 303 if key.startswith("GET ") and kind not in TEAM else 403
