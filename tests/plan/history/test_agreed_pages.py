"""The plan as it was, and as it was agreed against today's: for both sides, each with what they may know."""

import re
from typing import Any

import pytest
from flask import Flask

from portal.config import settings
from portal.people.models import Side
from portal.plan.core.commands import AddTask, ChangeTask, RemoveTask
from portal.plan.history.agreed import agreed_of
from portal.plan.queries import head_of
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.maria = factories.make_contact(self.workspace, "Maria")
        self.customer: Browser = browsing.open_link(
            app.test_client(), factories.make_link(self.workspace), as_=self.maria
        )
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.address = f"/w/{self.workspace.id}/plan"
        self.plan_id = factories.plan_of(self.workspace).id

    def change(self, task: Any, field: str, value: Any) -> None:
        change_tasks(self.workspace, ChangeTask(task.id, field, value))

    def agree(self, browser: Browser, **fields: str) -> Any:
        return browser.post(f"{self.address}/agreed", data={"name": "Kickoff", "day": "2026-11-20", **fields})

    def page(self, browser: Browser, path: str) -> str:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        return words(re.sub(r"<head>.*?</head>", "", answer.text, flags=re.DOTALL))


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_either_side_keeps_a_plan_as_agreed_and_both_find_it(scene: Scene) -> None:
    for browser, name in ((scene.customer, "Ours"), (scene.team, "Theirs")):
        assert scene.agree(browser, name=name).status_code == 303
    for browser in (scene.customer, scene.team):
        told = scene.page(browser, f"{scene.address}/agreed")
        assert "Ours" in told
        assert "Theirs" in told
        assert "kept by Maria" in told


def test_todays_plan_is_held_against_it_with_sums(scene: Scene) -> None:
    where = scene.agree(scene.customer).headers["Location"]
    assert "Nothing differs" in scene.page(scene.customer, where)
    scene.change(scene.first, "due", factories.in_days(8))
    scene.change(scene.first, "title", "Renamed since")
    scene.change(scene.second, "owner", scene.maria.id)
    phase = scene.first.phase_id
    change_tasks(scene.workspace, AddTask("n" * 22, phase, "Came later"), RemoveTask(scene.second.id))
    for browser in (scene.customer, scene.team):
        told = scene.page(browser, where)
        assert "(1 later, 0 earlier)" in told
        for said in ("Renamed since", "Kickoff step 1", "Came later", "Kickoff step 2", "5 working days later"):
            assert said in told, said


def test_customers_read_only_of_shared_tasks_then_and_now(scene: Scene) -> None:
    where = scene.agree(scene.team).headers["Location"]
    at = head_of(scene.plan_id, Side.CUSTOMER)
    scene.change(scene.internal, "title", "Hidden words")
    scene.change(scene.second, "title", "Shared until now")
    scene.change(scene.second, "visibility", "internal")
    told_to_team = scene.page(scene.team, where)
    assert "Hidden words" in told_to_team
    assert "Shared until now" in told_to_team
    numbers = range(at, head_of(scene.plan_id, Side.CUSTOMER) + 1)
    for path in (where, *(f"{scene.address}/at/{number}" for number in numbers)):
        page = scene.customer.get(path).text
        for hidden in ("Hidden words", "Shared until now", "Kickoff step 2", scene.internal.id, scene.second.id):
            assert hidden not in page, (path, hidden)


def test_the_plan_is_shown_as_it_was_after_any_change(scene: Scene) -> None:
    scene.change(scene.first, "title", "The first words")
    scene.change(scene.internal, "title", "Inside")
    scene.change(scene.first, "title", "The second words")
    customer = [scene.page(scene.customer, f"{scene.address}/at/{number}") for number in range(3)]
    assert ["Kickoff step 1" in told for told in customer] == [True, False, False]
    assert [("The first words" in told, "The second words" in told) for told in customer[1:]] == [
        (True, False),
        (False, True),
    ]
    assert "Inside" in scene.page(scene.team, f"{scene.address}/at/2")
    assert scene.customer.get(f"{scene.address}/at/3").status_code == 404
    assert scene.team.get(f"{scene.address}/at/4").status_code == 404
    assert scene.team.get(f"{scene.address}/at/{10**30}").status_code == 404


def test_the_history_leads_to_the_plan_as_it_was(scene: Scene) -> None:
    scene.change(scene.first, "title", "The first words")
    assert f'{scene.address}/at/1"' in scene.customer.get(f"{scene.address}/history").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "This needs a few words."),
        ({"name": "x" * 101}, "Use at most 100 characters."),
        ({"day": ""}, "That is not a date."),
        ({"day": "soon"}, "That is not a date."),
        ({"day": "1999-01-01"}, "Choose a date between 2000 and 2199."),
    ],
)
def test_a_wrong_name_or_day_is_refused_beside_the_field_and_kept(
    scene: Scene, fields: dict[str, str], said: str
) -> None:
    answer = scene.agree(scene.customer, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields.get("name", "Kickoff")}"' in answer.text


def test_it_is_removed_and_brought_back(scene: Scene) -> None:
    where = scene.agree(scene.customer).headers["Location"]
    gone = scene.customer.post(f"{where}/remove")
    assert scene.customer.get(where).status_code == 404
    assert "Removed “Kickoff”" in scene.page(scene.customer, gone.headers["Location"])
    scene.customer.post(f"{where}/restore")
    assert scene.customer.get(where).status_code == 200


def test_no_more_are_kept_than_the_settings_allow(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "agreed_per_plan", 3)
    for number in range(3):
        factories.make_agreed(scene.workspace, f"Agreed {number}")
    answer = scene.agree(scene.customer)
    assert answer.status_code == 422
    assert "A plan keeps at most 3 agreed plans." in answer.text
    assert len(agreed_of(scene.plan_id)) == 3
