from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal import database, green
from portal.access import links, sessions
from portal.access.models import BrowserSession, Link
from portal.extensions import db
from portal.people.models import Side, Workspace
from portal.plan import batch, editor, memory
from portal.plan.core.commands import AddTask, ChangeTask, Command, RemoveTask
from portal.plan.core.decide import decide
from portal.plan.editor import Answer, Author, edit
from portal.plan.models import EventRow, PlanRow, PlanSnapshot, Receipt, TaskRow
from portal.plan.queries import head_of, load_plan, operations_since
from portal.plan.wire import read_since
from tests import browsing, factories
from tests.testclient import Browser

pytestmark = pytest.mark.db


class Kickoff:
    """One workspace with a CSM and a project lead, each in a browser of their own."""

    def __init__(self, app: Flask, rights: str = "edit") -> None:
        self.workspace = factories.make_workspace()
        self.plan_id = factories.plan_of(self.workspace).id
        self.first, self.second, self.internal = factories.tasks_of(self.workspace)[:3]
        self.anna = self._author(browsing.sign_in(app.test_client(), factories.make_member("Anna", is_admin=True)))
        self.maria_is = factories.make_contact(self.workspace, "Maria", "Project lead")
        self.link = factories.make_link(self.workspace, rights, contact=self.maria_is)
        self.maria = self._author(browsing.open_link(app.test_client(), self.link))
        self.sent = 0

    def _author(self, client: Browser) -> Author:
        client.get(f"/w/{self.workspace.id}/plan")
        cookie = client.get_cookie("onward")
        assert cookie is not None
        browser = sessions.session_of_cookie(db.session(), cookie.value)
        assert isinstance(browser, BrowserSession)
        return Author(browser.id, self.workspace.id)

    def edit(self, author: Author, *commands: Command, cid: str | None = None) -> Answer:
        self.sent += 1
        return edit(self.plan_id, commands, author, cid or f"tab.{self.sent}")

    def task(self, task_id: str) -> TaskRow:
        db.session.rollback()
        return db.session.get_one(TaskRow, task_id)


@pytest.fixture
def kickoff(app: Flask) -> Kickoff:
    return Kickoff(app)


def _told(kickoff: Kickoff, side: str, seq: int) -> list[dict[str, Any]]:
    """What a viewer of `side` who stands at `seq` is told."""
    return operations_since(kickoff.plan_id, side, seq, head_of(kickoff.plan_id, side))


def test_an_answered_edit_is_in_the_row_the_history_and_the_memory(kickoff: Kickoff) -> None:
    answer = kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "due", date(2026, 12, 9)))
    assert (answer.is_accepted, answer.seq) == (True, 1)
    assert kickoff.task(kickoff.first.id).due_on == date(2026, 12, 9)
    event = db.session.scalars(db.select(EventRow)).one()
    assert (event.kind, event.by_id, event.side, event.via) == (
        "TaskChanged",
        kickoff.maria_is.id,
        "customer",
        "person",
    )
    plan = db.session.get_one(PlanRow, kickoff.plan_id)
    assert (plan.revision, plan.shared_revision) == (1, 1)
    assert load_plan(kickoff.workspace.id, Side.TEAM).tasks[kickoff.first.id].due == date(2026, 12, 9)


def test_what_is_remembered_is_what_the_rows_say(kickoff: Kickoff) -> None:
    new = database.new_id()
    phase = kickoff.first.phase_id
    kickoff.edit(kickoff.anna, AddTask(new, phase, "Meet", after=kickoff.first.id))
    kickoff.edit(kickoff.maria, ChangeTask(new, "title", "Meet weekly"), RemoveTask(kickoff.second.id))
    known = memory.remembered(kickoff.plan_id)
    assert known is not None
    db.session.rollback()
    assert memory.load_rows(db.session(), kickoff.plan_id) == known.plan


