"""Eight people edit one plan at once over bad lines: all see one plan in the end, and no answer they got was a lie.

SEEDS=1000 tries more stories than are tried with every change.
"""

import json
import os
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.extensions import db
from portal.people.models import Side
from portal.plan.core.apply import apply
from portal.plan.core.events import from_record
from portal.plan.core.plan import Plan
from portal.plan.core.values import TEXT_FIELDS, value_of
from portal.plan.models import EventRow, Receipt
from portal.plan.operations import write_value
from portal.plan.store import load_rows
from tests import factories
from tests.plan.mirror import Op
from tests.plan.simulation import EDITORS, PEOPLE, SECRET, World
from tests.plan.wishes import WISHES

pytestmark = [pytest.mark.db, pytest.mark.sockets]

SEEDS = int(os.environ.get("SEEDS") or (100 if os.environ.get("CI") == "true" else 30))
MEANT = list(WISHES) + ["set_field", "add_task", "wait_for", "shift_group"] * 2
HAPPENS = ["receive", "reconnect", "forget", "revoke"]
FATES = ["arrives", "arrives", "late", "late", "doubled", "lost", "unheard"]

numbers = st.integers(0, 40)
# Those who may edit, thrice; those who may only look, once.
people = st.sampled_from([*range(len(EDITORS))] * 3 + [*range(len(PEOPLE))])
wishes = st.tuples(people, st.sampled_from(MEANT), numbers, numbers, st.sampled_from(FATES))
happenings = st.tuples(people, st.sampled_from(HAPPENS), numbers, numbers, st.just("arrives"))
stories = st.lists(st.one_of(wishes, wishes, wishes, happenings), min_size=25, max_size=60)


def live(world: World, story: list[tuple[int, str, int, int, str]]) -> None:
    """Let everything in `story` happen, and at last every line be good again."""
    for who, what, a, b, fate in story:
        editor = world.editors[who]
        if what in WISHES:
            wish = WISHES[what](editor, world, a, b)
            if wish:
                message = world.send(editor, *wish)
                world.under_way += [(editor, message, fate != "unheard")] * {"lost": 0, "doubled": 2}.get(fate, 1)
            if fate != "late":
                world.under_way.reverse()
                world.deliver()
        elif what == "receive":
            orders = (list, lambda frames: frames[::-1], lambda frames: frames[1:], lambda frames: frames * 2)
            world.receive(editor, orders[a % len(orders)])
        elif what == "reconnect":
            world.reconnect(editor)
        elif what == "forget":
            factories.forget_plan(world.plan_id)
        elif editor.name == "Otto" and a % 4 == 0:
            world.revoke(editor)
    world.deliver()
    for editor in world.editors:
        world.receive(editor, list)
        world.reconnect(editor)
    for editor in world.editors:
        world.receive(editor, list)


def check_everyone_sees_the_plan(world: World) -> None:
    truth = {side: world.snapshot(side) for side in Side}
    for editor in world.editors:
        if editor.is_in:
            assert editor.mirror.shown() == truth[Side(editor.visitor.audience)], editor.name
            assert not editor.pending
    factories.forget_plan(world.plan_id)
    assert {side: world.snapshot(side) for side in Side} == truth


def plans_by_revision(world: World, events: list[Any]) -> list[Plan]:
    """The plan as the log says it was at each revision."""
    assert [row.revision for row in events] == list(range(1, len(events) + 1))
    shared = [row.shared_revision for row in events if row.shared_revision]
    assert shared == list(range(1, len(shared) + 1))
    plans = [world.start]
    for row in events:
        plans.append(apply(from_record(row.kind, row.version, row.body), plans[-1]))
    stored = load_rows(db.session(), world.plan_id)
    assert stored is not None
    assert (stored.phases, stored.tasks) == (plans[-1].phases, plans[-1].tasks)
    return plans


def check_every_answer_was_kept(world: World, plans: list[Plan]) -> None:
    """What was acknowledged happened, once; it stands at its revision, so only a later event can have changed it."""
    rows = db.session.scalars(db.select(Receipt).filter_by(plan_id=world.plan_id))
    receipts = {row.cid: row for row in rows}
    for cid, answers in world.answers.items():
        given = {answer["seq"] for answer in answers if answer["ok"]}
        assert len(given) == (cid in receipts)
        assert sum(answer["ok"] and not answer.get("dup") for answer in answers) == len(given)
    for editor in world.editors:
        for cid, message in editor.accepted.items():
            for op in message["ops"]:
                assert stands(op, plans[receipts[cid].revision], message["ops"]), (editor.name, op)


def check_nothing_happened_that_was_not_acknowledged(world: World, events: list[Any]) -> None:
    """Every event belongs to the one change whose receipt is the next: by the same person, on what they asked for."""
    rows = db.session.scalars(
        db.select(Receipt).filter_by(plan_id=world.plan_id).order_by(Receipt.revision, Receipt.id)
    )
    receipts = iter(list(rows))
    receipt = None
    for event in events:
        while receipt is None or receipt.revision < event.revision:
            receipt = next(receipts)
        asked = {op.get("t") or op.get("p") for op in world.sent[receipt.cid]["ops"]}
        # Tasks that wait for a task which came or went are told anew.
        assert event.subject_id in asked or event.kind == "WaitsChanged"
        assert event.by_id == receipt.by_id


def stands(op: Op, plan: Plan, together: list[Op]) -> bool:
    """Whether the plan is as `op` wants it. Text with a base may have been merged with that of others."""
    kind, subject = op["k"], op.get("t") or op["p"]
    thing: Any = plan.tasks[subject] if "t" in op else plan.phases[subject]
    match kind:
        case "add" | "restore":
            return not thing.is_removed
        case "remove":
            return bool(thing.is_removed)
        case "wait":
            return op["on"] in [wait.on for wait in thing.waits]
        case "unwait":
            return op["on"] not in [wait.on for wait in thing.waits]
        case "move":
            return "p" in op or thing.phase == op["phase"]
    if op["f"] in TEXT_FIELDS and "base" in op:
        return True
    last = [one["v"] for one in together if one["k"] == "set" and (one.get("t"), one["f"]) == (op.get("t"), op["f"])][
        -1
    ]
    return last == (thing.name if "p" in op else write_value(value_of(thing, op["f"])))


def check_customers_learnt_nothing_internal(world: World, events: list[Any], plans: list[Plan]) -> None:
    heard = "\n".join(world.line.told[Side.CUSTOMER]) + json.dumps(world.snapshot(Side.CUSTOMER))
    assert SECRET not in heard
    assert [secret for secret in world.secret_ids if secret in heard] == []
    for row in events:
        if row.shared_op:
            # That one goes away names it, and is all that is said of it.
            said = json.dumps({**row.shared_op, "t": None} if row.shared_op["k"] == "remove" else row.shared_op)
            tasks = plans[row.revision].tasks.values()
            assert [task.id for task in tasks if not task.is_shared and task.id in said] == []


@settings(max_examples=SEEDS, suppress_health_check=list(HealthCheck))
@given(stories)
def test_over_bad_lines_all_end_with_one_plan_and_every_answer_was_kept(app: Flask, story: Any) -> None:
    world = World(app)
    live(world, story)
    check_everyone_sees_the_plan(world)
    events = list(db.session.scalars(db.select(EventRow).filter_by(plan_id=world.plan_id).order_by(EventRow.revision)))
    plans = plans_by_revision(world, events)
    check_every_answer_was_kept(world, plans)
    check_nothing_happened_that_was_not_acknowledged(world, events)
    check_customers_learnt_nothing_internal(world, events, plans)
