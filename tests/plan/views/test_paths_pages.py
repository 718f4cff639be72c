"""The critical path and the first-value path on the plan's page, in a task's details and for the scripts."""

import pytest
from flask import Flask

from portal.plan.core.commands import AddWait
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    """The go-live on Thursday starts after the second task on Wednesday, and the first value after the first step."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.live = factories.make_task(self.workspace, title="Go-live", is_milestone=True, due_on=factories.in_days(3))
        value = factories.make_task(
            self.workspace, title="First value confirmed", is_milestone=True, due_on=factories.in_days(8)
        )
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        maria = factories.make_contact(self.workspace, "Maria")
        self.customer: Browser = browsing.open_link(app.test_client(), factories.make_link(self.workspace), as_=maria)
        for task, on in ((self.live, self.second), (value, self.first), (self.live, self.internal)):
            change_tasks(self.workspace, AddWait(task.id, on.id))

    def path(self, rest: str = "") -> str:
        return f"/w/{self.workspace.id}/plan{rest}"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_rows_say_which_path_they_are_on(scene: Scene) -> None:
    page = scene.team.get(scene.path()).text
    assert f'data-t="{scene.second.id}"' in page
    row = page.split(f'data-t="{scene.second.id}"')[1].split("</li>")[0]
    assert 'data-paths="critical"' in row
    assert "Critical" in row
    first = page.split(f'data-t="{scene.first.id}"')[1].split("</li>")[0]
    assert 'data-paths="first"' in first
    assert "First value" in first


def test_the_details_say_how_far_a_task_may_slip(scene: Scene) -> None:
    assert "each working day it slips moves the go-live" in scene.team.get(scene.path(f"/tasks/{scene.second.id}")).text
    assert "The first value hangs on it." in words(scene.team.get(scene.path(f"/tasks/{scene.first.id}")).text)
    scene.team.post(scene.path(f"/tasks/{scene.live.id}"), data={"due": factories.in_days(9).isoformat()})
    told = words(scene.team.get(scene.path(f"/tasks/{scene.second.id}")).text)
    assert "It can slip 4 working days before the go-live moves." in told


def test_the_scripts_hear_of_what_each_side_may_see(scene: Scene) -> None:
    told = scene.team.get(scene.path("/paths")).json
    assert told["paths"][scene.second.id] == "critical"
    assert told["paths"][scene.first.id] == "first"
    assert told["slack"][scene.internal.id] == 0
    answer = scene.customer.get(scene.path("/paths"))
    assert answer.json["paths"][scene.second.id] == "critical"
    assert scene.internal.id not in answer.text
