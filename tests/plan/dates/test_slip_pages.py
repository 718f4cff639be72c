"""The slip ledger: what moved the go-live is read from the log; why, people say, with the move or later."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.people.models import Side
from portal.plan.core.commands import AddWait, BlockTask, ChangeTask, RemoveTask
from portal.plan.dates import ledger, working_days
from portal.plan.dates.ledger import account_of
from tests import browsing, factories
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]


class Scene:
    """The go-live in ten days waits for the second task, that one for the first, in an onboarding that began today."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace(kickoff_on=factories.in_days(0))
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.live = factories.make_task(self.workspace, title="Go-live", is_milestone=True, due_on=factories.in_days(3))
        for task, on in ((self.second, self.first), (self.live, self.second), (self.live, self.internal)):
            change_tasks(self.workspace, AddWait(task.id, on.id))
        maria = factories.make_contact(self.workspace, "Maria")
        self.customer: Browser = browsing.open_link(app.test_client(), factories.make_link(self.workspace), as_=maria)
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.path = f"/w/{self.workspace.id}/plan/slips"

    def move(self, by: Browser, days: int, **more: str) -> Any:
        data = {"title": self.first.title, "due": factories.in_days(days).isoformat(), **more}
        return by.post(f"/w/{self.workspace.id}/plan/tasks/{self.first.id}", data=data)

    def slips(self) -> list[tuple[int, str, str]]:
        return [(one.slip.days, one.kind, one.side) for one in account_of(self.workspace).entries]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_a_move_asks_why_with_what_blocks_the_task_as_its_answer_and_keeps_it(scene: Scene) -> None:
    before = scene.slips()
    change_tasks(scene.workspace, BlockTask(scene.first.id, "procurement"))
    page = scene.move(scene.customer, 7).text
    assert "Why does the go-live move?" in page
    assert '<option value="procurement" selected>' in page
    scene.move(scene.customer, 7, moves="all", cause="procurement", cause_side="customer")
    assert [(kind, side) for _days, kind, side in scene.slips()[len(before) :]] == [("procurement", "customer")]


def test_without_a_reason_it_stands_there_and_gets_one_later_from_either_side(scene: Scene) -> None:
    scene.move(scene.customer, 7, moves="only")
    page = words(scene.team.get(scene.path).text)
    assert "No reason given" in page
    assert scene.first.title in page
    number = account_of(scene.workspace).entries[-1].slip.number
    scene.team.post(f"{scene.path}/{number}", data={"cause": "holiday", "cause_side": "neither"})
    assert scene.slips()[-1][1:] == ("holiday", "neither")
    page = words(scene.customer.get(scene.path).text)
    assert f"Holiday {scene.slips()[-1][0]} days" in page
    assert f"By side: neither side {scene.slips()[-1][0]} days" in page
    scene.customer.post(f"{scene.path}/{number}", data={"cause": ""})
    assert scene.slips()[-1][1:] == ("", "")


def test_days_add_up_and_a_slip_taken_back_is_one_too(scene: Scene) -> None:
    scene.move(scene.customer, 7, moves="all")
    scene.move(scene.customer, 1, moves="all")
    account = account_of(scene.workspace)
    assert sum(account.by_kind.values()) == (account.last_on - account.first_on).days
    change_tasks(scene.workspace, ChangeTask(scene.live.id, "due", factories.in_days(20)))
    account = account_of(scene.workspace)
    assert sum(account.by_side.values()) == (account.last_on - account.first_on).days


def test_customers_read_of_an_internal_task_only_that_it_is_on_the_vendors_side(scene: Scene) -> None:
    change_tasks(scene.workspace, ChangeTask(scene.internal.id, "due", factories.in_days(11)))
    assert scene.internal.title in scene.team.get(scene.path).text
    page = scene.customer.get(scene.path).text
    assert "a task on the vendor’s side" in page
    assert scene.internal.title not in page
    assert scene.internal.id not in page


