"""How much lies on one person."""

from datetime import date, timedelta

from portal.plan.core.load import Crowd, Hours, crowds, hours_by
from portal.plan.core.plan import Task

MONDAY = date(2027, 3, 1)


def step(number: int, days: int, owner: str = "maria", **values: object) -> Task:
    due = MONDAY + timedelta(days=days)
    return Task(f"t{number}", "p", "a", "A step", owner=owner, due=due, **values)  # type: ignore[arg-type]


def test_more_tasks_within_seven_days_than_one_can_do_are_a_crowd() -> None:
    steps = [step(number, days) for number, days in enumerate((0, 1, 6, 7, 20))]
    assert crowds(steps, 2) == [Crowd("maria", 3, MONDAY, MONDAY + timedelta(days=6))]
    assert crowds(steps, 3) == []


def test_what_is_done_undated_or_somebody_elses_crowds_nobody() -> None:
    steps = [step(1, 0), step(2, 0, status="done"), step(3, 0, owner="tom"), Task("t4", "p", "a", "A", owner="maria")]
    assert crowds(steps, 1) == []


def test_hours_are_summed_by_what_is_asked_and_what_is_not_needed_counts_nowhere() -> None:
    steps = [
        step(1, 0, effort=2.5),
        step(2, 0, effort=4.0, status="done"),
        step(3, 0, effort=8.0, status="dropped"),
        step(4, 0, owner="tom"),
    ]
    assert hours_by(steps, lambda task: task.owner or "") == {"maria": Hours(2.5, 6.5)}
