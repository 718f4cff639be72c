"""Whatever happens, in whatever order: every viewer's copy ends equal to the server's plan as their side sees it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import database, green
from portal.extensions import db
from portal.people.models import Side
from portal.plan.core.commands import ChangeTask, Command, Writer
from portal.plan.operations import whole_plan
from portal.plan.queries import load_plan
from portal.plan.wire import read_since
from tests import factories
from tests.plan.histories import MARIA, PHASES, SECRET, TASKS, Story, asked, histories
from tests.plan.mirror import Mirror
from tests.plan.test_editor import Kickoff
from tests.sockets import wait_until

SIDES = (Side.TEAM, Side.CUSTOMER)
LANES = 3
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


@settings(max_examples=80, deadline=None)
@given(histories)
def test_every_viewer_ends_with_the_plan_of_their_side_whenever_they_came(history: History) -> None:
    story = Story()
    watching = [mirrors_of(story)]
    for number, (writer, command) in enumerate(history):
        story.ask(writer, command)
        if number % 10 == 0:
            watching.append(mirrors_of(story))
    truth = {side: as_sent(whole_plan(story.seen_by(side))) for side in SIDES}
    for mirrors in watching:
        follow(story, mirrors)
        assert {side: mirror.shown() for side, mirror in mirrors.items()} == truth


@settings(max_examples=60, deadline=None)
@given(histories)
def test_a_viewer_who_follows_step_by_step_is_right_after_every_step(history: History) -> None:
    story = Story()
    mirrors = mirrors_of(story)
    for writer, command in history:
        story.ask(writer, command)
        follow(story, mirrors)
        for side, mirror in mirrors.items():
            assert mirror.shown() == as_sent(whole_plan(story.seen_by(side)))


@settings(max_examples=80, deadline=None)
@given(histories)
def test_no_operation_for_customers_names_a_task_while_it_is_internal(history: History) -> None:
    story = Story()
    for writer, command in history:
        story.ask(writer, command)
    assert story.slips == []


@settings(max_examples=60, deadline=None)
@given(histories)
def test_what_is_never_shared_is_in_no_operation_and_no_plan_of_customers(history: History) -> None:
    story = Story()
    for writer, command in history:
        if not (isinstance(command, ChangeTask) and (command.field, command.value) in SHARING):
            story.ask(writer, command)
    assert SECRET not in json.dumps(story.ops["customer"])
    assert SECRET not in json.dumps(whole_plan(story.seen_by(Side.CUSTOMER)))
    assert SECRET in json.dumps(whole_plan(Story().seen_by(Side.TEAM)))


class Names:
    """The made-up ids of a history, as one workspace of the database knows them."""

    def __init__(self, kickoff: Kickoff) -> None:
        phases = [phase.id for phase in factories.phases_of(kickoff.workspace)]
        tasks = [task.id for task in factories.tasks_of(kickoff.workspace)]
        self.of = {name: database.new_id() for name in (*PHASES, *TASKS)}
        self.of.update(zip(PHASES, phases, strict=False))
        self.of.update(zip(TASKS, tasks, strict=False))
        self.of[MARIA] = kickoff.maria_is.id

    def put_into(self, command: Command) -> Command:
        found = {name: self.of.get(getattr(command, name, None)) for name in ("task", "phase", "after", "value", "on")}
        return replace(command, **{name: known for name, known in found.items() if known})


def edit_at_once(kickoff: Kickoff, app: Flask, history: History) -> None:
    """Several people at work at once: each lane edits in its own order, and they meet at the plan's lock."""
    names, finished = Names(kickoff), []

    def work(lane: int) -> None:
        with app.app_context():
            for writer, command in history[lane::LANES]:
                author = kickoff.anna if writer.is_team else kickoff.maria
                kickoff.edit(author, names.put_into(command), cid=database.new_id())
        finished.append(lane)

    for lane in range(LANES):
        green.spawn(work, lane)
    wait_until(lambda: len(finished) == LANES, "the editors did not finish")
    db.session.rollback()


def followed(kickoff: Kickoff, side: Side, mirror: Mirror) -> dict[str, Any]:
    """What `mirror` shows after it took what `read_since` gives it."""
    behind = read_since(kickoff.plan_id, side, mirror.seq)
    for op in behind.operations or []:
        mirror.take(as_sent(op))
    assert mirror.seq == behind.seq
    return mirror.shown()


@pytest.mark.db
@pytest.mark.sockets
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(asked, min_size=25, max_size=60))
def test_edits_of_many_at_once_are_told_alike_from_memory_and_from_the_log(app: Flask, history: History) -> None:
    kickoff = Kickoff(app)
    workspace_id = kickoff.workspace.id
    starts = {side: as_sent(whole_plan(load_plan(workspace_id, side))) for side in SIDES}
    edit_at_once(kickoff, app, history)
    truth = {side: as_sent(whole_plan(load_plan(workspace_id, side))) for side in SIDES}
    from_memory = {side: followed(kickoff, side, Mirror(starts[side])) for side in SIDES}
    factories.forget_plan(kickoff.plan_id)
    from_log = {side: followed(kickoff, side, Mirror(starts[side])) for side in SIDES}
    assert from_memory == from_log == truth
    assert {side: as_sent(whole_plan(load_plan(workspace_id, side))) for side in SIDES} == truth
