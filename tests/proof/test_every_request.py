"""Every route, for every kind of person, with ids that are their own, another's or nobody's: the exact answer."""

from collections.abc import Iterator

import pytest
import time_machine

from portal import database
from tests import databases
from tests.conftest import MONDAY_MORNING
from tests.policy_table import ROUTES, Row
from tests.proof.actors import ACTORS, LIKE, REMOVED, expected_of, world_of_all
from tests.proof.rows_of import rows_of
from tests.proof.variants import IDS_IN_QUESTIONS, Strangers, Variant, differences, said, variants_of
from tests.running import fresh_settings, running_app
from tests.test_policy_table import SPENDING
from tests.world import MAY, World

ASKED = [key for key in ROUTES if key not in SPENDING]
IN_A_WORKSPACE = [key for key in ASKED if "<workspace_id>" in key]
PAGES = [key for key in IN_A_WORKSPACE if key.startswith("GET ")]
# Where an id that means nothing does not end the page: lines are shown with the phases there are to choose from, the
# plan with the word that this proposal no longer stands.
GOES_ON = {"POST /w/<workspace_id>/plan/paste": 200, "POST /w/<workspace_id>/plan/go-live/answer": 303}
AT_LEAST = 10_000


@pytest.fixture(scope="module")
def world(template_database: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("proof")
    with (
        time_machine.travel(MONDAY_MORNING, tick=False),
        fresh_settings(template_database, folder) as settings,
        running_app(settings) as app,
    ):
        yield world_of_all(app)


@pytest.fixture(scope="module")
def strangers(world: World) -> Strangers:
    return Strangers(world)


@pytest.mark.parametrize("key", ASKED)
def test_each_actor_is_answered_as_the_table_says(world: World, key: str) -> None:
    answers = {actor: world.ask(actor, key).status_code for actor in ACTORS}
    assert answers == {actor: expected_of(key, ROUTES[key], actor) for actor in ACTORS}


@pytest.mark.parametrize("key", IN_A_WORKSPACE)
def test_what_is_another_workspaces_answers_like_what_never_was_and_stays_as_it_is(
    world: World, strangers: Strangers, key: str
) -> None:
    variants = list(variants_of(key, strangers))
    theirs = {an_id for variant in variants for an_id in variant.foreign.values()} if key.startswith("POST ") else set()
    before = rows_of(theirs)
    assert not theirs or any(before.values()), "there is nothing of theirs that could have changed"
    for variant in variants:
        for actor in [actor for actor in ACTORS if not (variant.is_internal and is_team(actor))]:
            foreign = said(world.ask_with(actor, key, variant.foreign), *variant.foreign.values())
            missing = said(world.ask_with(actor, key, variant.missing), *variant.missing.values())
            assert differences(foreign, missing) == [], (variant.name, actor)
            assert foreign[0] in answers_to(key, ROUTES[key], actor, variant), (variant.name, actor)
    assert rows_of(theirs) == before


@pytest.mark.parametrize("key", IN_A_WORKSPACE)
def test_another_workspace_answers_like_one_that_never_was(world: World, key: str) -> None:
    theirs, nobodys = {"workspace_id": world.other.id}, {"workspace_id": database.new_id()}
    for actor in [actor for actor in ACTORS if actor not in ("foreign", "member", "admin")]:
        foreign = said(world.ask_with(actor, key, theirs), *theirs.values())
        missing = said(world.ask_with(actor, key, nobodys), *nobodys.values())
        assert differences(foreign, missing) == [], actor
        assert foreign[0] == (expected_of(key, ROUTES[key], actor) if actor in REMOVED else 404), actor


@pytest.mark.parametrize("key", PAGES)
def test_another_workspaces_id_in_a_question_tells_no_more_than_one_that_never_was(
    world: World, strangers: Strangers, key: str
) -> None:
    for actor in ("looking", "editor", "personal", "member"):
        world.wonder(actor, key, strangers.nobody)  # the first look at a lesson or a chat is noted
        never = said(world.wonder(actor, key, strangers.nobody), strangers.nobody)
        told = {
            name: said(world.wonder(actor, key, strangers.id_of(name)), strangers.id_of(name)) == never
            for name in IDS_IN_QUESTIONS
        }
        assert (actor, told) == (actor, dict.fromkeys(IDS_IN_QUESTIONS, True))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_is_taken(world: World, method: str) -> None:
    asked = {key.split(" ")[1] for key in ROUTES}
    taken = {rule for rule in asked if world.try_method("admin", method, rule) != 405}
    assert taken == set()


def test_so_many_were_asked(world: World) -> None:
    assert world.asked >= AT_LEAST


def is_team(actor: str) -> bool:
    return actor in ("member", "admin")


def answers_to(key: str, row: Row, actor: str, variant: Variant) -> set[int]:
    """What an actor may be told about an id that is not theirs: what they are told anyway, or that it is not there."""
    kind = LIKE.get(actor, actor)
    if kind not in MAY[row.who] or expected_of(key, row, actor) >= 400:
        return {expected_of(key, row, actor), 404}
    if variant.in_path:
        return {404}
    return {GOES_ON[key]} if key in GOES_ON else {404, 409, 422}
