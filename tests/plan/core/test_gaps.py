"""What a plan still lacks."""

from datetime import date

from portal.plan.core.commands import AgreeToTask
from portal.plan.core.gaps import gaps_in
from portal.plan.core.plan import Phase, Plan, Task
from tests.plan.core.test_decide import IMPORT, PLAN, TRAIN, after
from tests.plan.core.test_work import CUSTOMER, promised


def test_open_tasks_without_owner_or_date_are_gaps_and_finished_ones_are_not() -> None:
    day = date(2026, 12, 1)
    tasks = [
        Task("a", "p", "a", "Both", owner="m", due=day),
        Task("b", "p", "b", "No owner", due=day),
        Task("c", "p", "c", "Neither"),
        Task("d", "p", "d", "Done", status="done"),
        Task("e", "p", "e", "Removed", is_removed=True),
    ]
    plan = Plan("plan", phases={"p": Phase("p", "Phase", "a")}, tasks={task.id: task for task in tasks})
    assert [(gap.task.id, gap.field) for gap in gaps_in(plan)] == [("b", "owner"), ("c", "owner"), ("c", "due")]


def test_an_owner_to_be_named_is_a_gap_of_its_own() -> None:
    plan = promised()
    assert (IMPORT, "promise") in [(gap.task.id, gap.field) for gap in gaps_in(plan)]
    assert (IMPORT, "owner") not in [(gap.task.id, gap.field) for gap in gaps_in(plan)]


def test_what_nobody_agreed_to_is_a_gap_once_anybody_agreed_to_anything() -> None:
    def unconfirmed(plan: Plan) -> list[str]:
        return [gap.task.id for gap in gaps_in(plan) if gap.field == "agreed"]

    assert unconfirmed(PLAN) == []
    agreed = after(AgreeToTask(IMPORT), writer=CUSTOMER)
    assert unconfirmed(agreed) == [TRAIN]
    assert unconfirmed(after(AgreeToTask(TRAIN), writer=CUSTOMER, plan=agreed)) == []
