"""Every route and socket event does for each kind of person what the policy table says, and nothing else."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import socketio.exceptions
from flask import Flask
from werkzeug.test import TestResponse

from portal import database
from portal.extensions import socketio as sockets_extension
from tests import databases, factories
from tests.policy_table import EVENTS, ROUTES
from tests.running import fresh_settings, running_app
from tests.sockets import Viewer, connect, cookie_of, serving
from tests.world import KINDS, MAY, World, expected

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
