"""Histories of a plan, made up: what people of both sides ask for in any order, sensible or not."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

from portal.plan.core.apply import Draft
from portal.plan.core.commands import (
    AddItem,
    AddPhase,
    AddTask,
    AddWait,
    AgreeToTask,
    AttachFile,
    BlockTask,
    ChangeItem,
    ChangeTask,
    Command,
    Limits,
    LinkBehind,
    LinkTask,
    MoveItem,
    MovePhase,
    MoveTask,
    PromiseOwner,
    Rejected,
    RemoveFile,
    RemoveItem,
    RemovePhase,
    RemoveTask,
    RemoveWait,
    RenamePhase,
    RestorePhase,
    RestoreTask,
    SetRole,
    UnlinkTask,
    WithdrawFromTask,
    Writer,
)
from portal.plan.core.decide import decide
from portal.plan.core.plan import Phase, Plan, Task, TaskLink
from portal.plan.core.work import File
from portal.plan.operations import operations_of

SECRET = "not for them"
PHASES = [f"phase-{number:016}" for number in range(4)]
TASKS = [f"task-{number:017}" for number in range(9)]
MARIA = "maria-----------------"
TEAM, CUSTOMER = (Writer(is_team, frozenset({MARIA})) for is_team in (True, False))
LIMITS = Limits(tasks_per_phase=8)

phases = st.sampled_from(PHASES)
tasks = st.sampled_from(TASKS)
items = st.sampled_from([f"item-{number:017}" for number in range(3)])
days = st.one_of(st.none(), st.dates(date(2026, 11, 1), date(2027, 1, 31)))
places = st.one_of(st.none(), tasks)
values = st.one_of(
    st.tuples(st.just("title"), st.sampled_from(["Import the data", "Train the admins"])),
    st.tuples(st.just("description"), st.sampled_from(["", "Three years.\n\nAs CSV."])),
    st.tuples(st.just("owner"), st.sampled_from([None, MARIA])),
    st.tuples(st.sampled_from(["start", "due"]), days),
    st.tuples(st.just("status"), st.sampled_from(["todo", "doing", "blocked", "done", "dropped"])),
    st.tuples(st.just("milestone"), st.booleans()),
)
keys = st.sampled_from(["form:one", "training:one"])
visibilities = st.sampled_from(["shared", "internal"])


def _change(task: str, pair: tuple[str, Any]) -> Command:
    return ChangeTask(task, *pair)


of_anyone: st.SearchStrategy[Command] = st.one_of(
    st.builds(_change, tasks, values),
    st.builds(AddTask, tasks, phases, st.just("One more"), places, st.just({})),
    st.builds(MoveTask, tasks, phases, places),
    st.builds(RemoveTask, tasks),
    st.builds(RestoreTask, tasks),
    st.builds(RenamePhase, phases, st.sampled_from(["Kickoff", "Live"])),
    st.builds(AddPhase, phases, st.just("One more phase"), st.one_of(st.none(), phases)),
    st.builds(MovePhase, phases, st.one_of(st.none(), phases)),
    st.builds(RemovePhase, phases),
    st.builds(RestorePhase, phases),
    st.builds(AddWait, tasks, tasks, st.integers(0, 3)),
    st.builds(RemoveWait, tasks, tasks),
    st.builds(BlockTask, tasks, st.sampled_from(["it", "leave"]), st.sampled_from(["", "Until Monday"])),
    st.builds(AgreeToTask, tasks),
    st.builds(WithdrawFromTask, tasks),
    st.builds(AddItem, tasks, items, st.just("One more item"), st.one_of(st.none(), items)),
    st.builds(ChangeItem, tasks, items, st.none(), st.booleans()),
    st.builds(MoveItem, tasks, items, st.one_of(st.none(), items)),
    st.builds(RemoveItem, tasks, items),
    st.builds(AttachFile, tasks, st.builds(File, items, st.just("people.csv"), st.just(20))),
    st.builds(RemoveFile, tasks, items, st.booleans()),
    st.builds(SetRole, tasks, st.sampled_from(["accountable", "consulted"]), st.just(MARIA), st.booleans()),
    st.builds(PromiseOwner, tasks, st.just(MARIA), st.just(date(2026, 12, 4)), tasks, st.just("Name the owner")),
)
of_the_team = st.one_of(
    of_anyone,
    st.builds(lambda task, to: ChangeTask(task, "visibility", to), tasks, visibilities),
    st.builds(AddTask, tasks, phases, st.just(SECRET), places, st.just({"visibility": "internal"})),
    st.builds(LinkTask, tasks, st.builds(TaskLink, keys, st.sampled_from(["Intake", "Basics"]), st.just("/w/here"))),
    st.builds(UnlinkTask, tasks, keys),
    st.builds(LinkBehind, tasks, tasks, st.booleans()),
)
asked = st.one_of(st.tuples(st.just(TEAM), of_the_team), st.tuples(st.just(CUSTOMER), of_anyone))
histories = st.lists(asked, min_size=20, max_size=80)


def start() -> Plan:
    """Three phases, two of them filled; the second task of each is internal."""
    standing = {phase: Phase(phase, f"Phase {rank}", rank) for phase, rank in zip(PHASES[:3], "BCD", strict=True)}
    rows = {}
    for number, task in enumerate(TASKS[:6]):
        is_secret = number % 3 == 1
        title, visibility = (SECRET, "internal") if is_secret else (f"Step {number}", "shared")
        rows[task] = Task(task, PHASES[number // 3], "BCD"[number % 3], title, visibility=visibility)
    return Plan("plan", 0, 0, standing, rows)


@dataclass
class Story:
    """A plan and the operations that led to it, numbered for each audience as they are stored.

    `slips` are the ids that a customer was told while they were internal.
    """

    plan: Plan = field(default_factory=start)
    ops: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"team": [], "customer": []})
    slips: list[str] = field(default_factory=list)

    def ask(self, writer: Writer, command: Command) -> None:
        """Let `command` happen, if it may."""
        draft = Draft(self.plan)
        try:
            events = decide(command, draft, writer, LIMITS)
        except Rejected:
            return
        for event in events:
            draft.apply(event)
            team, customer = operations_of(event, draft)
            self.ops["team"].append({"seq": len(self.ops["team"]) + 1, **team})
            if customer is not None:
                self.ops["customer"].append({"seq": len(self.ops["customer"]) + 1, **customer})
                self.slips += _internal_in(customer, draft)
        self.plan = draft.plan(len(self.ops["team"]), len(self.ops["customer"]))

    def seen_by(self, side: str) -> Plan:
        return self.plan if side == "team" else self.plan.for_customer()


def _internal_in(op: dict[str, Any], plan: Draft) -> list[str]:
    """The internal tasks that `op` names. That one goes away names it, and is all that is said of it."""
    said = json.dumps({**op, "t": None} if op["k"] == "remove" else op)
    return [task.id for task in plan.tasks.values() if not task.is_shared and task.id in said]
