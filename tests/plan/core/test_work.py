"""The work in a task: effort, files, roles, who names its owner, and the internal tasks behind it."""

from datetime import date

import pytest

from portal.plan.core.behind import too_late_behind
from portal.plan.core.commands import (
    AddTask,
    AttachFile,
    ChangeTask,
    Command,
    Limits,
    LinkBehind,
    PromiseOwner,
    RemoveFile,
    RemovePhase,
    RemoveTask,
    SetRole,
    Writer,
)
from portal.plan.core.decide import decide
from portal.plan.core.events import TaskChanged, from_record, task_from_record, task_to_record, to_record
from portal.plan.core.plan import Plan
from portal.plan.core.promising import promise_of
from portal.plan.core.roles import role_of
from portal.plan.core.work import File, Promise, Roles
from portal.plan.operations import operations_of
from tests.plan.core.test_decide import IMPORT, MARIA, PLAN, SECRET, after, refusal

DAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
ANNA = "anna".ljust(22, "-")
PEOPLE = frozenset({MARIA, ANNA})
TEAM = Writer(is_team=True, people=PEOPLE, by=ANNA, today=DAY)
CUSTOMER = Writer(is_team=False, people=PEOPLE, by=MARIA, today=DAY)
NAMING = "naming".ljust(22, "-")
CONTRACT = File("file-1".ljust(22, "-"), "Contract.pdf", 2_000)
PROMISE = PromiseOwner(IMPORT, ANNA, FRIDAY, NAMING, "Name the owner of “Import data”")


def nobody_owns(plan: Plan = PLAN) -> Plan:
    return after(ChangeTask(IMPORT, "owner", None), writer=TEAM, plan=plan)


def promised() -> Plan:
    return after(PROMISE, writer=TEAM, plan=nobody_owns())


@pytest.mark.parametrize("hours", [0.25, 8, 1_000])
def test_effort_is_hours_by_the_quarter(hours: float) -> None:
    assert after(ChangeTask(IMPORT, "effort", hours), writer=TEAM).tasks[IMPORT].effort == hours


@pytest.mark.parametrize("hours", [-1, 0.1, 1_000.25, True, "8", float("nan"), float("inf")])
def test_what_is_no_effort_is_refused(hours: object) -> None:
    assert refusal(ChangeTask(IMPORT, "effort", hours), writer=TEAM)[1] == "not_hours"  # type: ignore[arg-type]


def test_a_file_says_who_put_it_there_and_comes_back_where_it_stood() -> None:
    plan = after(AttachFile(IMPORT, CONTRACT), writer=CUSTOMER)
    file = plan.tasks[IMPORT].files[0]
    assert (file.by, file.on, file.is_removed) == (MARIA, DAY, False)
    gone = after(RemoveFile(IMPORT, file.id), writer=CUSTOMER, plan=plan)
    assert [one.is_removed for one in gone.tasks[IMPORT].files] == [True]
    assert after(RemoveFile(IMPORT, file.id, is_back=True), writer=CUSTOMER, plan=gone).tasks == plan.tasks
    assert refusal(RemoveFile(IMPORT, "never-was".ljust(22, "-")), writer=CUSTOMER, plan=plan)[1] == "file_gone"


def test_a_task_holds_only_so_many_files() -> None:
    plan = after(AttachFile(IMPORT, CONTRACT), writer=CUSTOMER)
    rejected = refusal(AttachFile(IMPORT, CONTRACT), writer=CUSTOMER, plan=plan, limits=Limits(files_per_task=1))
    assert rejected[1] == "too_many_files"


def test_one_person_is_accountable_until_it_is_taken_from_them() -> None:
    plan = after(SetRole(IMPORT, "accountable", MARIA), SetRole(IMPORT, "accountable", ANNA), writer=TEAM)
    assert plan.tasks[IMPORT].roles.accountable == ANNA
    plan = after(SetRole(IMPORT, "accountable", ANNA, is_given=False), writer=TEAM, plan=plan)
    assert plan.tasks[IMPORT].roles.accountable is None


