"""Where typing meets the plan: a change of a description first takes in what was typed, and is then typed itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.orm import Session

from portal.database import after_commit
from portal.live import doorbell
from portal.plan.core.commands import ChangeTask, Command, SettleText
from portal.plan.core.plan import Task
from portal.plan.store import StoredEvent
from portal.plan.texts.document import edit_to
from portal.plan.texts.store import OpenText, Typist, add_update, close_text, forget_typists, open_texts


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a request (`is_asked`), or what was typed before it: by `typists`, the last of them its author."""

    command: Command
    typists: tuple[Typist, ...] = ()
    is_asked: bool = True


@dataclass
class Steps:
    """A request's commands with what was typed before them, and the open texts that they are about."""

    steps: list[Step]
    opened: dict[str, OpenText] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)


def steps_of(session: Session, commands: Sequence[Command]) -> Steps:
    """The steps to take for `commands`."""
    about = [task for command in commands if (task := _description_of(command))]
    if not about:
        return Steps([Step(command) for command in commands])
    found = Steps([], open_texts(session, about))
    for opened in found.opened.values():
        found.steps.append(Step(ChangeTask(opened.task_id, "description", opened.text), opened.typists, False))
    for command in commands:
        if isinstance(command, SettleText):
            found.settled |= {command.task} if command.is_left else set()
        else:
            found.steps.append(Step(command))
    return found


def name_typists(events: Iterable[StoredEvent], typists: Sequence[Typist]) -> None:
    """Write beside each event's author who else typed, and who said it."""
    named = [who for participant, _, said in typists[:-1] for who in (participant, said) if who]
    others = [who for who in dict.fromkeys(named) if who not in typists[-1]]
    for op in (op for stored in events for op in (stored.op, stored.shared_op) if op is not None and others):
        op["with"] = others


def _description_of(command: Command) -> str | None:
    is_text = isinstance(command, SettleText) or (isinstance(command, ChangeTask) and command.field == "description")
    return command.task if is_text else None  # type: ignore[union-attr]


def follow_plan(session: Session, found: Steps, tasks: Mapping[str, Task], by: Typist) -> None:
    """After the steps were taken: type what they changed into the open texts, and close those that are settled."""
    for task_id, opened in found.opened.items():
        after = tasks[task_id].description
        if opened.text != after:
            number = add_update(session, opened, edit_to(opened.updates, after), by)
            after_commit(session, partial(doorbell.ring_topic, topic_of(task_id), number))
        forget_typists(session, opened)
        if task_id in found.settled:
            close_text(session, opened)


def topic_of(task_id: str) -> str:
    """The text's name on the wire."""
    return f"text:{task_id}"
