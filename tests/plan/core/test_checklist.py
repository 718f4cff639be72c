"""The checklist inside a task: what may be added, ticked, moved and removed."""

from datetime import date

import pytest

from portal.plan.core.commands import AddItem, ChangeItem, Command, Limits, MoveItem, RemoveItem, Writer
from portal.plan.core.parts import read_parts, write_parts
from portal.plan.core.plan import Plan
from tests.plan.core.test_decide import IMPORT, MARIA, SECRET, TOM, after, refusal

DAY = date(2026, 11, 23)
WRITER = Writer(is_team=False, people=frozenset({MARIA}), by=MARIA, today=DAY)
ONE, TWO, THREE = (f"item-{number:017}" for number in (1, 2, 3))


def add(item: str, text: str, after_: str | None = None) -> AddItem:
    return AddItem(IMPORT, item, text, after_)


def three() -> Plan:
    return after(add(ONE, "One"), add(TWO, "Two", ONE), add(THREE, "Three", TWO), writer=WRITER)


def texts(plan: Plan) -> list[str]:
    return [item.text for item in plan.tasks[IMPORT].checklist]


def test_items_stand_in_the_order_they_are_put_in() -> None:
    assert texts(three()) == ["One", "Two", "Three"]
    moved = after(MoveItem(IMPORT, THREE, None), MoveItem(IMPORT, ONE, TWO), writer=WRITER, plan=three())
    assert texts(moved) == ["Three", "Two", "One"]


def test_an_item_whose_neighbour_is_gone_stands_last() -> None:
    assert texts(after(add("item-x".ljust(22, "-"), "Four", "gone"), writer=WRITER, plan=three()))[-1] == "Four"


def test_a_tick_says_who_and_when_and_is_taken_away_again() -> None:
    plan = after(ChangeItem(IMPORT, TWO, is_done=True), writer=WRITER, plan=three())
    item = plan.tasks[IMPORT].checklist[1]
    assert (item.is_done, item.by, item.on) == (True, MARIA, DAY)
    assert after(ChangeItem(IMPORT, TWO, is_done=True), writer=WRITER, plan=plan).revision == plan.revision
    plan = after(ChangeItem(IMPORT, TWO, is_done=False), writer=WRITER, plan=plan)
    assert plan.tasks[IMPORT].checklist == three().tasks[IMPORT].checklist


def test_words_change_and_a_tick_stays() -> None:
    plan = after(
        ChangeItem(IMPORT, ONE, is_done=True), ChangeItem(IMPORT, ONE, " Once  more "), writer=WRITER, plan=three()
    )
    assert (texts(plan)[0], plan.tasks[IMPORT].checklist[0].is_done) == ("Once more", True)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (add(ONE, "Again"), "bad_id"),
        (add("../x", "No id"), "bad_id"),
        (add("item-y".ljust(22, "-"), "  "), "empty"),
        (add("item-y".ljust(22, "-"), "x" * 201), "too_long"),
        (ChangeItem(IMPORT, ONE, ""), "empty"),
        (ChangeItem(IMPORT, "gone", "x"), "item_gone"),
        (MoveItem(IMPORT, "gone"), "item_gone"),
        (RemoveItem(IMPORT, "gone"), "item_gone"),
        (AddItem(SECRET, ONE, "Not theirs"), "task_gone"),
    ],
)
def test_what_cannot_be_is_refused(command: Command, reason: str) -> None:
    assert refusal(command, writer=WRITER, plan=three())[1] == reason


def test_a_checklist_has_a_limit() -> None:
    full = refusal(add("item-z".ljust(22, "-"), "Four"), writer=WRITER, plan=three(), limits=Limits(items_per_task=3))
    assert full == ("invalid", "too_many_items")


def test_a_removed_item_comes_back_as_it_was() -> None:
    plan = after(RemoveItem(IMPORT, TWO), writer=WRITER, plan=three())
    assert texts(plan) == ["One", "Three"]
    back = after(AddItem(IMPORT, TWO, "Two", ONE, is_done=True), writer=WRITER, plan=plan)
    assert texts(back) == ["One", "Two", "Three"]
    assert back.tasks[IMPORT].checklist[1].is_done


def test_a_tick_made_for_somebody_is_theirs_with_who_made_it_beside() -> None:
    for_maria = Writer(True, frozenset({MARIA, TOM}), by=TOM, today=DAY, said=MARIA, said_side="customer")
    plan = after(ChangeItem(IMPORT, TWO, is_done=True), writer=for_maria, plan=three())
    item = plan.tasks[IMPORT].checklist[1]
    assert (item.by, item.typed) == (MARIA, TOM)
    assert read_parts(write_parts(plan.tasks[IMPORT]))["checklist"] == plan.tasks[IMPORT].checklist
    plan = after(ChangeItem(IMPORT, TWO, is_done=False), writer=for_maria, plan=plan)
    assert plan.tasks[IMPORT].checklist == three().tasks[IMPORT].checklist