def test_nobody_is_both_asked_and_told() -> None:
    given = (SetRole(IMPORT, "consulted", ANNA), SetRole(IMPORT, "informed", MARIA), SetRole(IMPORT, "informed", ANNA))
    plan = after(*given, writer=CUSTOMER)
    assert plan.tasks[IMPORT].roles == Roles(None, (), (MARIA, ANNA))
    assert [role_of(plan.tasks[IMPORT], who) for who in (ANNA, None)] == ["informed", ""]
    plan = after(SetRole(IMPORT, "informed", MARIA, is_given=False), writer=CUSTOMER, plan=plan)
    assert plan.tasks[IMPORT].roles == Roles(None, (), (ANNA,))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (SetRole(IMPORT, "consulted", "stranger".ljust(22, "-")), "not_a_participant"),
        (SetRole(IMPORT, "boss", ANNA), "unknown_choice"),
    ],
)
def test_only_people_who_take_part_have_a_role(command: SetRole, reason: str) -> None:
    assert refusal(command, writer=TEAM)[1] == reason


def test_a_promise_makes_a_task_of_its_own_for_whoever_gives_it() -> None:
    plan = promised()
    naming = plan.tasks[NAMING]
    assert (naming.owner, naming.due, naming.visibility, naming.title) == (ANNA, FRIDAY, "shared", PROMISE.title)
    assert promise_of(plan.tasks[IMPORT], plan) == Promise(ANNA, FRIDAY, NAMING)


def test_the_promise_is_kept_in_the_change_that_names_the_owner_and_opens_again_with_it() -> None:
    plan = after(ChangeTask(IMPORT, "owner", MARIA), writer=CUSTOMER, plan=promised())
    assert (plan.tasks[NAMING].status, promise_of(plan.tasks[IMPORT], plan)) == ("done", None)
    plan = nobody_owns(plan)
    assert (plan.tasks[NAMING].status, promise_of(plan.tasks[IMPORT], plan)) == ("todo", Promise(ANNA, FRIDAY, NAMING))


def test_a_promise_given_anew_keeps_its_task() -> None:
    later = PromiseOwner(IMPORT, MARIA, date(2026, 12, 1), "another".ljust(22, "-"), "Not read")
    plan = after(later, writer=TEAM, plan=promised())
    assert promise_of(plan.tasks[IMPORT], plan) == Promise(MARIA, date(2026, 12, 1), NAMING)
    assert (plan.tasks[NAMING].owner, plan.tasks[NAMING].due) == (MARIA, date(2026, 12, 1))


@pytest.mark.parametrize("removed", [RemoveTask(NAMING), RemovePhase(PLAN.tasks[IMPORT].phase)])
def test_a_removed_task_is_not_told_to_customers_when_it_would_be_shared(removed: Command) -> None:
    told = TaskChanged(NAMING, "visibility", "internal", "shared")
    hidden = after(ChangeTask(IMPORT, "visibility", "internal"), writer=TEAM, plan=promised())
    standing = after(ChangeTask(IMPORT, "visibility", "shared"), writer=TEAM, plan=hidden)
    assert (operations_of(told, standing)[1] or {})["k"] == "add"
    gone = after(removed, writer=TEAM, plan=standing)
    assert operations_of(told, gone)[1] is None


@pytest.mark.parametrize(
    ("field", "value", "reason"), [("fixed", True, "fixed_date"), ("start", FRIDAY, "start_after_due")]
)
def test_a_promise_given_anew_moves_no_date_that_nobody_could_move_by_hand(
    field: str, value: object, reason: str
) -> None:
    plan = after(ChangeTask(NAMING, field, value), writer=TEAM, plan=promised())  # type: ignore[arg-type]
    earlier = PromiseOwner(IMPORT, MARIA, date(2026, 11, 26), NAMING, "Not read")
    assert refusal(earlier, writer=TEAM, plan=plan)[1] == reason
    other = after(PromiseOwner(IMPORT, MARIA, FRIDAY, NAMING, "Not read"), writer=TEAM, plan=plan)
    assert (other.tasks[NAMING].owner, other.tasks[NAMING].due) == (MARIA, FRIDAY)


def test_nothing_is_told_of_a_removed_task_whose_naming_task_is_hidden() -> None:
    plan = after(RemoveTask(IMPORT), writer=TEAM, plan=promised())
    events = decide(ChangeTask(NAMING, "visibility", "internal"), plan, TEAM, Limits())
    assert {event.task for event in events} == {NAMING}


def test_a_promise_without_its_task_is_none() -> None:
    plan = after(RemoveTask(NAMING), writer=TEAM, plan=promised())
    assert promise_of(plan.tasks[IMPORT], plan) is None


