"""The proof bites: with the policy switched off, each route and socket event answers otherwise than the table says, so
that one which loses its guard cannot pass unnoticed.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal.access import entry, policy, sockets
from portal.access.actor import Actor, actor_of_member
from tests import databases, factories
from tests.policy_table import ROUTES, Who
from tests.running import fresh_settings, running_app
from tests.sockets import connect, cookie_of, serving
from tests.test_policy_table import SPENDING, ask
from tests.world import KINDS, MAY, World, expected

NOT_PUBLIC = [key for key, row in ROUTES.items() if row.who not in (Who.ANYONE, Who.SESSION) and key not in SPENDING]


@pytest.fixture(scope="module")
def world(template_database: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with fresh_settings(template_database, tmp_path_factory.mktemp("bite")) as settings, running_app(settings) as app:
        yield World(app)


@pytest.fixture
def without_policy(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Everybody may do everything, and whoever has a browser is somebody here."""
    monkeypatch.setattr(policy.may, "__code__", (lambda actor, act: True).__code__)
    find_actor, find_member = entry.actor_of_session, entry.member_of
    place = factories.make_participant(world.workspace, factories.make_member(is_admin=True))

    def actor_of_session(session: Session, session_id: str, workspace_id: str) -> Actor | None:
        member = actor_of_member(world.admin, session_id)
        stranger = replace(member, workspace_id=workspace_id, participant_id=place.id, member_id=place.member_id)
        return find_actor(session, session_id, workspace_id) or stranger

    monkeypatch.setattr(entry, "actor_of_session", actor_of_session)
    monkeypatch.setattr(entry, "member_of", lambda browser: find_member(browser) or world.admin)


@pytest.mark.parametrize("key", NOT_PUBLIC)
@pytest.mark.usefixtures("without_policy")
def test_a_route_without_its_guard_is_noticed(world: World, key: str) -> None:
    row = ROUTES[key]
    refused = [kind for kind in KINDS if kind not in MAY[row.who] and kind not in ("nobody", "looking")]
    answers = {kind: world.ask_anew(kind, key).status_code for kind in refused}
    noticed = [kind for kind, answer in answers.items() if answer != expected(key, row, kind)]
    assert noticed != [], answers


@pytest.mark.parametrize("event", ["join", "since", "op"])
def test_a_socket_event_without_its_guard_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch, event: str) -> None:
    plan_id, task_id = factories.plan_of(world.workspace).id, factories.make_task(world.workspace).id
    refused = "viewer" if event == "op" else "foreign"
    with serving(world.app) as port, connect(port, cookie_of(world.clients[refused])) as viewer:
        guarded = ask(viewer, event, plan_id, task_id)
        monkeypatch.setattr(policy.may, "__code__", (lambda actor, act: True).__code__)
        monkeypatch.setattr(sockets, "actors_of", lambda session, keys: {key: _anybody(world, key) for key in keys})
        open_to_all = ask(viewer, event, plan_id, task_id)
    assert (guarded["ok"], open_to_all["ok"]) == (False, True)


def _anybody(world: World, key: tuple[str, str]) -> Actor:
    return replace(actor_of_member(world.admin, key[0]), workspace_id=key[1])
