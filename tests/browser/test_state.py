"""What a page's own script makes of made-up histories is the plan as the server has it."""

import base64
import json

import pytest
from hypothesis import given, settings
from playwright.sync_api import Browser, Page

from portal.config import ROOT
from portal.people.models import Side
from portal.plan.core.commands import Command, Writer
from portal.plan.operations import whole_plan
from tests.plan.histories import Story, histories

SOURCE = (ROOT / "static" / "js" / "plan" / "state.js").read_bytes()
FOLLOW = """async ([source, start, ops]) => {
    const { planOf, applyOp } = await import(`data:text/javascript;base64,${source}`);
    const plan = planOf(start);
    for (const op of ops) applyOp(plan, op);
    return {
        phases: plan.phaseOrder.map((id) => plan.phases.get(id)),
        tasks: plan.phaseOrder.flatMap((id) => plan.order.get(id).map((task) => plan.tasks.get(task))),
    };
}"""


@pytest.fixture(scope="module")
def blank_page(chromium: Browser) -> Page:
    return chromium.new_page()


@settings(max_examples=60)
@given(histories)
def test_a_page_that_follows_a_history_ends_with_the_plan_of_its_side(
    blank_page: Page, history: list[tuple[Writer, Command]]
) -> None:
    story = Story()
    starts = {side: whole_plan(story.seen_by(side)) for side in Side}
    for writer, command in history:
        story.ask(writer, command)
    for side in Side:
        source = base64.b64encode(SOURCE).decode()
        shown = blank_page.evaluate(FOLLOW, [source, starts[side], story.ops[side]])
        truth = json.loads(json.dumps(whole_plan(story.seen_by(side))))
        assert shown == {"phases": truth["phases"], "tasks": truth["tasks"]}


BACK = """async ([source, start, ops]) => {
    const { planOf, applyOp, inverseOf } = await import(`data:text/javascript;base64,${source}`);
    const shown = (plan) => JSON.stringify([
        plan.phaseOrder.map((id) => plan.phases.get(id).name),
        plan.phaseOrder.map((id) => plan.order.get(id).map((task) => Object.entries(plan.tasks.get(task)).sort())),
    ]);
    const plan = planOf(start);
    const notBack = [];
    for (const op of ops) {
        const before = shown(plan);
        const inverse = inverseOf(plan, [op]);
        applyOp(plan, op);
        const after = shown(plan);
        const again = inverseOf(plan, inverse);
        for (const one of inverse) applyOp(plan, one);
        if (shown(plan) !== before) notBack.push([op, "undone", before, shown(plan)]);
        for (const one of again) applyOp(plan, one);
        if (shown(plan) !== after) notBack.push([op, "done again", after, shown(plan)]);
    }
    return notBack;
}"""


@settings(max_examples=60)
@given(histories)
def test_every_change_can_be_undone_and_done_again(blank_page: Page, history: list[tuple[Writer, Command]]) -> None:
    story = Story()
    start = whole_plan(story.seen_by(Side.TEAM))
    for writer, command in history:
        story.ask(writer, command)
    source = base64.b64encode(SOURCE).decode()
    assert blank_page.evaluate(BACK, [source, start, story.ops[Side.TEAM]]) == []
