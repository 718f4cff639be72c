"""What waits on whom, and the strip of phases."""

from portal.dashboard.waits import stretches, waits_of
from tests.dashboard.plans import TODAY, day, plan_of_tasks, task

SIDES = {"maria": "customer", "anna": "team"}


def test_each_side_sees_its_own_blocked_first_then_by_date_up_to_two_weeks_ahead() -> None:
    plan = plan_of_tasks(
        [
            task("soon", 3, owner="maria"),
            task("late", -2, owner="maria"),
            task("stuck", 5, owner="maria", status="blocked"),
            task("far", 15, owner="maria"),
            task("far but begun", 40, owner="maria", status="doing"),
            task("done", -3, owner="maria", status="done"),
            task("ours", 1, owner="anna"),
        ]
    )

    customer = waits_of(plan, "customer", SIDES, TODAY)

    assert [wait.task.title for wait in customer.lines] == ["stuck", "late", "soon", "far but begun"]
    assert [wait.late_days for wait in customer.lines] == [0, 2, 0, 0]
    assert [wait.task.title for wait in waits_of(plan, "team", SIDES, TODAY).lines] == ["ours"]


def test_more_than_four_are_counted() -> None:
    plan = plan_of_tasks([task(f"t{n}", n, owner="anna") for n in range(7)])

    waits = waits_of(plan, "team", SIDES, TODAY)

    assert ([wait.task.title for wait in waits.lines], waits.more) == (["t0", "t1", "t2", "t3"], 3)


def test_internal_tasks_wait_on_nobody_even_in_the_teams_plan() -> None:
    plan = plan_of_tasks([task("hidden", 1, owner="anna", visibility="internal")])

    assert waits_of(plan, "team", SIDES, TODAY).lines == []


def test_a_phase_is_drawn_as_wide_as_it_is_long() -> None:
    plan = plan_of_tasks(
        [task("a", 0), task("b", 10, status="done")],
        [task("c", 10), task("d", 50)],
        [task("no date")],
    )

    road = stretches(plan, "p2")

    assert [stretch.weight for stretch in road] == [3, 6, 2]
    assert [stretch.is_current for stretch in road] == [False, True, False]
    assert [(stretch.done, stretch.total, stretch.ends_on) for stretch in road] == [
        (1, 2, day(10)),
        (0, 2, day(50)),
        (0, 1, None),
    ]


def test_without_dates_all_phases_are_as_wide() -> None:
    road = stretches(plan_of_tasks([task("a")], [task("b")]), "p1")

    assert [stretch.weight for stretch in road] == [6, 6]


def test_a_phase_is_complete_when_all_its_shared_tasks_are() -> None:
    road = stretches(plan_of_tasks([task("a", status="done"), task("x", visibility="internal")], []), None)

    assert [stretch.is_complete for stretch in road] == [True, False]
