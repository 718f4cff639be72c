"""Days off: holidays of both sides, days kept free and days away; dates land beside them, and say so."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.people.models import Participant, Workspace
from portal.plan.core.commands import ChangeTask
from portal.plan.dates.working_days import days_off_of
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    """Tom of the team, and Maria of the customer."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace(kickoff_on=factories.in_days(0))
        self.first, self.second = factories.tasks_of(self.workspace)[:2]
        self.maria = factories.make_contact(self.workspace, "Maria")
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        link = factories.make_link(self.workspace)
        self.customer: Browser = browsing.open_link(app.test_client(), link, as_=self.maria)

    def path(self, rest: str) -> str:
        return f"/w/{self.workspace.id}{rest}"

    def now(self) -> Workspace:
        return factories._read(Workspace, self.workspace.id)

    def due(self, task: Any) -> int:
        due = next(one for one in factories.tasks_of(self.workspace) if one.id == task.id).due_on
        return (due - factories.in_days(0)).days

    def keep_free(self, first: int, last: int | None = None, name: str = "") -> Any:
        sent = {"first_on": day(first), "last_on": day(last) if last is not None else "", "name": name}
        return self.team.post(self.path("/days-off/blackouts"), data=sent)


def day(ahead: int) -> str:
    return factories.in_days(ahead).isoformat()


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_the_holidays_of_both_sides_count(scene: Scene) -> None:
    sent = {"team_country": "DE", "customer_country": "US"}
    assert scene.team.post(scene.path("/days-off"), data=sent).status_code == 303
    is_off = days_off_of(scene.now())
    assert is_off(date(2026, 11, 26))  # Thanksgiving
    assert is_off(date(2026, 12, 25))
    assert is_off(date(2027, 5, 6))  # Ascension Day
    assert not is_off(date(2026, 11, 27))
    page = scene.team.get(scene.path("/days-off")).text
    assert "The next holidays: Germany, United States" in words(page)
    assert "Thanksgiving" in page


def test_a_country_that_is_none_is_refused(scene: Scene) -> None:
    assert scene.team.post(scene.path("/days-off"), data={"team_country": "XX"}).status_code == 422
    assert scene.now().team_country is None


def test_days_kept_free_move_nobody_unasked_and_all_when_asked(scene: Scene) -> None:
    assert scene.keep_free(1, 3, "Stocktaking").status_code == 303
    page = words(scene.team.get(scene.path("/days-off")).text)
    assert "Stocktaking" in page
    assert "3 open tasks are due on a day off" in page or "open tasks are due on a day off" in page
    assert scene.due(scene.first) == 1
    assert scene.team.post(scene.path("/days-off/move")).status_code == 303
    assert (scene.due(scene.first), scene.due(scene.second)) == (4, 4)
    assert "due on a day off" not in scene.team.get(scene.path("/days-off")).text


def test_a_rule_counts_over_days_kept_free(scene: Scene) -> None:
    scene.keep_free(1, 3)
    rule = {"counted_from": "kickoff", "offset": "1", "unit": "business", "direction": "after"}
    scene.team.post(scene.path(f"/plan/tasks/{scene.first.id}/rule"), data=rule)
    assert scene.due(scene.first) == 4


def test_days_kept_free_are_given_back(scene: Scene) -> None:
    scene.keep_free(1)
    (kept,) = scene.now().blackouts
    assert kept["first"] == kept["last"] == day(1)
    scene.team.post(scene.path(f"/days-off/blackouts/{kept['id']}/remove"))
    assert scene.now().blackouts == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(3, 1, "The last day is before the first."), (0, 500, "A stretch of days off lasts at most a year.")],
)
def test_a_stretch_that_is_none_is_refused_with_what_was_typed(scene: Scene, first: int, last: int, said: str) -> None:
    page = scene.keep_free(first, last)
    assert page.status_code == 422
    assert said in page.text
    assert f'value="{day(first)}"' in page.text
    assert scene.now().blackouts == []


def test_there_is_an_end_to_how_many_are_kept(scene: Scene) -> None:
    for ahead in range(50):
        scene.keep_free(ahead)
    assert scene.keep_free(60).status_code == 422
    assert len(scene.now().blackouts) == 50


def test_a_customer_says_when_they_are_away_and_a_task_due_then_says_so(scene: Scene) -> None:
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "owner", scene.maria.id))
    sent = {"first_on": day(0), "last_on": day(4), "name": "Holiday"}
    assert scene.customer.post(scene.path("/away"), data=sent).status_code == 303
    assert "Holiday" in scene.customer.get(scene.path("/away")).text
    assert "Away: 23 Nov to 27 Nov" in words(scene.team.get(scene.path("/people")).text)
    detail = words(scene.team.get(scene.path(f"/plan/tasks/{scene.first.id}")).text)
    assert "Maria is away from 23 Nov to 27 Nov." in detail
    (away,) = factories._read(Participant, scene.maria.id).away
    scene.customer.post(scene.path(f"/away/{away['id']}/remove"))
    assert "Away:" not in scene.team.get(scene.path("/people")).text


def test_the_team_keeps_days_away_of_others_and_nobody_those_of_another_workspace(scene: Scene) -> None:
    path = scene.path(f"/people/{scene.maria.id}/away")
    assert scene.team.post(path, data={"first_on": day(1)}).status_code == 303
    assert re.search(r"24 Nov", scene.team.get(path).text)
    assert scene.customer.get(path).status_code == 403
    stranger = factories.make_contact(factories.make_workspace(), "Sven")
    assert scene.team.post(scene.path(f"/people/{stranger.id}/away"), data={"first_on": day(1)}).status_code == 404
    assert factories._read(Participant, stranger.id).away == []
