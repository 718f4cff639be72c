"""One progress number, the same for both sides, wherever the list says it."""

import re

import pytest
from flask import Flask

from portal.plan.core.commands import ChangeTask
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


def said(page: str, part: str) -> list[str]:
    return [words(found) for found in re.findall(rf'class="{part}"[^>]*>(.*?)</span>', page)]


def test_a_column_of_the_board_counts_internal_tasks_apart(app: Flask) -> None:
    workspace = factories.make_workspace()
    done = [task for task in factories.tasks_of(workspace) if task.title in ("Kickoff step 1", "Kickoff internal step")]
    change_tasks(workspace, *(ChangeTask(task.id, "status", "done") for task in done))
    customer = browsing.open_link(app.test_client(), factories.make_link(workspace))
    team = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
    pages = {
        who: browser.get(f"/w/{workspace.id}/plan/board").text for who, browser in (("us", team), ("them", customer))
    }
    counts = {who: said(page, "column__count") for who, page in pages.items()}
    assert counts == {
        "us": ["4", "", "", "1 and 1 internal task", ""],
        "them": ["4", "", "", "1", ""],
    }


def test_done_steps_that_are_folded_are_as_many_as_the_phase_says_are_done(app: Flask) -> None:
    """Internal tasks stand in the fold too, and are counted apart there: they are no part of the progress."""
    workspace = factories.make_workspace()
    for number in range(3):
        factories.make_task(workspace, title=f"One more {number}")
    kickoff = [
        task for task in factories.tasks_of(workspace) if "step 2" not in task.title and "Set-up" not in task.title
    ]
    change_tasks(workspace, *(ChangeTask(task.id, "status", "done") for task in kickoff))
    customer = browsing.open_link(app.test_client(), factories.make_link(workspace))
    team = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
    pages = {who: browser.get(f"/w/{workspace.id}/plan").text for who, browser in (("us", team), ("them", customer))}
    assert said(pages["us"], "phase__count")[0] == said(pages["them"], "phase__count")[0] == "4 of 5"
    assert said(pages["them"], "folded__count") == ["4 done"]
    assert said(pages["us"], "folded__count") == ["4 done and 1 internal task"]
