"""The one thing to do next."""

from portal.dashboard.next_step import NextStep, StepKind, next_step
from tests.dashboard.plans import TODAY, plan_of_tasks, task


def test_who_only_looks_around_is_asked_who_they_are() -> None:
    plan = plan_of_tasks([task("a", 1, owner=None)])

    assert next_step(plan, None, TODAY) == NextStep(StepKind.SAY_WHO)


def test_the_task_late_the_longest_comes_before_what_is_due_and_what_has_no_date() -> None:
    plan = plan_of_tasks(
        [
            task("no date", owner="me"),
            task("tomorrow", 1, owner="me"),
            task("late", -2, owner="me"),
            task("latest", -6, owner="me"),
            task("not mine", -30, owner="you"),
        ]
    )

    step = next_step(plan, "me", TODAY)

    assert (step.kind, step.task.title, step.mine, step.late_days) == (StepKind.TASK, "latest", 4, 6)


def test_what_is_blocked_is_passed_over_while_something_else_can_be_done() -> None:
    plan = plan_of_tasks([task("stuck", -6, owner="me", status="blocked"), task("can do", owner="me")])

    assert next_step(plan, "me", TODAY).task.title == "can do"


def test_with_only_blocked_tasks_the_step_says_so() -> None:
    plan = plan_of_tasks([task("stuck", 2, owner="me", status="blocked")])

    step = next_step(plan, "me", TODAY)

    assert (step.kind, step.task.title) == (StepKind.BLOCKED, "stuck")


def test_with_nothing_left_it_names_what_the_others_do_next() -> None:
    plan = plan_of_tasks([task("mine", -1, owner="me", status="done"), task("far", 9), task("near", 2, owner="you")])

    step = next_step(plan, "me", TODAY)

    assert (step.kind, step.task.title, step.mine) == (StepKind.NOTHING, "near", 0)


def test_with_nothing_left_for_anybody_there_is_no_task() -> None:
    assert next_step(plan_of_tasks([task("a", status="done")]), "me", TODAY) == NextStep(StepKind.NOTHING)
