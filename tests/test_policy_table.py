"""Every route and socket event does for each kind of person what the policy table says, and nothing else."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import socketio.exceptions
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import database
from portal.access import joining, links
from portal.access.actor import actor_of_session
from portal.access.sessions import session_of_cookie
from portal.extensions import db
from portal.extensions import socketio as sockets_extension
from portal.files import store
from portal.files.logos import MEDIA_TYPE
from portal.people.models import Participant, Workspace
from portal.plan.models import PhaseRow
from portal.playbooks.library import playbooks
from tests import databases, factories, trainings
from tests.browsing import open_link, sign_in, ticket_path
from tests.intake import forms
from tests.policy_table import EVENTS, ROUTES, Row, Who
from tests.running import fresh_settings, running_app
from tests.sockets import Viewer, connect, cookie_of, serving

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
WORKSPACE_ROUTES = [key for key in ROUTES if "<workspace_id>" in key]
WRITING_ROUTES = [key for key in ROUTES if key.startswith("POST ")]
# These change what a browser may, so that no other row can be asked with it afterwards.
SPENDING = [
    "POST /sign-in",
    "POST /sign-in/<token>",
    "POST /sign-out",
    "POST /l/<token>",
    "POST /j/<code>",
    "POST /w/<workspace_id>/who",
]
# Parts of an address that name a record inside a workspace.
INSIDE = (
    "<task_id>",
    "<phase_id>",
    "<participant_id>",
    "<link_id>",
    "<form_id>",
    "<message_id>",
    "<assignment_id>",
    "<lesson_id>",
    "<agreed_id>",
)

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
        self.to_read: dict[str, dict[str, str]] = {}
        sign_in(self.clients["admin"], self.admin)
        sign_in(self.clients["member"], factories.make_member("Tom Team"))
        for kind, rights in (("viewer", "view"), ("commenter", "comment"), ("editor", "edit")):
            self._open(kind, self.workspace, rights)
        self._open("foreign", self.other, "edit")
        open_link(self.clients["looking"], factories.make_link(self.workspace, "edit"))

    def _open(self, kind: str, workspace: Workspace, rights: str) -> None:
        person = factories.make_contact(workspace, kind.title())
        open_link(self.clients[kind], factories.make_link(workspace, rights), as_=person)

    def ask(
        self, kind: str, key: str, workspace: Workspace | None = None, address_id: str | None = None
    ) -> TestResponse:
        """Have `kind` send what the table says: a change that they may make goes to records of `workspace` made for it
        alone, all else to records that are only ever read.

        `address_id` stands in the address instead of the workspace's own id.
        """
        method, rule = key.split(" ")
        row = ROUTES[key]
        at_hand = AtHand(self, workspace or self.workspace, kind)
        if method == "GET" or kind not in MAY[row.who] or at_hand.workspace is self.other:
            at_hand.share(self.to_read.setdefault(at_hand.workspace.id, {}))
        if address_id:
            rule = rule.replace("<workspace_id>", address_id)
        query = {"seq": "0"} if rule.endswith("/since") else {}
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

    def share(self, known: dict[str, str]) -> None:
        """Take and leave here what is made, but for what depends on who asks."""
        for name in OF_ONE_ALONE:
            known.pop(name, None)
        self._known = known
        known["workspace_id"] = self.workspace.id

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
        return forms.uploaded_file(self._known["form_id"])

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

    def _file_id(self) -> str:
        file_id = store.put(b"a picture")
        with database.write() as session:
            return store.record(session, file_id, "logo.png", MEDIA_TYPE).id


@pytest.fixture(scope="module")
def shared_world(template_database: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all rows that leave its browsers as they were: each request has records of its own."""
    folder = tmp_path_factory.mktemp("world")
    with fresh_settings(template_database, folder) as settings, running_app(settings) as app:
        yield World(app)


@pytest.fixture
def world(app: Flask) -> World:
    """A world for one test alone."""
    return World(app)


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


