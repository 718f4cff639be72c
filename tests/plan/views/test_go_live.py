"""The go-live above every view of the plan: committed day, forecast and the difference, and where views mark them."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from portal.plan.dates.commitment_words import Mark, go_live_marks
from portal.plan.dates.forecast import GoLive
from tests import browsing, factories
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]

VIEWS = ["", "/timeline", "/calendar", "/board", "/mine"]
MONTH = "/calendar?month={:%Y-%m}"


class Scene:
    """The go-live is committed for day 60; the plan has its milestone a fortnight later."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace(go_live_on=factories.in_days(60))
        self.live = factories.make_task(
            self.workspace, title="Go-live", is_milestone=True, due_on=factories.in_days(74)
        )
        maria = factories.make_contact(self.workspace, "Maria")
        self.customer: Browser = browsing.open_link(app.test_client(), factories.make_link(self.workspace), as_=maria)
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.address = f"/w/{self.workspace.id}/plan"

    def page(self, browser: Browser, view: str) -> str:
        return browser.get(self.address + view).text


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_committed_and_forecast_and_the_difference_to_both_sides(scene: Scene, view: str) -> None:
    for browser in (scene.team, scene.customer):
        line = words(scene.page(browser, view).split('class="plan__progress plan__live"')[1].split("</p>")[0])
        committed, forecast = (f"{day.day} {day:%b}" for day in map(factories.in_days, (60, 74)))
        assert f"Committed {committed} · forecast {forecast}, 10 working days later" in line


def test_the_timeline_draws_a_line_for_each_of_both_days_and_reaches_them(scene: Scene) -> None:
    page = scene.page(scene.customer, "/timeline")
    posts = re.findall(r'class="axis__post" data-mark="(\w+)" data-day="([\d-]+)" x1="([\d.]+)"', page)
    assert [post[:2] for post in posts] == [
        ("committed", factories.in_days(60).isoformat()),
        ("later", factories.in_days(74).isoformat()),
    ]
    assert float(posts[1][2]) - float(posts[0][2]) == 14 * 9
    assert re.findall(r'axis__said" [^>]*>([\w -]+)<', page) == ["Committed go-live", "Forecast go-live"]


def test_a_committed_day_far_behind_the_last_step_is_still_on_the_timeline(app: Flask) -> None:
    workspace = factories.make_workspace(go_live_on=factories.in_days(200))
    team = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
    page = team.get(f"/w/{workspace.id}/plan/timeline").text
    last = re.search(r'data-last="([\d-]+)"', page)
    assert last
    assert last[1] > factories.in_days(200).isoformat()


def test_the_calendar_marks_both_days(scene: Scene) -> None:
    for days, kind, said in ((60, "committed", "Committed go-live"), (74, "later", "Forecast go-live")):
        day = factories.in_days(days)
        cell = scene.page(scene.customer, MONTH.format(day)).split(f'<time datetime="{day}">')[1].split("<ol")[0]
        assert f'<p class="day__mark" data-mark="{kind}">{said}</p>' in cell


def test_the_scripts_are_told_what_to_mark_in_the_servers_words(scene: Scene) -> None:
    for browser in (scene.team, scene.customer):
        assert browser.get(f"{scene.address}/paths").json["head"]["marks"] == [
            {"day": factories.in_days(60).isoformat(), "kind": "committed", "words": "Committed go-live"},
            {"day": factories.in_days(74).isoformat(), "kind": "later", "words": "Forecast go-live"},
        ]


@pytest.mark.usefixtures("scene")
def test_one_day_is_marked_once_and_a_reached_go_live_has_no_forecast(app: Flask) -> None:
    day, sooner = factories.in_days(60), factories.in_days(60) - timedelta(days=7)
    with app.test_request_context():
        committed = Mark(day, "committed", "Committed go-live")
        assert go_live_marks(GoLive(day, day, 0, is_done=False), is_committed=True) == [committed]
        assert go_live_marks(GoLive(sooner, day, -5, is_done=True), is_committed=True) == [committed]
        assert go_live_marks(GoLive(sooner, day, -5, is_done=False), is_committed=False) == [
            Mark(day, "committed", "Go-live target"),
            Mark(sooner, "forecast", "Forecast go-live"),
        ]
        assert go_live_marks(GoLive(sooner, None, 0, is_done=False), is_committed=False) == [
            Mark(sooner, "forecast", "Forecast go-live")
        ]
        assert go_live_marks(GoLive(None, None, 0, is_done=False), is_committed=False) == []
