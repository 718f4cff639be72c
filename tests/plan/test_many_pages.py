"""Moving many dates by working days: what the scripts are told before anything changes."""

from datetime import date

import pytest
from flask import Flask

from portal.people.models import Side
from portal.plan.core.commands import AddWait, ChangeTask
from portal.plan.queries import head_of
from tests import browsing, factories
from tests.dashboard.edits import change_tasks

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


def test_all_that_would_move_is_told_and_nothing_moves(app: Flask) -> None:
    workspace = factories.make_workspace()
    first, second, internal = factories.tasks_of(workspace)[:3]
    change_tasks(workspace, AddWait(internal.id, second.id))
    team = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
    plan_id = factories.plan_of(workspace).id
    before = head_of(plan_id, Side.TEAM)
    answer = team.post(f"/w/{workspace.id}/plan/shift", json={"tasks": [first.id, second.id], "days": 2}).json
    told = {move["t"]: (move["chosen"], move["due"] > move["was"]["due"]) for move in answer["moves"]}
    assert told == {first.id: (True, True), second.id: (True, True), internal.id: (False, True)}
    assert all(date.fromisoformat(move["due"]).weekday() < 5 for move in answer["moves"])
    assert head_of(plan_id, Side.TEAM) == before


def test_customers_are_told_nothing_internal_and_cannot_ask_for_it(app: Flask) -> None:
    workspace = factories.make_workspace()
    first, _second, internal = factories.tasks_of(workspace)[:3]
    change_tasks(workspace, AddWait(internal.id, first.id))
    maria = factories.make_contact(workspace, "Maria")
    customer = browsing.open_link(app.test_client(), factories.make_link(workspace), as_=maria)
    answer = customer.post(f"/w/{workspace.id}/plan/shift", json={"tasks": [first.id], "days": 9})
    assert [move["t"] for move in answer.json["moves"]] == [first.id]
    assert internal.id not in answer.text
    hidden = customer.post(f"/w/{workspace.id}/plan/shift", json={"tasks": [internal.id], "days": 1})
    never = customer.post(f"/w/{workspace.id}/plan/shift", json={"tasks": ["A" * 22], "days": 1})
    assert (hidden.status_code, hidden.data) == (404, never.data)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        {"tasks": [], "days": 1},
        {"tasks": ["x"], "days": 1},
        {"tasks": ["A" * 22] * 201, "days": 1},
        {"tasks": ["A" * 22], "days": 251},
        {"tasks": ["A" * 22], "days": 1.5},
        {"tasks": ["A" * 22], "days": "1"},
        {"tasks": ["A" * 22], "days": 1, "more": 1},
    ],
)
def test_what_is_no_question_is_refused_in_words(app: Flask, sent: object) -> None:
    workspace = factories.make_workspace()
    team = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
    answer = team.post(f"/w/{workspace.id}/plan/shift", json=sent)
    assert (answer.status_code, answer.json["err"]) == (422, "invalid")
    assert "working days" in answer.json["say"]


def test_what_follows_a_moved_task_by_its_rule_moves_along_and_what_waits_for_that_too(app: Flask) -> None:
    workspace = factories.make_workspace()
    first, second, third = factories.tasks_of(workspace)[:3]
    rule = {"anchor": "task", "task": first.id, "offset": 1, "unit": "business", "direction": "after"}
    change_tasks(workspace, ChangeTask(second.id, "rule", rule), AddWait(third.id, second.id))
    team = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
    answer = team.post(f"/w/{workspace.id}/plan/shift", json={"tasks": [first.id], "days": 2}).json
    assert [(move["t"], move["chosen"]) for move in answer["moves"]] == [
        (first.id, True),
        (second.id, False),
        (third.id, False),
    ]
