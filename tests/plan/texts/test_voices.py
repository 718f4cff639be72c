"""Typing into a description for somebody who says it: whose it is kept as, and who may be named."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Participant, Side
from portal.people.queries import faces
from portal.plan.core.commands import AgreeToTask, ChangeTask
from portal.plan.core.parts import ChangedSince
from portal.plan.editor import Author, edit
from portal.plan.history.ownership import ownership_of
from portal.plan.queries import load_plan
from tests import factories
from tests.plan.texts.test_room import START, Call, is_open
from tests.sockets import serving, wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.db]


@pytest.fixture
def call(app: Flask) -> Iterator[Call]:
    with ExitStack() as stack:
        yield Call(app, stack.enter_context(serving(app)), stack)


def test_what_is_typed_for_somebody_is_said_by_them_and_counts_as_theirs(call: Call) -> None:
    anna, maria = call.enter("anna"), call.people["Maria"].id
    assert anna.type(" there", said=maria)["ok"] is True
    assert anna.type("!", said=maria)["ok"] is True
    anna.leave()
    wait_until(lambda: call.description == f"{START} there!", "it was not settled")
    (change,) = call.changes()
    assert (change.side, change.said_id, change.shared_op["said"]) == ("team", maria, maria)
    share = ownership_of(load_plan(call.workspace.id, Side.TEAM), faces(call.workspace.id))
    assert share["texts"].customer == 1


def test_each_voice_is_a_change_of_its_own_while_the_text_stays_open(call: Call) -> None:
    anna, (maria, david) = call.enter("anna"), (call.people[name].id for name in ("Maria", "David"))
    for number, said in enumerate((None, maria, maria, david, None)):
        assert anna.type(str(number), said=said)["ok"] is True
    assert [change.said_id for change in call.changes()] == [None, maria, david]
    assert is_open(call.task)
    anna.leave()
    wait_until(lambda: call.description == f"{START}01234", "it was not settled")
    assert [(change.said_id, change.body["after"]) for change in call.changes()] == [
        (None, f"{START}0"),
        (maria, f"{START}012"),
        (david, f"{START}0123"),
        (None, f"{START}01234"),
    ]


def test_an_agreed_text_is_changed_by_who_says_it_also_where_a_change_of_another_brings_it_into_the_plan(
    call: Call,
) -> None:
    anna, maria = call.enter("anna"), call.people["Maria"].id
    edit(call.plan, [AgreeToTask(call.task)], Author(None, call.workspace.id, participant_id=maria), "tab.1")
    anna.type("!", said=maria)
    edit(
        call.plan,
        [ChangeTask(call.task, "description", f"1. {START}", base=START)],
        Author(None, call.workspace.id),
        "tab.2",
    )
    (changed,) = load_plan(call.workspace.id, Side.TEAM).tasks[call.task].agreement.changed
    typist = db.session.scalars(select(Participant.id).where(Participant.member_id.is_not(None))).one()
    assert changed == ChangedSince("description", maria, typist)


def test_where_several_type_the_history_names_who_typed_and_for_whom(call: Call) -> None:
    anna, carol, david = call.enter("anna"), call.enter("maria"), call.people["David"].id
    anna.type("a", said=david)
    carol.type("m")
    anna.leave()
    carol.leave()
    wait_until(lambda: len(call.changes()) == 1, "it was not settled")
    (change,) = call.changes()
    assert (change.by_id, change.said_id) == (call.people["Maria"].id, None)
    assert change.op["with"][1:] == [david]
    assert len(change.op["with"]) == 2


def test_a_change_said_by_somebody_puts_no_words_into_the_mouth_of_who_typed_before(call: Call) -> None:
    maria = call.enter("maria")
    maria.type("!")
    by_team = Author(None, call.workspace.id, said=call.people["David"].id)
    answer = edit(call.plan, [ChangeTask(call.task, "description", f"1. {START}", base=START)], by_team, "tab.1")
    assert answer.is_accepted
    said = [(change.by_id, change.said_id) for change in call.changes()]
    assert said == [(call.people["Maria"].id, None), (None, call.people["David"].id)]


def test_only_who_takes_part_may_say_it_and_a_customer_types_for_their_own_side_alone(call: Call) -> None:
    anna, maria = call.enter("anna"), call.enter("maria")
    stranger = factories.make_contact(factories.make_workspace(), "Stranger").id
    member = db.session.scalars(select(Participant.id).where(Participant.member_id.is_not(None))).one()
    for page, said in ((anna, stranger), (maria, stranger), (maria, member), (maria, "nobody")):
        refusal = page.type("x", said=said)
        assert (refusal["err"], refusal["field"]) == ("invalid", "said")
    assert call.enter("maria").type("y", said=call.people["David"].id)["ok"] is True
