from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.plan.core.apply import apply
from portal.plan.core.commands import (
    AddPhase,
    AddTask,
    ChangeTask,
    Command,
    Limits,
    MovePhase,
    MoveTask,
    Rejected,
    RemovePhase,
    RemoveTask,
    RenamePhase,
    RestorePhase,
    RestoreTask,
    Writer,
)
from portal.plan.core.decide import decide
from portal.plan.core.plan import Phase, Plan, Task

SETUP, ADOPTION = "phase-setup-----------", "phase-adoption--------"
IMPORT, SECRET, TRAIN = "task-import-----------", "task-secret-----------", "task-train------------"
NEW = "task-new--------------"
MARIA, TOM = "maria", "tom"

TEAM = Writer(is_team=True, people=frozenset({MARIA, TOM}))
CUSTOMER = Writer(is_team=False, people=frozenset({MARIA, TOM}))

PLAN = Plan(
    "plan",
    phases={SETUP: Phase(SETUP, "Setup", "B"), ADOPTION: Phase(ADOPTION, "Adoption", "C")},
    tasks={
        IMPORT: Task(IMPORT, SETUP, "B", "Import the data", start=date(2026, 11, 20), due=date(2026, 12, 4)),
        SECRET: Task(SECRET, SETUP, "C", "Check their credit", visibility="internal"),
        TRAIN: Task(TRAIN, SETUP, "D", "Train the administrators"),
    },
)


def after(*commands: Command, writer: Writer = TEAM, plan: Plan = PLAN, limits: Limits | None = None) -> Plan:
    for command in commands:
        for event in decide(command, plan, writer, limits or Limits()):
            plan = apply(event, plan)
    return plan


def refusal(
    command: Command, writer: Writer = TEAM, plan: Plan = PLAN, limits: Limits | None = None
) -> tuple[str, str]:
    with pytest.raises(Rejected) as caught:
        after(command, writer=writer, plan=plan, limits=limits)
    return caught.value.code, caught.value.reason


@pytest.mark.parametrize("writer", [TEAM, CUSTOMER])
@pytest.mark.parametrize(
    ("field", "value", "attribute"),
    [
        ("title", "Import and check the data", "title"),
        ("description", "Three years.\n\nAs CSV.", "description"),
        ("owner", MARIA, "owner"),
        ("owner", None, "owner"),
        ("due", date(2026, 12, 9), "due"),
        ("due", None, "due"),
        ("start", date(2026, 11, 25), "start"),
        ("status", "blocked", "status"),
        ("milestone", True, "is_milestone"),
    ],
)
def test_both_sides_set_every_field_of_a_shared_task(writer: Writer, field: str, value: Any, attribute: str) -> None:
    assert getattr(after(ChangeTask(IMPORT, field, value), writer=writer).tasks[IMPORT], attribute) == value


def test_a_title_is_kept_on_one_line_without_spaces_around_it() -> None:
    assert after(ChangeTask(IMPORT, "title", "  Import \n the data ")).tasks[IMPORT].title == "Import the data"


def test_setting_what_already_stands_changes_nothing() -> None:
    assert decide(ChangeTask(IMPORT, "title", "Import the data"), PLAN, TEAM, Limits()) == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", "   ", "empty"),
        ("title", "x" * 201, "too_long"),
        ("title", None, "not_text"),
        ("title", True, "not_text"),
        ("title", "a\x00b", "odd_characters"),
        ("title", "a\ud800b", "odd_characters"),
        ("description", "x" * 20_001, "too_long"),
        ("owner", "a stranger", "not_a_participant"),
        ("due", "soon", "not_a_date"),
        ("due", date(1999, 12, 31), "date_out_of_range"),
        ("due", date(2026, 11, 19), "start_after_due"),
        ("start", date(2026, 12, 5), "start_after_due"),
        ("status", "finished", "unknown_choice"),
        ("visibility", "secret", "unknown_choice"),
        ("milestone", "yes", "not_yes_or_no"),
        ("rank", "a", "unknown_field"),
        ("id", "a", "unknown_field"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_reason(field: str, value: Any, reason: str) -> None:
    assert refusal(ChangeTask(IMPORT, field, value)) == ("invalid", reason)


def test_only_the_team_says_who_sees_a_task() -> None:
    assert after(ChangeTask(IMPORT, "visibility", "internal")).tasks[IMPORT].visibility == "internal"
    assert refusal(ChangeTask(IMPORT, "visibility", "internal"), CUSTOMER) == ("forbidden", "team_only")


@pytest.mark.parametrize(
    "command",
    [
        ChangeTask(SECRET, "title", "x"),
        MoveTask(SECRET, SETUP),
        RemoveTask(SECRET),
        RestoreTask(SECRET),
        ChangeTask("never made", "title", "x"),
    ],
)
def test_an_internal_task_answers_a_customer_like_one_never_made(command: Command) -> None:
    assert refusal(command, CUSTOMER) == ("gone", "task_gone")


def test_a_stale_title_merges_where_it_can() -> None:
    renamed = after(ChangeTask(IMPORT, "title", "Import the old data"))
    merged = after(ChangeTask(IMPORT, "title", "Import the data twice", base="Import the data"), plan=renamed)
    assert merged.tasks[IMPORT].title == "Import the old data twice"


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "base"),
    [
        ("title", "Load the data", "Bring the data", "Import the data"),
        ("due", date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 4)),
        ("status", "done", "blocked", "todo"),
    ],
)
def test_a_clash_is_refused_with_what_stands_there_now(field: str, theirs: Any, mine: Any, base: Any) -> None:
    changed = after(ChangeTask(IMPORT, field, theirs))
    with pytest.raises(Rejected) as caught:
        after(ChangeTask(IMPORT, field, mine, base=base), plan=changed)
    assert (caught.value.code, caught.value.field, caught.value.current) == ("conflict", field, theirs)