def test_customers_have_a_sequence_without_holes_where_the_team_works_inside(kickoff: Kickoff) -> None:
    internal = kickoff.edit(kickoff.anna, ChangeTask(kickoff.internal.id, "title", "Check their credit"))
    shared = kickoff.edit(kickoff.anna, ChangeTask(kickoff.first.id, "title", "Say hello"))
    seen = kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "status", "done"))
    assert (internal.seq, shared.seq, seen.seq) == (1, 2, 2)
    team = _told(kickoff, "team", 0)
    customer = _told(kickoff, "customer", 0)
    assert [(op["seq"], op["t"]) for op in team] == [
        (1, kickoff.internal.id),
        (2, kickoff.first.id),
        (3, kickoff.first.id),
    ]
    assert [(op["seq"], op["t"]) for op in customer] == [(1, kickoff.first.id), (2, kickoff.first.id)]
    assert "credit" in str(team)
    assert "credit" not in str(customer)


def test_a_task_that_becomes_internal_leaves_the_customer_and_returns_whole(kickoff: Kickoff) -> None:
    kickoff.edit(kickoff.anna, ChangeTask(kickoff.second.id, "visibility", "internal"))
    kickoff.edit(kickoff.anna, ChangeTask(kickoff.second.id, "title", "Quietly renamed"))
    kickoff.edit(kickoff.anna, ChangeTask(kickoff.second.id, "visibility", "shared"))
    seen = _told(kickoff, "customer", 0)
    assert [(op["seq"], op["k"], op["t"]) for op in seen] == [
        (1, "remove", kickoff.second.id),
        (2, "add", kickoff.second.id),
    ]
    assert (seen[1]["title"], seen[1]["after"]) == ("Quietly renamed", kickoff.first.id)


def test_memory_and_log_tell_the_same(kickoff: Kickoff) -> None:
    for title in ("One", "Two", "Three"):
        kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", title))
    remembered = _told(kickoff, "customer", 1)
    memory._shelf().clear()
    assert _told(kickoff, "customer", 1) == remembered
    assert [op["v"] for op in remembered] == ["Two", "Three"]


def test_the_same_edit_sent_again_is_answered_as_before_and_applied_once(kickoff: Kickoff) -> None:
    command = AddTask(database.new_id(), kickoff.first.phase_id, "Meet")
    first = kickoff.edit(kickoff.maria, command, cid="tab.same")
    kickoff.edit(kickoff.anna, ChangeTask(kickoff.first.id, "title", "In between"))
    again = kickoff.edit(kickoff.maria, command, cid="tab.same")
    assert (first.seq, first.is_duplicate) == (1, False)
    assert (again.seq, again.is_duplicate) == (1, True)
    assert db.session.scalar(db.select(db.func.count()).select_from(EventRow)) == 2


def test_a_receipt_answers_only_who_earned_it(kickoff: Kickoff) -> None:
    kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Mine"), cid="tab.same")
    answer = kickoff.edit(kickoff.anna, ChangeTask(kickoff.first.id, "title", "Hers"), cid="tab.same")
    assert answer.rejection is not None
    assert answer.rejection.code == "invalid"


def test_of_several_commands_all_happen_or_none(kickoff: Kickoff) -> None:
    answer = kickoff.edit(
        kickoff.maria,
        ChangeTask(kickoff.first.id, "title", "Half"),
        ChangeTask(kickoff.internal.id, "title", "Not hers"),
    )
    assert answer.to_wire()["err"] == "gone"
    assert kickoff.task(kickoff.first.id).title == kickoff.first.title == "Kickoff step 1"
    assert db.session.scalar(db.select(db.func.count()).select_from(EventRow)) == 0
    assert db.session.scalar(db.select(db.func.count()).select_from(Receipt)) == 0