def routes_of(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_in_the_table(app: Flask) -> None:
    assert routes_of(app) == set(ROUTES)


def test_every_socket_event_is_in_the_table(app: Flask) -> None:
    assert set(sockets_extension.server.handlers["/"]) == set(EVENTS)


@pytest.mark.parametrize("key", [key for key in ROUTES if key not in SPENDING])
def test_a_route_answers_each_kind_of_person_as_the_table_says(shared_world: World, key: str) -> None:
    answers = {kind: shared_world.ask(kind, key).status_code for kind in KINDS}
    assert answers == {kind: expected(key, ROUTES[key], kind) for kind in KINDS}


@pytest.mark.parametrize("key", SPENDING)
def test_a_route_that_changes_who_you_are_answers_each_kind_as_the_table_says(world: World, key: str) -> None:
    answers = {kind: world.ask(kind, key).status_code for kind in KINDS}
    assert answers == {kind: expected(key, ROUTES[key], kind) for kind in KINDS}


@pytest.mark.parametrize("key", WORKSPACE_ROUTES)
def test_a_foreign_workspace_answers_like_one_that_never_was(shared_world: World, key: str) -> None:
    foreign = shared_world.ask("editor", key, shared_world.other)
    never = shared_world.ask("editor", key, shared_world.other, address_id=database.new_id())
    assert (foreign.status_code, never.status_code, bare(foreign)) == (404, 404, bare(never))


def bare(response: TestResponse) -> str:
    """The page without what is random in every answer, or only repeats the address that was asked for."""
    text = re.sub(r'nonce="[^"]*"|nonce-[\w+/=-]+|(value|content)="[\w.-]{60,}"', "", response.text)
    return re.sub(r"/w/[^\"'\s<&]*", "", text)


@pytest.mark.parametrize("key", [key for key in WORKSPACE_ROUTES if any(part in key for part in INSIDE)])
def test_a_record_of_another_workspace_answers_like_none(shared_world: World, key: str) -> None:
    here = shared_world.workspace.id
    answers = {kind: shared_world.ask(kind, key, shared_world.other, here).status_code for kind in ("member", "admin")}
    assert answers == {"member": 404, "admin": 404}


@pytest.mark.parametrize("key", [key for key in WORKSPACE_ROUTES if "<task_id>" in key])
def test_an_internal_task_answers_a_customer_like_none(shared_world: World, key: str) -> None:
    secret = factories.make_task(shared_world.workspace, visibility="internal")
    method, rule = key.split(" ")
    path = rule.replace("<workspace_id>", shared_world.workspace.id).replace("<task_id>", secret.id)
    customer = shared_world.clients["editor"].open(path, method=method).status_code
    team = shared_world.clients["member"].get(f"/w/{shared_world.workspace.id}/plan/tasks/{secret.id}").status_code
    assert (customer, team) == (404, 200)


def test_every_form_needs_its_token(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = True
    answers = {key: world.ask("admin", key).status_code for key in WRITING_ROUTES}
    assert {key for key, status in answers.items() if status != 400} == {
        key for key in WRITING_ROUTES if ROUTES[key].no_token
    }


@pytest.mark.sockets
def test_a_socket_without_a_session_is_refused(world: World) -> None:
    with serving(world.app) as port, pytest.raises(socketio.exceptions.ConnectionError), connect(port):
        pass


@pytest.mark.sockets
@pytest.mark.parametrize("event", ["join", "since", "op"])
def test_a_socket_event_answers_each_kind_of_person_as_the_table_says(world: World, event: str) -> None:
    plan_id = factories.plan_of(world.workspace).id
    task_id = factories.make_task(world.workspace).id
    kinds = [kind for kind in KINDS if kind in MAY[EVENTS["connect"]]]
    with serving(world.app) as port, ExitStack() as stack:
        viewers = {kind: stack.enter_context(connect(port, cookie_of(world.clients[kind]))) for kind in kinds}
        answers = {kind: ask(viewer, event, plan_id, task_id)["ok"] for kind, viewer in viewers.items()}
    assert answers == {kind: kind in MAY[EVENTS[event]] for kind in kinds}


def ask(viewer: Viewer, event: str, plan_id: str, task_id: str) -> dict[str, object]:
    topic = f"plan:{plan_id}"
    if event == "since":
        return viewer.ask("since", {"topic": topic, "seq": 0})
    joined = viewer.join(topic)
    if event == "join":
        return joined
    return viewer.op(topic, [{"k": "set", "t": task_id, "f": "title", "v": database.new_id()}])


@pytest.mark.sockets
def test_who_may_not_see_a_plan_is_never_among_those_present(world: World) -> None:
    topic = f"plan:{factories.plan_of(world.workspace).id}"
    with (
        serving(world.app) as port,
        connect(port, cookie_of(world.clients["foreign"])) as foreign,
        connect(port, cookie_of(world.clients["member"])) as member,
    ):
        foreign.join(topic)
        foreign.send("pres", {"topic": topic, "row": None, "field": None, "typing": False})
        member.join(topic)
        member.send("pres", {"topic": topic, "row": None, "field": "title", "typing": True})
        roster = member.wait_for("pres", lambda news: any(one["typing"] for one in news["who"]))
    assert len(roster["who"]) == 1
