"""Proposed, agreed, changed since agreed: whose word stands for what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.plan.core.agreeing import confirmed_on, is_to_agree, is_to_confirm, state_of, was_due
from portal.plan.core.commands import AddTask, AgreeToTask, ChangeTask, WithdrawFromTask, Writer
from portal.plan.core.events import TaskChanged, from_record, to_record
from portal.plan.core.parts import Agreement, ChangedSince, Word
from portal.plan.core.plan import Plan
from tests.plan.core.test_decide import IMPORT, MARIA, NEW, PLAN, SECRET, SETUP, TOM, after, refusal

DAY = date(2026, 11, 23)
PEOPLE = frozenset({MARIA, TOM})
CUSTOMER = Writer(is_team=False, people=PEOPLE, by=MARIA, today=DAY)
TEAM = Writer(is_team=True, people=PEOPLE, by=TOM, today=DAY + timedelta(days=1))
AGREE = AgreeToTask(IMPORT)
FOR_MARIA = replace(TEAM, said=MARIA, said_side="customer")


def agreement(plan: Plan, task: str = IMPORT) -> Agreement:
    return plan.tasks[task].agreement


def both_agreed() -> Plan:
    return after(AGREE, writer=TEAM, plan=after(AGREE, writer=CUSTOMER))


def test_a_task_is_proposed_by_who_added_it_until_somebody_agrees() -> None:
    assert state_of(agreement(PLAN)) == "proposed"
    plan = after(AddTask(NEW, SETUP, "Name the approver"), writer=CUSTOMER)
    assert agreement(plan, NEW) == Agreement(MARIA, "customer")


def test_what_is_typed_for_somebody_is_proposed_and_changed_by_them_with_who_typed_it_beside() -> None:
    plan = after(AddTask(NEW, SETUP, "Name the approver"), writer=FOR_MARIA)
    assert agreement(plan, NEW) == Agreement(MARIA, "customer", proposal_typed=TOM)
    agreed = after(AgreeToTask(NEW), writer=TEAM, plan=plan)
    changed = after(ChangeTask(NEW, "due", DAY), writer=FOR_MARIA, plan=agreed)
    assert agreement(changed, NEW).changed == (ChangedSince("due", MARIA, TOM),)
    back = after(WithdrawFromTask(NEW), writer=TEAM, plan=after(AgreeToTask(NEW), writer=TEAM, plan=changed))
    assert agreement(back, NEW) == agreement(changed, NEW)
    assert agreement(after(WithdrawFromTask(NEW), writer=TEAM, plan=agreed), NEW) == agreement(plan, NEW)


def test_each_side_gives_its_word_once_and_the_plan_knows_the_last_day() -> None:
    plan = both_agreed()
    assert [(word.by, word.side) for word in agreement(plan).words] == [(MARIA, "customer"), (TOM, "team")]
    assert after(AGREE, writer=TEAM, plan=plan).revision == plan.revision
    assert state_of(agreement(plan)) == "agreed"
    assert confirmed_on(plan.tasks_in_order()) == TEAM.today
    assert confirmed_on(PLAN.tasks_in_order()) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "Import it"), ("owner", TOM), ("due", date(2026, 12, 9)), ("description", "As CSV."), ("due", None)],
)
def test_a_changed_term_is_said_with_who_changed_it_until_it_is_as_agreed_again(field: str, value: object) -> None:
    plan = both_agreed()
    was = getattr(plan.tasks[IMPORT], field)
    changed = after(ChangeTask(IMPORT, field, value), writer=TEAM, plan=plan)
    assert state_of(agreement(changed)) == "changed"
    assert agreement(changed).changed == (ChangedSince(field, TOM),)
    assert is_to_agree(changed.tasks[IMPORT])
    back = after(ChangeTask(IMPORT, field, was), writer=CUSTOMER, plan=changed)
    assert agreement(back) == agreement(plan)


def test_what_is_no_term_changes_nothing_of_it() -> None:
    plan = after(ChangeTask(IMPORT, "status", "doing"), ChangeTask(IMPORT, "start", None), plan=both_agreed())
    assert state_of(agreement(plan)) == "agreed"


def test_agreeing_to_the_change_is_a_new_agreement_and_taking_it_back_leaves_the_old_one_changed() -> None:
    plan = after(ChangeTask(IMPORT, "due", date(2026, 12, 9)), writer=TEAM, plan=both_agreed())
    assert was_due(agreement(plan)) == date(2026, 12, 4)
    again = after(AGREE, writer=CUSTOMER, plan=plan)
    assert [word.by for word in agreement(again).words] == [MARIA]
    assert (state_of(agreement(again)), was_due(agreement(again))) == ("agreed", None)
    back = after(WithdrawFromTask(IMPORT), writer=CUSTOMER, plan=again)
    assert state_of(agreement(back)) == "changed"
    assert [word.by for word in agreement(back).words] == [MARIA, TOM]


def test_a_side_takes_back_only_its_own_word() -> None:
    plan = after(WithdrawFromTask(IMPORT), writer=TEAM, plan=both_agreed())
    assert [word.side for word in agreement(plan).words] == ["customer"]
    assert after(WithdrawFromTask(IMPORT), writer=TEAM, plan=plan).revision == plan.revision
    assert agreement(after(WithdrawFromTask(IMPORT), writer=CUSTOMER, plan=plan)) == Agreement()


def test_a_word_pressed_for_somebody_is_that_of_their_side_with_who_pressed_it_beside() -> None:
    plan = after(AGREE, writer=TEAM, plan=after(AGREE, writer=FOR_MARIA))
    assert agreement(plan).words == (Word(MARIA, "customer", TEAM.today, TOM), Word(TOM, "team", TEAM.today))
    assert after(AGREE, writer=FOR_MARIA, plan=plan).revision == plan.revision


def test_ones_own_press_takes_the_place_of_one_that_another_made_and_never_the_other_way_round() -> None:
    own = after(AGREE, writer=CUSTOMER, plan=after(AGREE, writer=FOR_MARIA))
    assert agreement(own).words == (Word(MARIA, "customer", DAY),)
    assert after(AGREE, writer=FOR_MARIA, plan=own).revision == own.revision


@pytest.mark.parametrize("writer", [CUSTOMER, FOR_MARIA, TEAM])
def test_a_word_pressed_for_somebody_is_taken_back_by_them_or_for_them_or_by_who_pressed_it(writer: Writer) -> None:
    plan = after(AGREE, writer=FOR_MARIA)
    assert agreement(after(WithdrawFromTask(IMPORT), writer=writer, plan=plan)) == Agreement()


def test_who_pressed_for_somebody_takes_back_their_own_word_first() -> None:
    plan = after(AGREE, writer=TEAM, plan=after(AGREE, writer=FOR_MARIA))
    back = after(WithdrawFromTask(IMPORT), writer=TEAM, plan=plan)
    assert [word.by for word in agreement(back).words] == [MARIA]
    other = replace(TEAM, by="another")
    assert after(WithdrawFromTask(IMPORT), writer=other, plan=back).revision == back.revision


def test_what_only_the_team_sees_is_not_agreed_on() -> None:
    assert refusal(AgreeToTask(SECRET), writer=TEAM) == ("invalid", "internal_not_agreed")
    assert refusal(AgreeToTask(SECRET), writer=CUSTOMER) == ("gone", "task_gone")


def test_the_log_reads_an_agreement_as_it_was_written() -> None:
    plan = after(ChangeTask(IMPORT, "due", None), writer=TEAM, plan=both_agreed())
    plan = after(AGREE, writer=FOR_MARIA, plan=after(AGREE, writer=TEAM, plan=plan))
    plan = after(ChangeTask(IMPORT, "owner", TOM), writer=FOR_MARIA, plan=plan)
    before = Agreement(MARIA, "customer", proposal_typed=TOM)
    event = TaskChanged(IMPORT, "agreed", before, agreement(plan))
    assert from_record(*_stored(event)) == event


def _stored(event: object) -> tuple[str, int, dict]:
    kind, body = to_record(event)
    return kind, 1, body


def test_a_word_given_anew_on_a_later_day_says_that_it_still_holds() -> None:
    later = replace(CUSTOMER, today=DAY + timedelta(days=20))
    plan = after(AGREE, writer=later, plan=both_agreed())
    assert agreement(plan).words == (Word(TOM, "team", TEAM.today), Word(MARIA, "customer", later.today))
    typed = after(AGREE, writer=replace(FOR_MARIA, today=DAY + timedelta(days=30)), plan=plan)
    assert typed.revision == plan.revision


def asked(plan: Plan, days: int, owner: str = MARIA) -> bool:
    return is_to_confirm(plan.tasks[IMPORT], owner, TEAM.today + timedelta(days=days), after_days=5)


def test_an_owner_is_asked_about_a_date_on_which_nobody_gave_a_word_for_some_days() -> None:
    plan = after(ChangeTask(IMPORT, "due", date(2027, 1, 8)), ChangeTask(IMPORT, "owner", MARIA))
    assert not asked(plan, 30)
    plan = after(AGREE, writer=TEAM, plan=after(AGREE, writer=CUSTOMER, plan=plan))
    assert [asked(plan, days) for days in (4, 5, 30)] == [False, True, True]
    assert not asked(plan, 5, owner=TOM)
    assert not asked(plan, 50)
    assert not asked(after(ChangeTask(IMPORT, "status", "done"), plan=plan), 5)
    assert not asked(after(ChangeTask(IMPORT, "due", date(2027, 1, 15)), writer=CUSTOMER, plan=plan), 5)
