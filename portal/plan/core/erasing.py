"""Taking words out of everything that stands in a plan, or was removed from it and may be brought back."""

from collections.abc import Iterator

from portal.plan.core.commands import EraseWords, Limits
from portal.plan.core.events import Event, PhaseRenamed, TaskChanged, TaskLinked, links_from_record, links_to_record
from portal.plan.core.parts import PARTS
from portal.plan.core.plan import Standing, Task


def erase_words(command: EraseWords, plan: Standing, limits: Limits) -> list[Event]:
    """An event for each text that the words stand in."""
    events: list[Event] = []
    for phase in plan.phases.values():
        name = command.blot(phase.name)[: limits.title_length]
        if name != phase.name:
            events.append(PhaseRenamed(phase.id, phase.name, name))
    for task in plan.tasks.values():
        events += _of_task(command, task, limits)
    return events


def _of_task(command: EraseWords, task: Task, limits: Limits) -> Iterator[Event]:
    texts = (("title", task.title, limits.title_length), ("description", task.description, limits.description_length))
    for field, before, longest in texts:
        after = command.blot(before)[:longest]
        if after != before:
            yield TaskChanged(task.id, field, before, after)
    for field, part in PARTS.items():
        kept = getattr(task, part.attribute)
        record = part.write(kept)
        blotted = command.blot(record)
        if blotted != record:
            yield TaskChanged(task.id, field, kept, part.read(blotted))
    links = links_from_record(command.blot(links_to_record(task.links)))
    if links != task.links:
        yield TaskLinked(task.id, task.links, links)