def test_a_clash_over_a_rule_does_not_say_what_the_date_is_counted_from() -> None:
    rule = {"task": SECRET, "offset": 3, "unit": "business", "direction": "after"}
    ruled = replace(PLAN, tasks={**PLAN.tasks, IMPORT: replace(PLAN.tasks[IMPORT], rule=rule)})
    with pytest.raises(Rejected) as caught:
        after(ChangeTask(IMPORT, "rule", None, base="x"), plan=ruled, writer=CUSTOMER)
    assert (caught.value.code, caught.value.field, caught.value.current) == ("conflict", "rule", None)


def test_without_a_base_the_last_writer_wins() -> None:
    changed = after(ChangeTask(IMPORT, "status", "done"))
    assert after(ChangeTask(IMPORT, "status", "blocked"), plan=changed).tasks[IMPORT].status == "blocked"


def test_a_date_set_by_hand_pins_a_task_that_followed_a_rule() -> None:
    rule = {"anchor": "kickoff", "offset": 3}
    ruled = Plan("plan", phases=PLAN.phases, tasks={TRAIN: Task(TRAIN, SETUP, "B", "Train", rule=rule)})
    assert after(ChangeTask(TRAIN, "due", date(2026, 12, 1)), plan=ruled).tasks[TRAIN].is_pinned is True
    assert after(ChangeTask(TRAIN, "title", "Train all"), plan=ruled).tasks[TRAIN].is_pinned is False


def order(plan: Plan, phase: str = SETUP) -> list[str]:
    return [task.id for task in plan.tasks_in(phase)]


def test_a_task_is_added_where_it_was_asked_for() -> None:
    assert order(after(AddTask(NEW, SETUP, "New", after=IMPORT))) == [IMPORT, NEW, SECRET, TRAIN]
    assert order(after(AddTask(NEW, SETUP, "New"))) == [NEW, IMPORT, SECRET, TRAIN]
    assert order(after(AddTask(NEW, SETUP, "New", after=TRAIN))) == [IMPORT, SECRET, TRAIN, NEW]


def test_tasks_move_within_a_phase_and_across() -> None:
    assert order(after(MoveTask(TRAIN, SETUP, after=None))) == [TRAIN, IMPORT, SECRET]
    moved = after(MoveTask(IMPORT, ADOPTION))
    assert (order(moved), order(moved, ADOPTION)) == ([SECRET, TRAIN], [IMPORT])


def test_moving_a_task_to_where_it_stands_changes_nothing() -> None:
    assert decide(MoveTask(TRAIN, SETUP, after=SECRET), PLAN, TEAM, Limits()) == []


@pytest.mark.parametrize(
    ("command", "writer", "expected"),
    [
        (AddTask(IMPORT, SETUP, "Again"), TEAM, ("gone", "task_gone")),
        (AddTask("short", SETUP, "New"), TEAM, ("invalid", "bad_id")),
        (AddTask(NEW, "no phase", "New"), TEAM, ("gone", "phase_gone")),
        (AddTask(NEW, SETUP, ""), TEAM, ("invalid", "empty")),
        (AddTask(NEW, SETUP, "New", after="nobody"), TEAM, ("gone", "place_gone")),
        (AddTask(NEW, SETUP, "New", after=SECRET), CUSTOMER, ("gone", "place_gone")),
        (AddTask(NEW, SETUP, "New", fields={"visibility": "internal"}), CUSTOMER, ("forbidden", "team_only")),
        (AddTask(NEW, SETUP, "New", fields={"rank": "a"}), TEAM, ("invalid", "unknown_field")),
        (MoveTask(IMPORT, SETUP, after=IMPORT), TEAM, ("invalid", "after_itself")),
        (MoveTask(IMPORT, "no phase"), TEAM, ("gone", "phase_gone")),
        (MoveTask(IMPORT, SETUP, after=SECRET), CUSTOMER, ("gone", "place_gone")),
        (RemovePhase("no phase"), TEAM, ("gone", "phase_gone")),
        (RestorePhase("no phase"), TEAM, ("gone", "phase_gone")),
        (RenamePhase(SETUP, " "), TEAM, ("invalid", "empty")),
        (MovePhase(SETUP, after=SETUP), TEAM, ("invalid", "after_itself")),
        (AddPhase(SETUP, "Again"), TEAM, ("gone", "task_gone")),
    ],
)
def test_what_cannot_happen_is_refused(command: Command, writer: Writer, expected: tuple[str, str]) -> None:
    assert refusal(command, writer) == expected


