"""The figures that are kept beside each workspace."""

from portal.dashboard.summary import summarise
from portal.plan.dates.working_days import is_weekend
from tests.dashboard.plans import day, plan_of_tasks, task

SIDES = {"maria": "customer", "anna": "team"}


def dates(*ahead: int) -> str:
    return " ".join(day(days).isoformat() for days in ahead)


def test_a_summary_counts_shared_tasks_and_keeps_internal_ones_apart() -> None:
    plan = plan_of_tasks(
        [task("a", status="done"), task("b"), task("c", status="dropped"), task("d", visibility="internal")]
    )

    summary = summarise(plan, SIDES, is_weekend)

    assert (summary.done, summary.total, summary.internal_open) == (1, 2, 1)


def test_the_phase_is_the_first_with_an_open_shared_task() -> None:
    plan = plan_of_tasks([task("a", status="done"), task("hidden", visibility="internal")], [task("b")], [task("c")])

    summary = summarise(plan, SIDES, is_weekend)

    assert (summary.phase_name, summary.phase_index, summary.phase_count) == ("Phase 2", 2, 3)


def test_when_all_is_done_the_phase_is_the_last() -> None:
    summary = summarise(plan_of_tasks([task("a", status="done")], [task("b", status="done")]), SIDES, is_weekend)

    assert (summary.phase_name, summary.phase_index) == ("Phase 2", 2)


def test_while_there_is_no_task_the_phase_is_the_first() -> None:
    summary = summarise(plan_of_tasks([], [task("hidden", visibility="internal")]), SIDES, is_weekend)

    assert (summary.phase_name, summary.phase_index, summary.total) == ("Phase 1", 1, 0)


def test_a_plan_without_phases_has_a_summary() -> None:
    summary = summarise(plan_of_tasks(), SIDES, is_weekend)

    assert (summary.phase_name, summary.phase_index, summary.phase_count, summary.total) == ("", 0, 0, 0)


def test_due_dates_are_kept_in_order_by_the_side_whose_move_it_is() -> None:
    plan = plan_of_tasks(
        [
            task("ours", 3, owner="anna"),
            task("theirs, later", 2, owner="maria"),
            task("theirs, sooner", -1, owner="maria"),
            task("by role", 5, role={"side": "customer", "name": "Sponsor"}),
            task("nobody's", 1),
            task("done", -9, owner="maria", status="done"),
            task("hidden", -5, owner="anna", visibility="internal"),
        ]
    )

    summary = summarise(plan, SIDES, is_weekend)

    assert summary.customer_dues == dates(-1, 2, 5)
    assert summary.team_dues == dates(1, 3)
    assert summary.dues == dates(-9, -1, 1, 2, 3, 5)
    assert summary.oldest_title == "theirs, sooner"


def test_the_next_milestone_is_the_open_one_due_first() -> None:
    plan = plan_of_tasks(
        [
            task("done", 1, is_milestone=True, status="done"),
            task("later", 9, is_milestone=True),
            task("next", 4, is_milestone=True),
            task("internal", 2, is_milestone=True, visibility="internal"),
        ]
    )

    summary = summarise(plan, SIDES, is_weekend)

    assert (summary.milestone_title, summary.milestone_on) == ("next", day(4))
    assert summary.milestone_dues == dates(4, 9)


def test_the_forecast_is_the_date_of_the_milestone_that_the_go_live_rule_sets() -> None:
    plan = plan_of_tasks(
        [
            task("Go-live rehearsal", 5),
            task("Training complete", 20, is_milestone=True, rule={"anchor": "go_live", "offset": 7}),
            task("The system is in use", 30, is_milestone=True, rule={"anchor": "go_live", "offset": 0}),
        ]
    )

    assert summarise(plan, SIDES, is_weekend).forecast_on == day(30)


def test_without_a_rule_the_milestone_called_go_live_is_the_forecast() -> None:
    plan = plan_of_tasks([task("Ready", 5, is_milestone=True), task("Go-live", 12, is_milestone=True)])

    assert summarise(plan, SIDES, is_weekend).forecast_on == day(12)


def test_a_done_go_live_milestone_means_they_went_live() -> None:
    plan = plan_of_tasks([task("Go-live", -3, is_milestone=True, status="done")])

    assert summarise(plan, SIDES, is_weekend).went_live is True
