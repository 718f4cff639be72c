"""The Overview and the tabs gather what stands in the rooms beside the plan: forms, training, chat."""

import re

import pytest
from flask import Flask

from portal import database
from portal.people.models import Participant, Workspace
from portal.training.actions import mark_done
from tests import factories, trainings
from tests.browsing import open_link, sign_in
from tests.conftest import Clock
from tests.dashboard.pages import counted_queries, section, see, words
from tests.intake import forms
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    """Maria and Jonas of the customer, each by a link of their own, and Anna of the team."""

    def __init__(self, app: Flask) -> None:
        self.workspace: Workspace = factories.make_workspace()
        self.maria: Participant = factories.make_contact(self.workspace, "Maria Lindholm", "Project lead")
        self.jonas: Participant = factories.make_contact(self.workspace, "Jonas Brandt", "Technical lead")
        self.anna: Participant = factories.make_participant(self.workspace, factories.make_member("Anna Berg"))
        self.browser = app.test_client()
        open_link(self.browser, factories.make_link(self.workspace, contact=self.maria))
        self.member: Browser = sign_in(app.test_client(), factories.make_member("Tom Okafor"))

    def page(self, browser: Browser | None = None) -> str:
        return see(browser or self.browser, f"/w/{self.workspace.id}/")

    def tabs(self, browser: Browser | None = None, bar: str = "tabs") -> list[str]:
        shown = self.page(browser).split(f'<nav class="{bar}"')[1].split("</nav>")[0].split("<summary")[0]
        return [words(tab) for tab in re.findall(r"<a .*?</a>", shown, re.DOTALL)]

    def step(self) -> str:
        """What the panel of the next step says, and where its button leads."""
        panel = self.page().split('<section class="panel')[1].split("</section>")[0]
        button = re.search(r'<a class="button[^"]*" href="([^"]+)"', panel)
        return f"{words(panel)} -> {button[1] if button else ''}"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_a_customers_tabs_hold_only_rooms_with_something_in_them(scene: Scene) -> None:
    assert scene.tabs() == ["Overview", "Plan", "Chat", "People"]
    forms.make_draft(scene.workspace)
    assert scene.tabs() == ["Overview", "Plan", "Chat", "People"]
    forms.make_form(scene.workspace)
    trainings.give(scene.workspace, trainings.make_track(trainings.make_lesson().id))
    factories.make_message(scene.workspace, "Welcome.", by=scene.anna)
    factories.make_message(scene.workspace, "Between us.", "internal", by=scene.anna)
    assert scene.tabs() == ["Overview", "Plan", "Forms 1", "Training 1", "Chat 1", "People"]
    assert scene.tabs(bar="bottom-bar") == ["Overview", "Plan", "Forms 1", "Chat 1"]


def test_who_may_only_read_sees_no_room_that_is_empty(scene: Scene, app: Flask) -> None:
    viewer = open_link(app.test_client(), factories.make_link(scene.workspace, "view", contact=scene.jonas))
    assert scene.tabs(viewer) == ["Overview", "Plan", "People"]


def test_the_team_has_every_room_with_a_first_step_to_take_in_it(scene: Scene) -> None:
    assert scene.tabs(scene.member)[:6] == ["Overview", "Plan", "Forms", "Training", "Chat", "People"]


def test_a_form_that_is_due_before_all_else_is_the_next_step(scene: Scene) -> None:
    factories.make_task(scene.workspace, title="Later", owner_id=scene.maria.id, due_on=factories.in_days(5))
    form = forms.make_form(scene.workspace, title="Technical intake", due_on=factories.in_days(1))
    said = scene.step()
    assert "Technical intake" in said
    assert "Due tomorrow." in said
    assert said.endswith(f"-> /w/{scene.workspace.id}/forms/{form.id}")


