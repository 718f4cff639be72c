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


@settings(max_examples=60, deadline=None)
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