def test_the_task_that_names_an_owner_is_seen_by_whoever_sees_the_one_it_is_about() -> None:
    plan = after(ChangeTask(IMPORT, "visibility", "internal"), writer=TEAM, plan=promised())
    assert plan.tasks[NAMING].visibility == "internal"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (PromiseOwner(IMPORT, "stranger".ljust(22, "-"), FRIDAY, NAMING, "x"), "not_a_participant"),
        (PromiseOwner(IMPORT, ANNA, None, NAMING, "x"), "not_a_date"),
        (PromiseOwner(IMPORT, ANNA, date(1999, 1, 1), NAMING, "x"), "date_out_of_range"),
    ],
)
def test_a_promise_names_a_person_and_a_day(command: PromiseOwner, reason: str) -> None:
    assert refusal(command, writer=TEAM, plan=nobody_owns())[1] == reason


def test_who_owns_a_task_needs_no_promise() -> None:
    plan = after(ChangeTask(IMPORT, "owner", MARIA), writer=TEAM)
    assert refusal(PROMISE, writer=TEAM, plan=plan)[1] == "has_an_owner"


def behind() -> Plan:
    return after(
        LinkBehind(IMPORT, SECRET),
        ChangeTask(IMPORT, "due", FRIDAY),
        ChangeTask(SECRET, "due", date(2026, 12, 1)),
        writer=TEAM,
    )


def test_an_internal_task_that_ends_after_the_shared_date_is_too_late() -> None:
    plan = behind()
    assert [step.id for step in too_late_behind(plan.tasks[IMPORT], plan, DAY)] == [SECRET]
    early = after(ChangeTask(SECRET, "due", FRIDAY), writer=TEAM, plan=plan)
    assert too_late_behind(early.tasks[IMPORT], early, DAY) == []
    assert [step.id for step in too_late_behind(early.tasks[IMPORT], early, date(2026, 11, 28))] == [SECRET]
    done = after(ChangeTask(SECRET, "status", "done"), writer=TEAM, plan=plan)
    assert too_late_behind(done.tasks[IMPORT], done, DAY) == []


def test_customers_know_of_no_task_behind() -> None:
    assert behind().tasks[IMPORT].behind == (SECRET,)
    assert behind().for_customer().tasks[IMPORT].behind == ()


@pytest.mark.parametrize(
    ("command", "writer", "reason"),
    [
        (LinkBehind(IMPORT, SECRET), CUSTOMER, "not_the_team"),
        (LinkBehind(SECRET, SECRET), TEAM, "only_internal_behind"),
        (LinkBehind(IMPORT, IMPORT), TEAM, "only_internal_behind"),
        (LinkBehind(IMPORT, NAMING), TEAM, "only_internal_behind"),
    ],
)
def test_only_the_team_puts_internal_tasks_behind_shared_ones(command: Command, writer: Writer, reason: str) -> None:
    assert refusal(command, writer=writer)[1] == reason


def test_all_of_it_survives_the_log() -> None:
    plan = after(AttachFile(IMPORT, CONTRACT), SetRole(IMPORT, "consulted", ANNA), writer=TEAM, plan=behind())
    task = plan.tasks[IMPORT]
    assert task_from_record(task_to_record(task)) == task
    removed = LinkBehind(IMPORT, SECRET, is_off=True)
    for command in (RemoveFile(IMPORT, CONTRACT.id), SetRole(IMPORT, "informed", ANNA), removed):
        (event,) = decide(command, plan, TEAM, Limits())
        kind, body = to_record(event)
        assert from_record(kind, 1, body) == event
    (added, told) = decide(PROMISE, nobody_owns(), TEAM, Limits())
    assert [from_record(*_versioned(event)) for event in (added, told)] == [added, told]


def _versioned(event: object) -> tuple[str, int, dict[str, object]]:
    kind, body = to_record(event)  # type: ignore[arg-type]
    return kind, 1, body


def test_a_task_written_before_there_was_any_of_it_has_none() -> None:
    task = PLAN.tasks[IMPORT]
    new = ("effort", "files", "roles", "promise", "behind")
    record = {name: value for name, value in task_to_record(task).items() if name not in new}
    assert task_from_record(record) == task


def test_a_new_task_may_come_with_its_effort() -> None:
    plan = after(AddTask(NAMING, PLAN.tasks[IMPORT].phase, "New", None, {"effort": 2.5}), writer=TEAM)
    assert plan.tasks[NAMING].effort == 2.5
