"""Rows that were drawn once and are kept: what a page shows is what would be drawn now."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from portal.plan.core.commands import AddWait, AgreeToTask, ChangeTask
from portal.plan.views import drawn
from tests import browsing, factories
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks
from tests.testclient import Browser

pytestmark = pytest.mark.db


def rows_of(browser: Browser, path: str) -> list[str]:
    answer = browser.get(path)
    assert answer.status_code == 200
    return re.findall(r'<li class="task".*?</li>', answer.text, re.S)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    drawn._drawn.cache_clear()
    yield
    drawn._drawn.cache_clear()


class Scene:
    """Four readers of one plan: two of the customer's, one of whom may only look, and two of the team's."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.workspace = factories.make_workspace()
        self.maria = factories.make_contact(self.workspace, "Maria Lindholm")
        self.links = [factories.make_link(self.workspace, rights=rights) for rights in ("edit", "view")]
        self.members = [factories.make_member(name) for name in ("Tom", "Uwe")]
        self.come()

    def come(self) -> None:
        """All sign in, as they do on a new day; Uwe reads German."""
        edit, view = self.links
        self.team, german = [browsing.sign_in(self.app.test_client(), member) for member in self.members]
        german.post("/language", data={"language": "de", "next": "/"})
        self.readers = [
            browsing.open_link(self.app.test_client(), edit, as_=self.maria),
            browsing.open_link(self.app.test_client(), view),
            self.team,
            german,
        ]

    def pages(self) -> list[list[str]]:
        return [rows_of(browser, f"/w/{self.workspace.id}/plan") for browser in self.readers]


def test_every_reader_on_every_day_has_rows_as_they_would_be_drawn_now(app: Flask, clock: Clock) -> None:
    scene = Scene(app)
    workspace, maria = scene.workspace, scene.maria
    first, second = factories.tasks_of(workspace)[:2]
    due = factories.in_days(301)  # Named with its year today alone.
    task = factories.make_task(workspace, title="Ask for it", due_on=due, owner_id=maria.id)
    # Without words of its own language but those of every row.
    factories.make_task(workspace, title="Nobody's", visibility="internal", status="done")
    before: list[list[str]] = []

    def are_as_drawn_now() -> None:
        kept = scene.pages()
        drawn._drawn.cache_clear()
        assert kept == scene.pages()
        assert kept != before
        before[:] = kept

    are_as_drawn_now()
    assert len({tuple(page) for page in before}) == 4
    assert ["task__grip" in page[0] for page in before] == [True, False, True, True]
    german = [sum("Details zu" in row for row in page) for page in before]
    assert german == [0, 0, 0, len(before[3])]
    for command in (
        ChangeTask(task.id, "title", "Ask them for it"),
        AddWait(second.id, first.id),
        ChangeTask(first.id, "title", "What the second waits for"),
        AgreeToTask(task.id),
        ChangeTask(task.id, "due", due + timedelta(days=90)),
    ):
        change_tasks(workspace, command, by=maria)
        are_as_drawn_now()
    factories.make_message(workspace, task_id=first.id)
    are_as_drawn_now()
    assert scene.team.post(f"/w/{workspace.id}/people/{maria.id}", data={"name": "Rita Lindholm"}).status_code == 303
    are_as_drawn_now()
    for _night in range(3):
        clock.move(days=1)
        scene.come()
        are_as_drawn_now()