def test_a_full_phase_and_a_full_plan_take_no_more() -> None:
    assert refusal(AddTask(NEW, SETUP, "New"), limits=Limits(tasks_per_phase=3)) == ("invalid", "phase_full")
    assert refusal(AddTask(NEW, ADOPTION, "New"), limits=Limits(tasks_per_plan=3)) == ("invalid", "plan_full")


def test_a_removed_task_comes_back_as_it_was() -> None:
    removed = after(RemoveTask(IMPORT))
    assert order(removed) == [SECRET, TRAIN]
    assert after(RestoreTask(IMPORT), plan=removed).tasks == PLAN.tasks


def test_a_removed_phase_takes_its_tasks_along_and_brings_them_back() -> None:
    removed = after(RemovePhase(SETUP))
    assert [phase.id for phase in removed.phases_in_order()] == [ADOPTION]
    assert refusal(ChangeTask(IMPORT, "title", "x"), plan=removed) == ("gone", "task_gone")
    assert after(RestorePhase(SETUP), plan=removed).phases == PLAN.phases


def test_phases_are_added_renamed_and_moved() -> None:
    plan = after(
        AddPhase(NEW, "Review", after=SETUP), RenamePhase(ADOPTION, "Drive adoption"), MovePhase(SETUP, ADOPTION)
    )
    assert [phase.name for phase in plan.phases_in_order()] == ["Review", "Drive adoption", "Setup"]


def test_progress_counts_shared_tasks_that_are_needed_and_internal_ones_apart() -> None:
    plan = after(ChangeTask(IMPORT, "status", "done"), ChangeTask(TRAIN, "status", "dropped"))
    progress = plan.progress()
    assert (progress.done, progress.total, progress.internal_open, progress.percent) == (1, 1, 1, 100)
    seen = plan.for_customer().progress()
    assert (seen.done, seen.total, seen.internal_open) == (1, 1, 0)


def test_a_phase_that_stands_there_already_does_not_move() -> None:
    assert after(MovePhase(SETUP, after=None)).revision == PLAN.revision
    assert after(MovePhase(ADOPTION, after=SETUP)).revision == PLAN.revision
    gone_between = after(AddPhase(NEW, "Between", after=SETUP), RemovePhase(NEW))
    assert after(MovePhase(ADOPTION, after=SETUP), plan=gone_between).revision == gone_between.revision


def test_how_full_a_phase_is_for_customers_says_nothing_of_what_they_do_not_see() -> None:
    limits = Limits(tasks_per_phase=3)
    assert [task.visibility for task in PLAN.tasks.values()] == ["shared", "internal", "shared"]
    assert refusal(AddTask(NEW, SETUP, "One more"), TEAM, limits=limits) == ("invalid", "phase_full")
    full = after(AddTask(NEW, SETUP, "One more"), writer=CUSTOMER, limits=limits)
    another = AddTask("task-another----------", SETUP, "Too many")
    assert refusal(another, CUSTOMER, plan=full, limits=limits) == ("invalid", "phase_full")


def test_a_move_to_where_customers_see_it_stand_is_none_whatever_stands_between() -> None:
    stay = MoveTask(TRAIN, SETUP, IMPORT)
    assert decide(stay, PLAN, CUSTOMER, Limits()) == []
    assert len(decide(stay, PLAN, TEAM, Limits())) == 1


def test_what_was_removed_counts_against_a_larger_number() -> None:
    limits = Limits(tasks_per_plan=2, phases_per_plan=1)
    plan = after(RemoveTask(IMPORT), RemoveTask(TRAIN), RemoveTask(SECRET), RemovePhase(ADOPTION))
    for number in range(17):
        new = f"task-{number:017}"
        plan = after(AddTask(new, SETUP, "x"), RemoveTask(new), plan=plan, limits=limits)
    assert refusal(AddTask(NEW, SETUP, "x"), plan=plan, limits=limits) == ("invalid", "plan_full")
    plan = after(RemovePhase(SETUP), plan=plan)
    for number in range(8):
        new = f"phase-{number:016}"
        plan = after(AddPhase(new, "x"), RemovePhase(new), plan=plan, limits=limits)
    assert refusal(AddPhase(NEW, "x"), plan=plan, limits=limits) == ("invalid", "too_many_phases")


def test_a_place_that_is_used_thousands_of_times_has_no_more_room_and_says_so() -> None:
    plan, moves = PLAN, 0
    with pytest.raises(Rejected) as caught:
        while True:
            for task in (IMPORT, TRAIN, SECRET):
                plan = after(MoveTask(task, SETUP, None), plan=plan)
            moves += 3
    assert caught.value.reason == "no_room"
    assert moves > 2_000
    assert after(MoveTask(IMPORT, ADOPTION, None), plan=plan).tasks[IMPORT].phase == ADOPTION
