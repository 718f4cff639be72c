"""What a form or a training does to the plan: by a job, in the name of who caused it, once."""

from typing import Any

import pytest
from flask import Flask

from portal import database
from portal.extensions import db
from portal.jobs import loop, queue
from portal.people.models import Side, Workspace
from portal.plan import reactions
from portal.plan.core.commands import RemoveTask
from portal.plan.core.plan import TaskLink
from portal.plan.editor import Author, edit
from portal.plan.models import EventRow, TaskRow
from portal.plan.queries import head_of, load_plan, operations_since
from portal.plan.reactions import link_soon, tick_soon, unlink_soon
from tests import factories

pytestmark = pytest.mark.db

LINK = TaskLink("form:one", "Technical intake", "/w/here/forms/one")


class Place:
    """A workspace whose jobs wait until they are asked for."""

    def __init__(self, app: Flask) -> None:
        queue.on_enqueued(app, lambda: None)
        self.app = app
        self.workspace: Workspace = factories.make_workspace()
        self.plan_id = factories.plan_of(self.workspace).id
        self.shared, _other, self.internal = [task.id for task in factories.tasks_of(self.workspace)[:3]]
        self.maria = factories.make_contact(self.workspace, "Maria").id
        self.author = Author(None, self.workspace.id, "form", self.maria, "customer")

    def ask(self, how: Any, *asked: Any) -> None:
        with database.write() as session:
            how(session, *asked, self.author)

    def task(self, task_id: str) -> TaskRow:
        db.session.rollback()
        return db.session.get_one(TaskRow, task_id)

    def told(self, side: Side) -> list[dict[str, Any]]:
        return operations_since(self.plan_id, side, 0, head_of(self.plan_id, side))


@pytest.fixture
def place(app: Flask) -> Place:
    return Place(app)


def test_the_task_is_ticked_after_the_commit_in_the_name_of_who_caused_it(place: Place) -> None:
    place.ask(tick_soon, place.shared)
    assert place.task(place.shared).status == "todo"
    loop.run_due(place.app)
    assert place.task(place.shared).status == "done"
    event = db.session.scalars(db.select(EventRow)).one()
    assert (event.by_id, event.side, event.via) == (place.maria, "customer", "form")


def test_a_job_that_is_run_twice_ticks_once(place: Place) -> None:
    payloads: list[dict[str, Any]] = []
    queue.bind(place.app, reactions.TICK_TASK, payloads.append)
    place.ask(tick_soon, place.shared)
    loop.run_due(place.app)
    reactions.tick_task(payloads[0])
    edit(place.plan_id, [reactions.ChangeTask(place.shared, "status", "todo")], place.author, "tab.1")
    reactions.tick_task(payloads[0])
    assert place.task(place.shared).status == "todo"
    assert head_of(place.plan_id, Side.TEAM) == 2


def test_a_customer_may_finish_an_internal_task_without_hearing_of_it(place: Place) -> None:
    place.ask(tick_soon, place.internal)
    loop.run_due(place.app)
    assert place.task(place.internal).status == "done"
    assert (len(place.told(Side.TEAM)), place.told(Side.CUSTOMER)) == (1, [])


def test_a_task_that_was_removed_meanwhile_leaves_nothing_to_do(place: Place) -> None:
    edit(place.plan_id, [RemoveTask(place.shared)], place.author, "tab.1")
    place.ask(tick_soon, place.shared)
    assert loop.run_due(place.app) == 1
    assert loop.run_due(place.app) == 0
    assert place.task(place.shared).status == "todo"


def test_a_refusal_that_may_pass_is_tried_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.plan.editor._has_committed", lambda *_args: False)
    with pytest.raises(reactions.NotDone):
        reactions.tick_task(
            {
                "workspace": place.workspace.id,
                "task": place.shared,
                "via": "form",
                "by": None,
                "side": "team",
                "cid": "job:1",
            }
        )


def test_a_form_hangs_on_its_task_for_both_sides_and_comes_off_again(place: Place) -> None:
    place.ask(link_soon, place.shared, LINK)
    loop.run_due(place.app)
    for side in Side:
        assert load_plan(place.workspace.id, side).tasks[place.shared].links == (LINK,)
        assert place.told(side)[-1]["v"] == [{"key": LINK.key, "label": LINK.label, "path": LINK.path}]
    place.ask(link_soon, place.shared, TaskLink("form:one", "Intake", LINK.path))
    place.ask(link_soon, place.shared, TaskLink("training:two", "Basics", "/w/here/training/two"))
    loop.run_due(place.app)
    assert [link.label for link in load_plan(place.workspace.id, Side.TEAM).tasks[place.shared].links] == [
        "Intake",
        "Basics",
    ]
    place.ask(unlink_soon, place.shared, "form:one")
    loop.run_due(place.app)
    assert [link["label"] for link in place.task(place.shared).links] == ["Basics"]


def test_nothing_that_hangs_on_an_internal_task_reaches_customers(place: Place) -> None:
    place.ask(link_soon, place.internal, LINK)
    loop.run_due(place.app)
    assert place.told(Side.TEAM)[-1]["f"] == "links"
    assert place.told(Side.CUSTOMER) == []
