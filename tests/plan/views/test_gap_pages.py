"""The gaps of a plan as a page."""

import pytest
from flask import Flask

from portal.plan.core.commands import ChangeTask
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


def test_a_task_with_several_gaps_stands_once_with_all_of_them_named(app: Flask) -> None:
    workspace = factories.make_workspace()
    maria = factories.make_contact(workspace, "Maria")
    change_tasks(workspace, *(ChangeTask(task.id, "status", "done") for task in factories.tasks_of(workspace)))
    factories.make_task(workspace, title="Lacks both", due_on=None)
    factories.make_task(workspace, title="Lacks a date", due_on=None, owner_id=maria.id)
    customer = browsing.open_link(app.test_client(), factories.make_link(workspace), as_=maria)
    page = customer.get(f"/w/{workspace.id}/plan/gaps").text
    rows = [words(row.split("</li>")[0]) for row in page.split('<ul class="rows section">')[1].split("<li>")[1:]]
    assert rows == ["Lacks both No owner · No date", "Lacks a date No date"]
