"""Slips are looked for only where a change touches what leads to the go-live, and none is missed by that."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.plan.core import slips
from portal.plan.core.apply import Draft
from portal.plan.core.commands import (
    AddWait,
    ChangeTask,
    Command,
    MoveTask,
    Rejected,
    RemovePhase,
    RemoveTask,
    RemoveWait,
    RestorePhase,
    RestoreTask,
    Writer,
)
from portal.plan.core.decide import decide
from portal.plan.core.forecast import go_live_forecast
from portal.plan.core.plan import Plan, Wait
from portal.plan.core.slips import Happened, ledger_from, read_on
from tests.plan.core.test_shift import day, is_off
from tests.plan.histories import LIMITS, PHASES, TASKS, TEAM, start

tasks, phases = st.sampled_from(TASKS[:6]), st.sampled_from(PHASES[:2])
# What can make the go-live another, again and again on few tasks.
turns = st.one_of(
    st.builds(ChangeTask, tasks, st.just("due"), st.integers(0, 20).map(day)),
    st.builds(ChangeTask, tasks, st.just("status"), st.sampled_from(["todo", "done", "dropped"])),
    st.builds(ChangeTask, st.sampled_from(TASKS[4:6]), st.just("milestone"), st.booleans()),
    st.builds(ChangeTask, tasks, st.just("title"), st.sampled_from(["Go-live", "Import"])),
    st.builds(ChangeTask, tasks, st.just("fixed"), st.booleans()),
    st.builds(AddWait, tasks, tasks, st.integers(0, 2)),
    st.builds(RemoveWait, tasks, tasks),
    st.builds(RemoveTask, tasks),
    st.builds(RestoreTask, tasks),
    st.builds(MoveTask, tasks, phases, st.none()),
    st.builds(RemovePhase, phases),
    st.builds(RestorePhase, phases),
)
stories = st.lists(st.tuples(st.just(TEAM), turns), min_size=5, max_size=30)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def leading_to_a_go_live() -> Plan:
    """Each step waits for the one before; the last is the go-live. The fourth has no part in it."""
    plan, before, tasks = start(), None, {}
    for number, name in enumerate(TASKS[:6]):
        tasks[name] = replace(plan.tasks[name], due=day(number))
        if number != 3:
            tasks[name] = replace(tasks[name], waits=(Wait(before, 0),) if before else ())
            before = name
    tasks[TASKS[5]] = replace(tasks[TASKS[5]], title="Go-live", is_milestone=True)
    return replace(plan, tasks=tasks)


def happened(plan: Plan, history: list[tuple[Writer, Command]]) -> list[Happened]:
    log: list[Happened] = []
    for change, (writer, command) in enumerate(history):
        draft = Draft(plan)
        try:
            events = decide(command, draft, writer, LIMITS)
        except Rejected:
            continue
        for event in events:
            draft.apply(event)
            log.append(Happened(event, len(log) + 1, change, None, "team", "person", NOON))
        plan = draft.plan(len(log), 0)
    return log


def every_turn(plan: Plan, log: list[Happened]) -> list[tuple[object, object]]:
    """The forecast before and after each change that moved it, found by asking after every one."""
    forecast, turns = go_live_forecast(plan, is_off), []
    for change in sorted({one.change for one in log}):
        draft = Draft(plan)
        for one in log:
            if one.change == change:
                draft.apply(one.event)
        plan = draft.plan(0, 0)
        now = go_live_forecast(plan, is_off)
        if forecast and now and now != forecast:
            turns.append((forecast, now))
        forecast = now or forecast
    return turns


@settings(max_examples=150)
@given(stories)
def test_the_slips_are_those_of_a_forecast_after_every_change(history: list[tuple[Writer, Command]]) -> None:
    plan = leading_to_a_go_live()
    log = happened(plan, history)
    found = read_on(ledger_from(plan, is_off), log, is_off).slips
    assert [(slip.before, slip.after) for slip in found] == every_turn(plan, log)


def test_what_the_go_live_comes_to_wait_for_moves_it_from_then_on() -> None:
    plan = leading_to_a_go_live()
    moves = [AddWait(TASKS[5], TASKS[3], 0), *(ChangeTask(TASKS[3], "due", day(days)) for days in (8, 9))]
    log = happened(plan, [(TEAM, one) for one in moves])
    found = read_on(ledger_from(plan, is_off), log, is_off).slips
    assert [(slip.before, slip.after) for slip in found] == every_turn(plan, log)
    assert len(found) == 2


def test_a_change_away_from_the_go_live_asks_for_no_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    plan, asked = leading_to_a_go_live(), []
    moves: list[tuple[Writer, Command]] = [(TEAM, ChangeTask(TASKS[3], "due", day(days))) for days in (8, 9, 10)]
    ledger, log = ledger_from(plan, is_off), happened(plan, [*moves, (TEAM, ChangeTask(TASKS[2], "due", day(9)))])
    monkeypatch.setattr(slips, "go_live_forecast", lambda *given: asked.append(given) or go_live_forecast(*given))
    assert len(read_on(ledger, log, is_off).slips) == 1
    assert len(asked) == 1
