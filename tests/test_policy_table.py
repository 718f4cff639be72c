"""Every route and socket event stands in the policy table, and those that change who one is do what it says; the others
are asked in tests/proof.
"""

from contextlib import ExitStack

import pytest
import socketio.exceptions
from flask import Flask

from portal import database
from portal.extensions import socketio as sockets_extension
from portal.live import doing
from tests import factories
from tests.policy_table import EVENTS, ROUTES
from tests.sockets import Viewer, connect, cookie_of, serving
from tests.world import KINDS, MAY, World, expected

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
    # What comes most is taken off the line before the engine looks for a handler.
    assert {*sockets_extension.server.handlers["/"], doing.EVENT} == set(EVENTS)


@pytest.mark.parametrize("key", SPENDING)
def test_a_route_that_changes_who_you_are_answers_each_kind_as_the_table_says(world: World, key: str) -> None:
    answers = {kind: world.ask(kind, key).status_code for kind in KINDS}
    assert answers == {kind: expected(key, ROUTES[key], kind) for kind in KINDS}


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