def test_of_an_internal_slip_customers_read_the_day_and_neither_who_nor_when_and_give_their_reason(
    scene: Scene,
) -> None:
    with clock.pretend(clock.now().replace(hour=3, minute=17)):
        nina = factories.make_participant(scene.workspace, factories.make_member("Nina Ekdal"))
        change_tasks(scene.workspace, ChangeTask(scene.internal.id, "due", factories.in_days(11)), by=nina)
    team, customer = (one.get(scene.path).text for one in (scene.team, scene.customer))
    assert ("Nina Ekdal" in team, "03:17" in words(team)) == (True, True)
    assert ("Nina" in customer.split("<main")[1], "03:17" in customer, ":17:" in customer) == (False, False, False)
    last = account_of(scene.workspace).entries[-1].slip
    assert f'name="days" value="{last.before}/{last.after}"' in customer
    sent = {"cause": "holiday", "cause_side": "neither", "days": f"{last.before}/{last.after}"}
    stale = scene.customer.post(f"{scene.path}/{last.number}", data=sent | {"days": "another"})
    assert (stale.status_code, scene.slips()[-1][1]) == (404, "")
    scene.customer.post(f"{scene.path}/{last.number}", data=sent)
    assert scene.slips()[-1][1] == "holiday"


def test_only_what_came_after_both_agreed_counts_and_the_ledger_is_the_same_read_at_once_or_bit_by_bit(
    app: Flask, scene: Scene
) -> None:
    scene.move(scene.customer, 7, moves="all")
    assert scene.slips()
    factories.make_agreed(scene.workspace)
    assert scene.slips() == []
    scene.move(scene.customer, 14, moves="all")
    change_tasks(scene.workspace, RemoveTask(scene.first.id))
    bit_by_bit = scene.slips()
    app.extensions["onward.ledgers"].clear()
    assert scene.slips() == bit_by_bit
    assert len(bit_by_bit) >= 1


def test_a_ledger_is_read_once_also_where_the_days_off_were_forgotten_and_makes_room_for_itself(
    app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.move(scene.customer, 7, moves="all")
    slips = scene.slips()
    shelf = app.extensions["onward.ledgers"]
    shelf.update(dict.fromkeys(range(ledger.LEDGERS_REMEMBERED - 1)))
    working_days._days_off.cache_clear()
    monkeypatch.setattr(ledger, "plan_at", lambda *_given: pytest.fail("Read from its beginning again."))
    assert scene.slips() == slips
    shelf["newest"] = None
    assert scene.slips() == slips
    assert [0 in shelf, 1 in shelf, len(shelf)] == [False, True, ledger.LEDGERS_REMEMBERED]


def test_a_long_log_is_read_with_pauses_for_others(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(ledger.green, "sleep", pauses.append)
    monkeypatch.setattr(ledger, "CHANGES_AT_A_TIME", 2)
    for days in range(7, 13):
        change_tasks(scene.workspace, ChangeTask(scene.first.id, "due", factories.in_days(days)))
    pauses.clear()
    assert scene.slips()
    assert len(pauses) > 1


def test_both_sides_are_told_the_same_forecast_also_where_an_internal_task_makes_it(scene: Scene) -> None:
    change_tasks(scene.workspace, ChangeTask(scene.internal.id, "due", factories.in_days(11)))
    assert scene.internal.visibility != Side.CUSTOMER
    told = [words(one.get(f"/w/{scene.workspace.id}/plan").text) for one in (scene.team, scene.customer)]
    assert ["forecast 7 Dec" in text for text in told] == [True, True]


@pytest.mark.parametrize(("number", "sent", "status"), [(99, {"cause": "it"}, 404), (1, {"cause": "whim"}, 400)])
def test_what_is_no_reason_or_no_slip_is_refused(scene: Scene, number: int, sent: dict[str, str], status: int) -> None:
    scene.move(scene.customer, 7, moves="all")
    assert scene.team.post(f"{scene.path}/{number}", data=sent).status_code == status


def test_without_a_kickoff_it_counts_from_the_day_that_it_was_in_the_workspace_as_it_was_made(app: Flask) -> None:
    with clock.pretend(clock.now().replace(hour=23, minute=30)):
        workspace = factories.make_workspace(timezone="Asia/Tokyo")
        assert account_of(workspace).began_on == clock.today("Asia/Tokyo") == clock.today("UTC") + timedelta(days=1)