@pytest.mark.parametrize("rights", ["view", "comment"])
def test_who_may_only_read_changes_nothing(app: Flask, rights: str) -> None:
    kickoff = Kickoff(app, rights)
    answer = kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Mine"))
    assert answer.to_wire() == {"ok": False, "err": "forbidden", "say": "You can read this plan, but not change it."}
    assert kickoff.task(kickoff.first.id).title == "Kickoff step 1"


def test_a_link_revoked_a_moment_ago_edits_nothing_more(kickoff: Kickoff) -> None:
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, kickoff.link.id))
    answer = kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Mine"))
    assert answer.to_wire()["err"] == "revoked"
    assert kickoff.task(kickoff.first.id).title == "Kickoff step 1"


def test_a_session_of_another_workspace_edits_nothing_here(app: Flask, kickoff: Kickoff) -> None:
    other = Kickoff(app)
    answer = edit(kickoff.plan_id, [ChangeTask(kickoff.first.id, "title", "Mine")], other.maria, "tab.x")
    assert answer.to_wire()["err"] == "revoked"


def test_an_id_that_stands_in_another_plan_answers_like_one_that_is_gone(app: Flask, kickoff: Kickoff) -> None:
    other = Kickoff(app)
    answer = kickoff.edit(kickoff.maria, AddTask(other.first.id, kickoff.first.phase_id, "Taken"))
    assert answer.to_wire()["err"] == "gone"
    missing = kickoff.edit(kickoff.maria, ChangeTask(database.new_id(), "title", "x"))
    foreign = kickoff.edit(kickoff.maria, ChangeTask(other.first.id, "title", "x"))
    assert foreign.to_wire() == missing.to_wire()


def test_a_conflict_says_what_stands_there_and_who_wrote_it(kickoff: Kickoff) -> None:
    kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "status", "done"))
    answer = kickoff.edit(kickoff.anna, ChangeTask(kickoff.first.id, "status", "blocked", base="todo")).to_wire()
    assert (answer["err"], answer["field"], answer["current"], answer["by"]) == (
        "conflict",
        "status",
        "done",
        kickoff.maria_is.id,
    )


def test_many_at_once_are_all_kept_each_with_a_number_of_its_own(kickoff: Kickoff) -> None:
    answers: list[Answer] = []

    def add(number: int) -> None:
        command = AddTask(database.new_id(), kickoff.first.phase_id, f"Step {number}")
        answers.append(edit(kickoff.plan_id, [command], kickoff.maria, f"tab.many.{number}"))

    app = memory.current_app._get_current_object()

    def in_context(number: int) -> None:
        with app.app_context():
            add(number)

    for number in range(40):
        green.spawn(in_context, number)
    waited = 0
    while len(answers) < 40 and waited < 2_000:
        green.sleep(0.01)
        waited += 1
    assert sorted(answer.seq for answer in answers) == list(range(1, 41))
    db.session.rollback()
    titles = [task.title for task in factories.tasks_of(kickoff.workspace) if task.title.startswith("Step ")]
    assert sorted(titles) == sorted(f"Step {number}" for number in range(40))


def test_who_waits_for_company_waits_for_no_more_than_one_commit_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    queue, came = editor.PlanQueue(shared=2), iter(range(3 * editor.MOST_TOGETHER))

    def one_more_comes(_seconds: float) -> None:
        next(came)
        queue.waiting.append(batch.Request([], Author(None, "workspace"), "cid"))

    monkeypatch.setattr(green, "sleep", one_more_comes)
    editor._wait_for_company(queue)
    assert len(queue.waiting) == editor.MOST_TOGETHER


