"""A changed date of the onboarding moves the plan once that was seen, in one change that can be taken back."""

import re
from typing import Any

import pytest
from flask import Flask

from portal import database
from portal.people.models import Side, Workspace, WorkspaceStatus
from portal.people.naming import Refused
from portal.plan.answers import refused
from portal.plan.core.commands import ChangeTask, Rejected
from portal.plan.queries import head_of
from portal.workspaces import settings_pages
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]

BY_KICKOFF = {"anchor": "kickoff", "offset": 1, "unit": "business", "direction": "after"}


class Scene:
    """The first two tasks are due the day after the kickoff; the second was then set by hand."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace(kickoff_on=factories.in_days(0))
        self.first, self.second = factories.tasks_of(self.workspace)[:2]
        for task in (self.first, self.second):
            change_tasks(self.workspace, ChangeTask(task.id, "rule", BY_KICKOFF))
        change_tasks(self.workspace, ChangeTask(self.second.id, "due", factories.in_days(4)))
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.path = f"/w/{self.workspace.id}/settings"

    def save(self, kickoff_in: int, **fields: str) -> Any:
        sent = {
            "name": "Renamed too",
            "status": "active",
            "csm_id": "",
            "language": "en",
            "timezone": "UTC",
            "kickoff_on": factories.in_days(kickoff_in).isoformat(),
            "go_live_on": factories.in_days(60).isoformat(),
        }
        return self.team.post(self.path, data=sent | fields)

    def dues(self) -> list[int]:
        return [(task.due_on - factories.in_days(0)).days for task in factories.tasks_of(self.workspace)[:2]]

    def workspace_now(self) -> Workspace:
        return factories._read(Workspace, self.workspace.id)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_what_moves_is_shown_before_anything_is_saved(scene: Scene) -> None:
    page = scene.save(7)
    assert page.status_code == 200
    assert "1 task of the plan moves along." in words(page.text)
    assert "Kickoff step 1" in page.text
    assert "Kickoff step 2" not in page.text
    kept = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.text))
    assert (kept["name"], kept["kickoff_on"]) == ("Renamed too", factories.in_days(7).isoformat())
    assert scene.dues() == [1, 4]
    assert scene.workspace_now().kickoff_on == factories.in_days(0)


def test_all_move_in_one_change_and_one_button_takes_it_back(scene: Scene) -> None:
    answer = scene.save(7, moves="all")
    assert answer.status_code == 303
    assert scene.dues() == [8, 4]
    assert scene.workspace_now().kickoff_on == factories.in_days(7)
    page = scene.team.get(answer.location).text
    assert "The plan has moved along." in page
    form = page.split("/settings/dates/undo")[1].split("</form>")[0]
    sent = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', form))
    assert scene.team.post(f"{scene.path}/dates/undo", data=sent).status_code == 303
    assert scene.dues() == [1, 4]
    assert scene.workspace_now().kickoff_on == factories.in_days(0)
    assert not factories.tasks_of(scene.workspace)[0].is_pinned


def test_what_somebody_changed_since_is_not_taken_back_unseen(scene: Scene) -> None:
    answer = scene.save(7, moves="all")
    query = dict(one.split("=") for one in answer.location.split("?")[1].split("&"))
    change_tasks(scene.workspace, ChangeTask(scene.first.id, "due", factories.in_days(9)))
    scene.team.post(f"{scene.path}/dates/undo", data=query)
    page = scene.team.get(scene.path)
    assert "Someone else changed this meanwhile" in page.text
    assert scene.dues() == [9, 4]
    assert scene.workspace_now().kickoff_on == factories.in_days(7)


def test_the_plan_can_be_left_as_it_is(scene: Scene) -> None:
    before = head_of(factories.plan_of(scene.workspace).id, Side.TEAM)
    assert scene.save(7, moves="only").status_code == 303
    assert scene.dues() == [1, 4]
    assert scene.workspace_now().kickoff_on == factories.in_days(7)
    assert head_of(factories.plan_of(scene.workspace).id, Side.TEAM) == before


def test_a_date_that_moves_nothing_asks_nothing(scene: Scene) -> None:
    assert scene.save(0, signed_on=factories.in_days(-9).isoformat()).status_code == 303


@pytest.mark.parametrize("sent", [{}, {"last": "-1", "count": "1"}, {"last": "1", "count": "1", "kickoff": "soon"}])
def test_a_way_back_that_leads_nowhere_is_refused(scene: Scene, sent: dict[str, str]) -> None:
    assert scene.team.post(f"{scene.path}/dates/undo", data=sent).status_code == 400
    assert scene.dues() == [1, 4]


def test_where_saving_is_refused_the_plan_has_not_moved_and_where_the_plan_refuses_the_dates_stay(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(settings_pages.actions, "edit_settings", refuse)
        assert scene.save(7, moves="all").status_code == 422
    assert (scene.dues(), scene.workspace_now().kickoff_on) == ([1, 4], factories.in_days(0))
    monkeypatch.setattr(settings_pages, "carry_out", lambda _entry, _move: refused(Rejected("conflict", "task_gone")))
    assert scene.save(7, moves="all").status_code == 422
    assert (scene.dues(), scene.workspace_now().kickoff_on) == ([1, 4], factories.in_days(0))


def refuse(*_asked: Any) -> None:
    raise Refused("name", "Not like this.")


def undo(scene: Scene, last: int, days: int) -> str:
    sent = {"last": str(last), "go_live": factories.in_days(days).isoformat()}
    scene.team.post(f"{scene.path}/dates/undo", data=sent)
    return scene.team.get(scene.path).text


def test_the_way_back_of_a_move_moves_no_go_live_that_is_committed_and_none_where_nothing_moved(scene: Scene) -> None:
    moved = dict(one.split("=") for one in scene.save(7, moves="all").location.split("?")[1].split("&"))
    assert "Both sides hold each other to this day" in undo(scene, int(moved["last"]), 90)
    assert (scene.dues(), scene.workspace_now().go_live_on) == ([8, 4], factories.in_days(60))
    with database.write() as session:
        session.get_one(Workspace, scene.workspace.id).status = WorkspaceStatus.DRAFT
        session.get_one(Workspace, scene.workspace.id).committed_at = None
    assert "There is nothing to undo." in undo(scene, 0, 90)
    assert scene.workspace_now().go_live_on == factories.in_days(60)


def test_where_the_plan_refuses_what_the_save_alone_committed_is_not_committed_either(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.save(0, status="draft")
    with database.write() as session:
        session.get_one(Workspace, scene.workspace.id).committed_at = None
    monkeypatch.setattr(settings_pages, "carry_out", lambda _entry, _move: refused(Rejected("conflict", "task_gone")))
    sent = {"moves": "all", "go_live_on": factories.in_days(90).isoformat()}
    assert scene.save(7, **sent).status_code == 422
    now = scene.workspace_now()
    assert (now.status, now.committed_at, now.go_live_on) == (WorkspaceStatus.DRAFT, None, factories.in_days(60))
