"""The one thing to do next."""

from datetime import timedelta

from portal.dashboard.next_step import Errand, NextStep, StepKind, next_step
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


def test_with_only_blocked_tasks_the_task_says_so() -> None:
    plan = plan_of_tasks([task("stuck", 2, owner="me", status="blocked")])

    step = next_step(plan, "me", TODAY)

    assert (step.kind, step.task.title) == (StepKind.BLOCKED, "stuck")


def test_with_nothing_left_it_names_what_the_others_do_next() -> None:
    plan = plan_of_tasks([task("mine", -1, owner="me", status="done"), task("far", 9), task("near", 2, owner="you")])

    step = next_step(plan, "me", TODAY)

    assert (step.kind, step.task.title, step.mine) == (StepKind.NOTHING, "near", 0)


def test_with_nothing_left_for_anybody_there_is_no_task() -> None:
    assert next_step(plan_of_tasks([task("a", status="done")]), "me", TODAY) == NextStep(StepKind.NOTHING)


def form(title: str, ahead: int | None = None, task_id: str | None = None) -> Errand:
    due_on = None if ahead is None else TODAY + timedelta(days=ahead)
    return Errand(StepKind.FORM, title, f"/forms/{title}", "3 answers left.", due_on, task_id)


def test_a_form_that_no_task_stands_for_is_a_step_of_its_own_when_it_is_due_first() -> None:
    plan = plan_of_tasks([task("later", 5, owner="me")])

    step = next_step(plan, "me", TODAY, [form("Intake", -2), form("Another", 3)])

    assert (step.kind, step.errand.title, step.mine, step.late_days) == (StepKind.FORM, "Intake", 3, 2)
    assert next_step(plan, "me", TODAY, [form("Intake", 9)]).task.title == "later"


def test_a_form_that_completes_my_task_is_opened_from_it_and_counted_once() -> None:
    plan = plan_of_tasks([mine := task("Fill the intake", 2, owner="me")])

    step = next_step(plan, "me", TODAY, [form("Intake", 1, mine.id)])

    assert (step.kind, step.task.title, step.errand.title, step.mine) == (StepKind.TASK, mine.title, "Intake", 1)


def test_a_form_whose_task_somebody_else_owns_is_not_mine() -> None:
    plan = plan_of_tasks([theirs := task("Fill the intake", 2, owner="you")])

    assert next_step(plan, "me", TODAY, [form("Intake", 1, theirs.id)]).kind == StepKind.NOTHING
    assert next_step(plan, "you", TODAY, [form("Intake", 1, theirs.id)]).task.title == theirs.title


def test_a_training_given_to_me_is_mine_whoever_owns_its_task() -> None:
    plan = plan_of_tasks([theirs := task("Train the administrators", 2, owner="you")])
    training = Errand(StepKind.TRAINING, "Basics", "/training/one", "2 lessons left.", None, theirs.id, is_for_me=True)

    assert next_step(plan, "me", TODAY, [training]).errand.title == "Basics"
    assert next_step(plan, "me", TODAY, [training]).kind == StepKind.TRAINING


def test_a_form_of_a_task_that_nobody_owns_or_that_is_done_is_for_whoever_comes() -> None:
    plan = plan_of_tasks(
        [nobodys := task("Fill the intake", 2), closed := task("Closed", 1, status="done", owner="you")]
    )

    assert next_step(plan, "me", TODAY, [form("Intake", None, nobodys.id)]).errand.title == "Intake"
    assert next_step(plan, "me", TODAY, [form("Other", None, closed.id)]).errand.title == "Other"
