"""Dependencies: what may wait for what, a circle refused with its way named, and what customers may know of it."""

import pytest

from portal.plan.core.apply import Draft
from portal.plan.core.commands import (
    AddWait,
    ChangeTask,
    Command,
    Limits,
    Rejected,
    RemovePhase,
    RemoveTask,
    RemoveWait,
    RestoreTask,
    Writer,
)
from portal.plan.core.decide import decide
from portal.plan.core.events import WaitsChanged
from portal.plan.core.plan import Phase, Plan, Task, Wait
from portal.plan.core.waits import open_waits

TEAM, CUSTOMER = (Writer(is_team, frozenset()) for is_team in (True, False))


def plan_of(*titles: str, internal: str = "", waits: dict[str, str] | None = None) -> Plan:
    """Tasks named by single letters in one phase; `waits` says which waits for which."""
    tasks = {
        title: Task(
            title,
            "phase",
            rank=f"{number}1",
            title=f"Step {title}",
            visibility="internal" if title in internal else "shared",
            waits=tuple(Wait(on) for on in (waits or {}).get(title, "")),
        )
        for number, title in enumerate(titles)
    }
    return Plan("plan", 0, 0, {"phase": Phase("phase", "Setup", "1")}, tasks)


def after(plan: Plan, *commands: Command, writer: Writer = TEAM, limits: Limits | None = None) -> Plan:
    draft = Draft(plan)
    for command in commands:
        for event in decide(command, draft, writer, limits or Limits()):
            draft.apply(event)
    return draft.plan(1, 1)


def refusal(plan: Plan, command: Command, writer: Writer = TEAM, limits: Limits | None = None) -> Rejected:
    with pytest.raises(Rejected) as rejected:
        decide(command, plan, writer, limits or Limits())
    return rejected.value


def test_a_task_waits_for_another_and_no_longer() -> None:
    plan = after(plan_of("A", "B"), AddWait("B", "A", 3))
    assert plan.tasks["B"].waits == (Wait("A", 3),)
    assert after(plan, RemoveWait("B", "A")).tasks["B"].waits == ()


def test_waiting_for_the_same_task_again_changes_the_pause_and_the_same_twice_changes_nothing() -> None:
    plan = after(plan_of("A", "B"), AddWait("B", "A"))
    assert after(plan, AddWait("B", "A", 2)).tasks["B"].waits == (Wait("A", 2),)
    assert decide(AddWait("B", "A"), plan, TEAM, Limits()) == []
    assert decide(RemoveWait("A", "B"), plan, TEAM, Limits()) == []


def test_a_circle_is_refused_with_the_whole_way_round() -> None:
    plan = plan_of("A", "B", "C", waits={"B": "A", "C": "B"})
    refused = refusal(plan, AddWait("A", "C"))
    assert (refused.code, refused.reason, refused.field) == ("invalid", "circle", "waits")
    assert refused.values["way"] == ["Step A", "Step C", "Step B", "Step A"]
    assert refusal(plan, AddWait("A", "A")).values["way"] == ["Step A", "Step A"]


def test_a_removed_task_still_closes_the_circle_since_it_may_come_back() -> None:
    plan = after(plan_of("A", "B", "C", waits={"B": "A", "C": "B"}), RemoveTask("B"))
    assert refusal(plan, AddWait("A", "C")).reason == "circle"


def test_a_customer_is_not_told_the_names_on_the_way_round() -> None:
    plan = plan_of("A", "X", "B", internal="X", waits={"X": "A", "B": "X"})
    assert refusal(plan, AddWait("A", "B"), CUSTOMER).values["way"] == ["Step A", "Step B", None, "Step A"]


def test_a_customer_is_not_told_how_many_hidden_tasks_are_on_the_way_round() -> None:
    plan = plan_of("A", "X", "Y", "B", internal="XY", waits={"X": "A", "Y": "X", "B": "Y"})
    assert refusal(plan, AddWait("A", "B"), CUSTOMER).values["way"] == ["Step A", "Step B", None, "Step A"]


def test_what_is_unknown_removed_or_internal_answers_alike() -> None:
    plan = after(plan_of("A", "B", "X", internal="X"), RemoveTask("B"))
    for on in ("B", "X", "never was"):
        assert refusal(plan, AddWait("A", on), CUSTOMER).code == "gone"
        if on != "never was":
            assert refusal(plan, AddWait(on, "A"), CUSTOMER).code == "gone"


def test_pauses_and_numbers_have_limits() -> None:
    plan = plan_of("A", "B", "C", waits={"C": "A"})
    for lag in (-1, 251, 1.5, True, "2"):
        assert refusal(plan, AddWait("B", "A", lag)).reason == "lag_out_of_range"  # type: ignore[arg-type]
    assert refusal(plan, AddWait("C", "B"), limits=Limits(waits_per_task=1)).reason == "too_many_waits"


def test_customers_know_of_an_internal_task_only_that_there_is_one() -> None:
    plan = plan_of("A", "B", "X", "Y", internal="XY", waits={"B": "AXY"})
    assert plan.for_customer().tasks["B"].waits == (Wait("A"), Wait(None))
    gone = after(plan, RemoveTask("X"), RemoveTask("Y"))
    assert gone.for_customer().tasks["B"].waits == (Wait("A"),)
    assert after(gone, RestoreTask("X")).for_customer().tasks["B"].waits == (Wait("A"), Wait(None))


def test_a_customer_who_changes_the_waits_keeps_what_they_do_not_see() -> None:
    plan = plan_of("A", "B", "X", internal="X", waits={"B": "AX"})
    assert after(plan, RemoveWait("B", "A"), writer=CUSTOMER).tasks["B"].waits == (Wait("X"),)


@pytest.mark.parametrize("command", [RemoveTask("X"), ChangeTask("X", "visibility", "shared"), RestoreTask("Y")])
def test_whatever_happens_to_an_internal_task_lets_customers_see_the_waits_anew(command: Command) -> None:
    plan = plan_of("B", "X", "Y", internal="XY", waits={"B": "XY"})
    plan = after(plan, RemoveTask("Y"))
    events = decide(command, plan, TEAM, Limits())
    assert events[1:] == [WaitsChanged("B", plan.tasks["B"].waits, plan.tasks["B"].waits)]


def test_what_is_gone_itself_or_goes_along_needs_no_news_of_its_waits() -> None:
    plan = plan_of("B", "X", internal="X", waits={"B": "X"})
    assert len(decide(RemovePhase("phase"), plan, TEAM, Limits())) == 1
    gone = after(plan, RemoveTask("B"))
    assert len(decide(RemoveTask("X"), gone, TEAM, Limits())) == 1


def test_a_task_is_held_up_by_what_is_not_over_until_it_has_begun() -> None:
    plan = plan_of("A", "B", waits={"B": "A"})
    assert open_waits(plan.tasks["B"], plan) == [Wait("A")]
    for status in ("done", "dropped"):
        done = after(plan, ChangeTask("A", "status", status))
        assert open_waits(done.tasks["B"], done) == []
    begun = after(plan, ChangeTask("B", "status", "doing"))
    assert open_waits(begun.tasks["B"], begun) == []
    gone = after(plan, RemoveTask("A"))
    assert open_waits(gone.tasks["B"], gone) == []