def test_a_task_of_mine_that_a_form_completes_opens_the_form(scene: Scene) -> None:
    task = factories.make_task(scene.workspace, title="Fill the intake", owner_id=scene.maria.id)
    form = forms.make_form(scene.workspace, title="Technical intake", task_id=task.id)
    said = scene.step()
    assert "Fill the intake" in said
    assert "Open the form" in said
    assert said.endswith(f"-> /w/{scene.workspace.id}/forms/{form.id}")


def test_a_training_given_to_me_is_my_next_step_and_nobody_elses(scene: Scene, app: Flask) -> None:
    lesson = trainings.make_lesson("Sign in", minutes=6)
    track = trainings.make_track(lesson.id, title="First steps")
    trainings.give(scene.workspace, track, people=[scene.maria.id], due_on=factories.in_days(2))
    said = scene.step()
    assert "First steps" in said
    assert "1 lesson left, about 6 minutes." in said
    jonas = open_link(app.test_client(), factories.make_link(scene.workspace, contact=scene.jonas))
    assert "First steps" not in scene.page(jonas).split("</section>")[0]
    with database.write() as session:
        mark_done(session, scene.maria.id, lesson.id)
    assert "First steps" not in scene.step()


def test_since_the_last_visit_the_page_tells_of_every_room_in_the_order_of_time(scene: Scene, clock: Clock) -> None:
    task = factories.tasks_of(scene.workspace)[0]
    form = forms.make_form(scene.workspace, title="Technical intake")
    lesson = trainings.make_lesson("Sign in")
    trainings.give(scene.workspace, trainings.make_track(lesson.id, title="First steps"), people=[scene.jonas.id])
    scene.page()
    clock.move(days=2)
    forms.hand_in(form, scene.jonas)
    clock.move(minutes=1)
    with database.write() as session:
        mark_done(session, scene.jonas.id, lesson.id)
    clock.move(minutes=1)
    factories.make_message(scene.workspace, "When does the board meet?", by=scene.anna, task_id=task.id)
    clock.move(minutes=1)
    for _ in range(3):
        factories.make_message(scene.workspace, by=scene.anna)
    factories.make_message(scene.workspace, "A word among us", "internal", by=scene.anna)
    said = section(scene.page(), "since")
    places = [
        said.index(words)
        for words in (
            "3 new messages in Chat",
            f"Wrote about {task.title}",
            "Finished the training First steps",
            "Submitted Technical intake",
        )
    ]
    assert places == sorted(places)
    assert "note" not in said


def test_the_team_is_told_of_its_own_room_too(scene: Scene, clock: Clock) -> None:
    scene.page(scene.member)
    clock.move(hours=2)
    factories.make_message(scene.workspace, "A word among us", "internal", by=scene.anna)
    said = section(scene.page(scene.member), "since")
    assert "1 note in the team’s room" in said


def test_my_own_words_and_deeds_are_no_news_to_me(scene: Scene, clock: Clock) -> None:
    form = forms.make_form(scene.workspace)
    scene.page()
    clock.move(days=1)
    factories.make_message(scene.workspace, "Mine", by=scene.maria)
    forms.hand_in(form, scene.maria)
    assert "Nothing has happened since you were here." in section(scene.page(), "since")


def test_the_overview_asks_once_what_waits_in_forms_and_training(app: Flask, scene: Scene) -> None:
    forms.make_form(scene.workspace)
    trainings.give(scene.workspace, trainings.make_track(trainings.make_lesson().id))
    scene.page()
    with counted_queries(app) as asked:
        scene.page()
    for table in ("form_answers", "assignees", "lesson_marks"):
        assert sum(f"FROM {table}" in statement for statement in asked) == 1, table


def test_the_teams_own_name_leads_it_back_to_its_list_and_the_customers_to_the_overview(
    app: Flask, client: Browser
) -> None:
    def heads(page: str) -> list[str]:
        return re.findall(r'<a class="header__names" href="([^"]+)"', page)

    workspace = factories.make_workspace()
    here = f"/w/{workspace.id}/"
    assert heads(see(sign_in(app.test_client(), factories.make_member()), here)) == ["/onboardings", here]
    assert heads(see(open_link(client, factories.make_link(workspace)), here)) == [here]
