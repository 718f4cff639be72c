"""Who may send something sends what its page asks for: whatever else has a name, nothing takes it.

EXTRAS is the number of rounds; each sends other values of the names that have several.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import time_machine
from flask import request
from sqlalchemy import update

from portal import database
from portal.people.models import Member
from tests import databases, factories
from tests.conftest import MONDAY_MORNING
from tests.policy_table import ROUTES
from tests.proof.extras import FULLER, OPERATIONS, Values, as_text, beside, round_of, values_by_name
from tests.proof.rewound import Everything, Rewound, changed, everything
from tests.running import fresh_settings, running_app
from tests.sockets import connect, cookie_of, serving
from tests.world import KINDS, MAY, AtHand, World

FORMS = [key for key, row in ROUTES.items() if key.startswith("POST ") and row.json is None]
JSONS = [key for key, row in ROUTES.items() if row.json is not None]
Operation = dict[str, Any] | None
ROUNDS = int(os.environ.get("EXTRAS", "1"))


@pytest.fixture(scope="module")
def world(template_database: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("extras")
    with (
        time_machine.travel(MONDAY_MORNING, tick=False),
        fresh_settings(template_database, folder) as settings,
        running_app(settings) as app,
    ):
        yield World(app)


@pytest.fixture(scope="module")
def values(world: World) -> Values:
    return values_by_name(world)


class Asked:
    """What the table says that somebody sends, by the kind of person with the fewest rights of all who may."""

    def __init__(self, world: World, key: str, monkeypatch: pytest.MonkeyPatch, operation: Operation = None) -> None:
        self.kind = next(kind for kind in KINDS if kind in MAY[ROUTES[key].who])
        internal = factories.make_task(world.workspace, visibility="internal")
        at_hand = AtHand(world, world.workspace, self.kind)
        at_hand.share({}, {"internal_id": internal.id})
        self.path = at_hand.fill(key.removeprefix("POST "))
        self.form: Any = at_hand.fill({**ROUTES[key].form, **FULLER.get(key, {})})
        self.json: Any = at_hand.fill({**(ROUTES[key].json or {}), **({"ops": [operation]} if operation else {})})
        self.rewound = Rewound(world, self.kind, monkeypatch)

    def with_fields(self, extras: Mapping[str, Any]) -> tuple[int, Everything]:
        """The extras stand in the form and in the question after the address; what the form has of its own stays."""
        words = {name: as_text(value) for name, value in extras.items() if name not in self.form}
        answer, rows = self.rewound.send("POST", self.path, data={**words, **self.form}, query_string=words)
        return answer.status_code, rows

    def with_json(self, body: Any) -> tuple[int, Everything]:
        answer, rows = self.rewound.send("POST", self.path, json=body)
        return answer.status_code, rows


Ask = Callable[..., Asked]


@pytest.fixture
def ask(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """What is asked is undone afterwards, so that the next one finds the world as it was."""
    made: list[Asked] = []

    def make(key: str, operation: Operation = None) -> Asked:
        made.append(Asked(world, key, monkeypatch, operation))
        return made[-1]

    yield make
    for asked in made:
        with asked.rewound.again():
            pass


@pytest.mark.parametrize("key", FORMS)
def test_no_name_beside_those_of_its_form_changes_what_a_request_does(ask: Ask, values: Values, key: str) -> None:
    asked = ask(key)
    status, rows = asked.with_fields({})
    for number in range(ROUNDS):
        its_status, its_rows = asked.with_fields(round_of(values, number))
        assert (its_status, changed(rows, its_rows)) == (status, [])


@pytest.mark.parametrize("key", FULLER)
def test_the_forms_with_all_their_fields_are_accepted(ask: Ask, key: str) -> None:
    asked = ask(key)
    before = everything()
    status, rows = asked.with_fields({})
    assert (status, changed(before, rows) != []) == (303, True)


@pytest.mark.parametrize("key", JSONS)
def test_a_body_with_any_other_name_in_it_is_refused_or_does_the_same(ask: Ask, values: Values, key: str) -> None:
    asked = ask(key)
    before = everything()
    status, rows = asked.with_json(asked.json)
    its_status, its_rows = asked.with_json(beside(asked.json, round_of(values, 0)))
    same_as = before if its_status == 422 else rows
    assert (its_status in (status, 422), changed(same_as, its_rows)) == (True, [])


@pytest.mark.parametrize(("key", "operation"), OPERATIONS)
def test_an_operation_takes_no_other_name_whichever_it_is(
    world: World, ask: Ask, values: Values, key: str, operation: dict[str, Any]
) -> None:
    asked = ask(key, operation)
    (own,) = asked.json["ops"]
    is_first = next(one for its_key, one in OPERATIONS if its_key == key) == operation
    before = everything()
    assert asked.with_json(asked.json)[0] == 200
    with asked.rewound.again():
        taken = set()
        for name, value in round_of(values, 0).items():
            bodies = [{**asked.json, "ops": [own | {name: value}]}] if name not in own else []
            bodies += [{**asked.json, name: value}] if name not in asked.json and is_first else []
            answers = [world.clients[asked.kind].post(asked.path, json=body).status_code for body in bodies]
            taken |= {name} if set(answers) - {422} else set()
        assert (taken, changed(before, everything())) == (set(), [])


@pytest.mark.sockets
def test_nor_does_one_on_a_socket(world: World, values: Values) -> None:
    topic = f"plan:{factories.plan_of(world.workspace).id}"
    op = {"k": "set", "t": factories.make_task(world.workspace).id, "f": "title", "v": "New"}
    with serving(world.app) as port, connect(port, cookie_of(world.clients["editor"])) as viewer:
        viewer.join(topic)
        before = everything()
        refused = viewer.op(topic, [beside(op, round_of(values, 0))])
        assert (refused["ok"], changed(before, everything())) == (False, [])
        assert viewer.op(topic, [op])["ok"]


def test_the_comparison_notices_a_route_that_takes_a_name(
    world: World, ask: Ask, values: Values, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook that writes whatever a form names into the member's row, as a careless loop would."""
    asked = ask("POST /library/tracks/new")

    def careless() -> None:
        taken = {name: request.form[name] == "1" for name in request.form if name == "is_admin"}
        if taken:
            with database.write() as session:
                session.execute(update(Member).where(Member.name == "Tom Team").values(**taken))

    monkeypatch.setitem(world.app.before_request_funcs, None, [*world.app.before_request_funcs[None], careless])
    rows = asked.with_fields({})[1]
    assert changed(rows, asked.with_fields(round_of(values, 0))[1]) == ["members.is_admin"]


def test_what_is_tried_is_all_that_rows_have(values: Values) -> None:
    columns = {column.name for table in database.Base.metadata.sorted_tables for column in table.columns}
    assert columns <= set(values)
    assert {"workspace", "participant", "person", "rights", "visibility"} <= set(values)