def test_when_the_database_fails_the_author_hears_not_saved(kickoff: Kickoff, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("portal.plan.batch.save_events", fail)
    answer = kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Lost"), cid="tab.retry")
    assert answer.to_wire()["err"] == "internal"
    monkeypatch.undo()
    again = kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Kept"), cid="tab.retry")
    assert (again.is_accepted, again.seq) == (True, 1)
    assert kickoff.task(kickoff.first.id).title == "Kept"


def test_an_edit_that_breaks_takes_no_other_edit_along(kickoff: Kickoff, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_on_one(command: Command, *rest: Any) -> Any:
        if getattr(command, "value", "") == "Broken":
            raise ZeroDivisionError
        return decide(command, *rest)

    monkeypatch.setattr("portal.plan.batch.decide", break_on_one)
    texts = ("Kept", "Broken", "Kept too")
    batch = [
        editor.Request([ChangeTask(task.id, "title", text)], kickoff.maria, f"tab.{text}")
        for task, text in zip((kickoff.first, kickoff.second, kickoff.first), texts, strict=True)
    ]
    editor._commit_all(kickoff.plan_id, batch)
    assert [request.answer and request.answer.to_wire()["ok"] for request in batch] == [True, False, True]
    assert kickoff.task(kickoff.first.id).title == "Kept too"
    assert kickoff.task(kickoff.second.id).title == kickoff.second.title


def test_an_edit_on_disk_is_answered_as_saved_although_its_news_failed(
    kickoff: Kickoff, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no bell")

    monkeypatch.setattr("portal.live.doorbell.ring_topic", fail)
    answer = kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "On disk"))
    assert (answer.is_accepted, answer.seq) == (True, 1)
    assert kickoff.task(kickoff.first.id).title == "On disk"


def test_who_asks_between_the_commit_and_the_news_of_it_misses_nothing(
    kickoff: Kickoff, monkeypatch: pytest.MonkeyPatch
) -> None:
    kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Known here"))
    monkeypatch.setattr("portal.plan.batch.Batch._tell", lambda *_: None)
    kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Only on disk yet"))
    db.session.rollback()
    for side in ("team", "customer"):
        missed = read_since(kickoff.plan_id, side, 1)
        assert missed.seq == 2
        assert [op["v"] for op in missed.operations or []] == ["Only on disk yet"]


def test_what_is_remembered_of_who_was_active_does_not_grow_for_ever(kickoff: Kickoff) -> None:
    noted = memory.current_app.extensions.setdefault("onward.noted", {})
    noted.update({str(number): batch.LONG_AGO for number in range(batch.NOTED_AT_MOST + 1)})
    kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Here"))
    assert 0 < len(noted) < 10


def test_an_edit_inside_a_write_is_an_error(kickoff: Kickoff) -> None:
    with pytest.raises(RuntimeError, match="inside write"), database.write():
        kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "x"))


def test_the_customers_last_act_is_noted_and_the_teams_is_not(kickoff: Kickoff) -> None:
    kickoff.edit(kickoff.anna, ChangeTask(kickoff.first.id, "title", "Ours"))
    assert db.session.get_one(Workspace, kickoff.workspace.id).customer_acted_at is None
    kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "Hers"))
    db.session.rollback()
    assert db.session.get_one(Workspace, kickoff.workspace.id).customer_acted_at is not None


def test_a_snapshot_is_kept_as_the_history_grows(kickoff: Kickoff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.plan.batch.SNAPSHOT_EVERY", 3)
    for number in range(4):
        kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", f"Title {number}"))
    assert list(db.session.scalars(db.select(PlanSnapshot.revision).order_by(PlanSnapshot.revision))) == [0, 3]


def test_a_plan_written_by_another_process_is_read_forward_from_the_log(kickoff: Kickoff) -> None:
    kickoff.edit(kickoff.maria, ChangeTask(kickoff.first.id, "title", "One"))
    known = memory.remembered(kickoff.plan_id)
    assert known is not None
    old = memory.Remembered(known.plan)
    kickoff.edit(kickoff.anna, ChangeTask(kickoff.second.id, "due", date(2027, 1, 5)))
    memory._shelf()[kickoff.plan_id] = old
    plan = load_plan(kickoff.workspace.id, Side.TEAM)
    assert plan == memory.load_rows(db.session(), kickoff.plan_id)
    assert plan.tasks[kickoff.second.id].due == date(2027, 1, 5)
