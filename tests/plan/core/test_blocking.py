"""What blocks a task: who says so, since when, and how many days each side was waited for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.plan.core.blocking import days_blocked, days_waited, waits_on
from portal.plan.core.commands import BlockTask, ChangeTask, Limits, Rejected, Writer
from portal.plan.core.parts import Blocked, Blocker, Spell, read_parts, write_parts
from portal.plan.core.plan import Plan
from tests.plan.core.test_decide import IMPORT, MARIA, SECRET, TOM, TRAIN, after, refusal

MONDAY = date(2026, 11, 23)
THURSDAY = MONDAY + timedelta(days=3)
FRIDAY = MONDAY + timedelta(days=4)


def by_maria(day: date) -> Writer:
    return Writer(is_team=False, people=frozenset({MARIA, TOM}), by=MARIA, today=day)


def blocked(plan: Plan, task: str = IMPORT) -> Blocked:
    return plan.tasks[task].blocked


APPROVAL = BlockTask(IMPORT, "approval", "The board meets on 2 December", TOM)


def test_a_blocked_task_says_why_who_can_clear_it_since_when_and_who_said_so() -> None:
    plan = after(APPROVAL, writer=by_maria(MONDAY))
    assert plan.tasks[IMPORT].status == "blocked"
    assert blocked(plan).now == Blocker("approval", "The board meets on 2 December", TOM, MONDAY, MARIA)
    assert days_blocked(plan.tasks[IMPORT], THURSDAY) == 3


def test_what_blocks_it_is_said_by_whoever_speaks_with_who_typed_it_beside() -> None:
    for_maria = Writer(True, frozenset({MARIA, TOM}), by=TOM, today=MONDAY, said=MARIA, said_side="customer")
    said = after(APPROVAL, writer=for_maria)
    marked = after(ChangeTask(IMPORT, "status", "blocked"), writer=for_maria)
    assert [(blocked(plan).now.by, blocked(plan).now.typed) for plan in (said, marked)] == [(MARIA, TOM)] * 2
    assert read_parts(write_parts(said.tasks[IMPORT]))["blocked"] == blocked(said)


def test_marking_it_as_blocked_is_enough_and_the_reason_may_follow_without_beginning_anew() -> None:
    plan = after(ChangeTask(IMPORT, "status", "blocked"), writer=by_maria(MONDAY))
    assert blocked(plan).now == Blocker(since=MONDAY, by=MARIA)
    plan = after(APPROVAL, writer=by_maria(THURSDAY), plan=plan)
    assert (blocked(plan).now.kind, blocked(plan).now.since) == ("approval", MONDAY)


def test_it_is_cleared_when_the_task_goes_on_and_what_blocked_it_is_kept() -> None:
    plan = after(APPROVAL, writer=by_maria(MONDAY))
    said = blocked(plan).now
    plan = after(ChangeTask(IMPORT, "status", "doing"), writer=by_maria(THURSDAY), plan=plan)
    assert blocked(plan) == Blocked(None, (Spell(said, THURSDAY),))


def test_what_was_cleared_by_mistake_goes_on_as_if_it_had_not_been() -> None:
    plan = after(APPROVAL, writer=by_maria(MONDAY))
    before = blocked(plan)
    plan = after(ChangeTask(IMPORT, "status", "todo"), APPROVAL, writer=by_maria(THURSDAY), plan=plan)
    assert blocked(plan) == before


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (BlockTask(IMPORT, "weather"), "unknown_choice"),
        (BlockTask(IMPORT, None), "unknown_choice"),
        (BlockTask(IMPORT, "other", "x" * 301), "too_long"),
        (BlockTask(IMPORT, "other", 7), "not_text"),
        (BlockTask(IMPORT, "other", "\x00"), "odd_characters"),
        (BlockTask(IMPORT, "other", "", "stranger"), "not_a_participant"),
        (BlockTask(SECRET), "task_gone"),
    ],
)
def test_what_makes_no_sense_is_refused(command: BlockTask, reason: str) -> None:
    assert refusal(command, writer=by_maria(MONDAY))[1] == reason


def test_the_length_of_a_note_is_a_limit() -> None:
    with pytest.raises(Rejected, match="too_long"):
        after(APPROVAL, writer=by_maria(MONDAY), limits=Limits(note_length=10))


def test_days_are_counted_for_the_side_whose_participant_had_to_clear_it() -> None:
    sides = {MARIA: "customer", TOM: "team"}
    plan = after(APPROVAL, ChangeTask(TRAIN, "owner", MARIA), BlockTask(TRAIN), writer=by_maria(MONDAY))
    plan = after(ChangeTask(IMPORT, "status", "done"), writer=by_maria(THURSDAY), plan=plan)
    assert waits_on(plan.tasks[TRAIN]) == MARIA
    assert days_waited(plan.tasks_in_order(), sides, FRIDAY) == {"team": 3, "customer": 4}


def test_internal_tasks_are_not_counted() -> None:
    writer = replace(by_maria(MONDAY), is_team=True)
    plan = after(BlockTask(SECRET, "leave", "", TOM), writer=writer)
    assert days_waited(plan.tasks_in_order(), {TOM: "team"}, FRIDAY) == {"team": 0, "customer": 0}
