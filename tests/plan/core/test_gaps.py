"""What a plan still lacks."""

from datetime import date

from portal.plan.core.gaps import gaps_in
from portal.plan.core.plan import Phase, Plan, Task


def test_open_steps_without_owner_or_date_are_gaps_and_finished_ones_are_not() -> None:
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
