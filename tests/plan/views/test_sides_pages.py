"""Who gives what: the open tasks by side."""

import pytest
from flask import Flask

from tests import browsing, factories
from tests.dashboard.pages import words

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


def test_open_tasks_stand_by_side_and_date_and_what_is_done_or_internal_does_not(app: Flask) -> None:
    workspace = factories.make_workspace()
    tom = factories.make_participant(workspace, factories.make_member("Tom Team"))
    maria = factories.make_contact(workspace, "Maria Lead")
    for title, owner, days in (("Late gift", maria, 9), ("Early gift", maria, 2), ("Our gift", tom, 3)):
        factories.make_task(workspace, title=title, owner_id=owner.id, due_on=factories.in_days(days))
    factories.make_task(workspace, title="Given already", owner_id=maria.id, status="done")
    factories.make_task(workspace, title="Secret gift", owner_id=tom.id, visibility="internal")
    customer = browsing.open_link(app.test_client(), factories.make_link(workspace), as_=maria)
    page = customer.get(f"/w/{workspace.id}/plan/sides").text
    told = words(page[page.index("<main") :])
    places = [told.index(title) for title in ("Early gift", "Late gift", "Our gift", "Nobody yet", "Kickoff step 1")]
    assert places == sorted(places)
    assert "Given already" not in told
    assert "Secret gift" not in page
    assert "Whose plan it is" not in page
    team = browsing.sign_in(app.test_client(), factories.make_member("Ada"))
    assert "Whose plan it is" in team.get(f"/w/{workspace.id}/plan/sides").text
    assert "Secret gift" in team.get(f"/w/{workspace.id}/plan/sides").text


def test_hours_are_summed_and_too_many_tasks_at_once_are_a_warning(app: Flask) -> None:
    workspace = factories.make_workspace()
    maria = factories.make_contact(workspace, "Maria Lead")
    for number in range(6):
        task = {"title": f"Step {number}", "owner_id": maria.id, "due_on": factories.in_days(3), "effort_hours": 1.5}
        factories.make_task(workspace, **task)
    customer = browsing.open_link(app.test_client(), factories.make_link(workspace), as_=maria)
    told = words(customer.get(f"/w/{workspace.id}/plan/sides").text)
    assert "Maria Lead has 6 open tasks due from" in told
    assert told.count("9 h open of 9 h") == 3


def test_tasks_in_which_i_have_a_say_stand_among_mine(app: Flask) -> None:
    workspace = factories.make_workspace()
    maria = factories.make_contact(workspace, "Maria Lead")
    roles = {"accountable": None, "consulted": [maria.id], "informed": []}
    factories.make_task(workspace, title="Ask Maria first", roles=roles)
    customer = browsing.open_link(app.test_client(), factories.make_link(workspace), as_=maria)
    told = words(customer.get(f"/w/{workspace.id}/plan/mine").text)
    assert "I am asked before 1" in told
    assert "Ask Maria first" in told
