"""Whatever happens, in whatever order: every viewer's copy is the server's plan as their side sees it, at each step."""

import json
from typing import Any

from hypothesis import given, settings

from portal.people.models import Side
from portal.plan.core.commands import ChangeTask, Command, Writer
from portal.plan.operations import whole_plan
from tests.plan.histories import SECRET, Story, histories
from tests.plan.mirror import Mirror

SIDES = (Side.TEAM, Side.CUSTOMER)
SHARING = {("visibility", "shared")}

History = list[tuple[Writer, Command]]


def as_sent(thing: Any) -> Any:
    """What arrives of it at the other end of the wire."""
    return json.loads(json.dumps(thing))


def mirrors_of(story: Story) -> dict[str, Mirror]:
    """A copy for each side, as the snapshot gives it at this moment."""
    return {side: Mirror(as_sent(whole_plan(story.seen_by(side)))) for side in SIDES}


def follow(story: Story, mirrors: dict[str, Mirror]) -> None:
    for side, mirror in mirrors.items():
        for op in story.ops[side][mirror.seq :]:
            mirror.take(as_sent(op))


@settings(max_examples=80)
@given(histories)
def test_every_viewer_is_right_after_every_step_whenever_they_came(history: History) -> None:
    story = Story()
    watching = [mirrors_of(story)]
    for number, (writer, command) in enumerate(history):
        story.ask(writer, command)
        follow(story, watching[0])
        for side, mirror in watching[0].items():
            assert mirror.shown() == as_sent(whole_plan(story.seen_by(side)))
        if number % 10 == 0:
            watching.append(mirrors_of(story))
    for mirrors in watching[1:]:
        follow(story, mirrors)
        assert [mirror.shown() for mirror in mirrors.values()] == [mirror.shown() for mirror in watching[0].values()]
    # That no operation for customers names a task while it is internal.
    assert story.slips == []


@settings(max_examples=60)
@given(histories)
def test_what_is_never_shared_is_in_no_operation_and_no_plan_of_customers(history: History) -> None:
    story = Story()
    for writer, command in history:
        if not (isinstance(command, ChangeTask) and (command.field, command.value) in SHARING):
            story.ask(writer, command)
    assert SECRET not in json.dumps(story.ops["customer"])
    assert SECRET not in json.dumps(whole_plan(story.seen_by(Side.CUSTOMER)))
    assert SECRET in json.dumps(whole_plan(Story().seen_by(Side.TEAM)))
