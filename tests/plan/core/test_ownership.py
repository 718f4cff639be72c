"""How much of a plan is the customer's."""

from portal.plan.core.commands import ChangeTask
from portal.plan.core.ownership import Setting, Share, ownership
from tests.plan.core.test_decide import IMPORT, MARIA, SECRET, TRAIN, after

PLAN = after(ChangeTask(IMPORT, "owner", MARIA), ChangeTask(SECRET, "owner", MARIA))


def test_what_nobody_set_since_the_plan_was_made_is_the_vendors() -> None:
    assert ownership(PLAN, []) == {"dates": Share(0, 1), "owners": Share(0, 1), "texts": Share(0, 2)}


def test_whoever_set_it_last_is_whose_it_is_and_internal_tasks_count_for_nobody() -> None:
    said = [
        Setting(IMPORT, "due", is_customer=False),
        Setting(IMPORT, "due", is_customer=True),
        Setting(IMPORT, "title", is_customer=True),
        Setting(IMPORT, "title", is_customer=False),
        Setting(SECRET, "owner", is_customer=True),
    ]
    assert ownership(PLAN, said) == {"dates": Share(1, 1), "owners": Share(0, 1), "texts": Share(0, 2)}


def test_who_adds_a_task_sets_all_that_stands_in_it() -> None:
    found = ownership(PLAN, [Setting(IMPORT, None, is_customer=True), Setting(TRAIN, None, is_customer=False)])
    assert found == {"dates": Share(1, 1), "owners": Share(1, 1), "texts": Share(1, 2)}
    assert (found["texts"].percent, Share(0, 0).percent) == (50, 0)
