import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from portal.plan.core.events import Event, from_record, to_record
from portal.plan.core.plan import Plan

IDS = [f"{number:022}" for number in range(6)]
ids = st.sampled_from(IDS)
places = st.one_of(st.none(), ids)
days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(AddTask, task=ids, phase=ids, title=st.sampled_from(["One", "Two"]), after=places, fields=st.just({})),
    st.builds(AddPhase, phase=ids, name=st.sampled_from(["Setup", "Review"]), after=places),
    st.builds(ChangeTask, task=ids, field=st.just("due"), value=days),
    st.builds(ChangeTask, task=ids, field=st.just("visibility"), value=st.sampled_from(["shared", "internal"])),
    st.builds(ChangeTask, task=ids, field=st.just("milestone"), value=st.booleans()),
    st.builds(MoveTask, task=ids, phase=ids, after=places),
    st.builds(MovePhase, phase=ids, after=places),
    st.builds(RenamePhase, phase=ids, name=st.sampled_from(["Kickoff", "Live"])),
    st.builds(RemoveTask, task=ids),
    st.builds(RestoreTask, task=ids),
    st.builds(RemovePhase, phase=ids),
    st.builds(RestorePhase, phase=ids),
)
WRITER = Writer(is_team=True, people=frozenset())


def happen(plan: Plan, wanted: list[Command]) -> tuple[Plan, list[Event]]:
    log: list[Event] = []
    for command in wanted:
        try:
            events = decide(command, plan, WRITER, Limits())
        except Rejected:
            continue
        for event in events:
            plan = apply(event, plan)
            log.append(event)
    return plan, log


@settings(max_examples=150)
@given(st.lists(commands, max_size=40))
def test_the_log_read_back_from_its_records_makes_the_same_plan(wanted: list[Command]) -> None:
    start = Plan("plan")
    plan, log = happen(start, [AddPhase(IDS[0], "First"), AddTask(IDS[1], IDS[0], "Task"), *wanted])
    replayed = start
    for event in log:
        kind, body = to_record(event)
        replayed = apply(from_record(kind, 1, json.loads(json.dumps(body))), replayed)
    assert replayed == plan
    assert plan.revision == len(log) >= 2


@settings(max_examples=100)
@given(st.lists(commands, max_size=40))
def test_no_rank_is_ever_given_twice_even_beside_removed_rows(wanted: list[Command]) -> None:
    plan, _ = happen(Plan("plan"), [AddPhase(IDS[0], "First"), *wanted])
    tasks = [(task.phase, task.rank) for task in plan.tasks.values()]
    phases = [phase.rank for phase in plan.phases.values()]
    assert (len(set(tasks)), len(set(phases))) == (len(tasks), len(phases))


def test_an_event_of_an_unknown_kind_or_version_is_never_guessed_at() -> None:
    with pytest.raises(KeyError, match="in version 9"):
        from_record("TaskRemoved", 9, {"task": IDS[0]})
    with pytest.raises(KeyError):
        from_record("TaskVanished", 1, {"task": IDS[0]})
