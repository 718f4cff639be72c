"""What the plan's pages show of the conversation; they know it by these functions' names alone (see the factory)."""

from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from portal.access.entry import Entry
from portal.chat.composing import Attempt, Composer, composer
from portal.chat.models import MessageRow, Room
from portal.chat.operations import thread_of
from portal.chat.queries import comments_by_task, head_of, thread_history, topic_of
from portal.chat.views import Line, blank_line, in_order, line_maker
from portal.plan.core.plan import Task


@dataclass(frozen=True)
class CommentCounts:
    """How many comments each task has, and where the page joins the conversation to keep that true."""

    topic: str
    seq: int
    address: str
    of: dict[str, int]


def comment_counts(entry: Entry) -> CommentCounts:
    """The comments on all tasks, as the reader may see them; tasks without any are left out."""
    here, side = entry.workspace.id, entry.actor.side
    return CommentCounts(topic_of(here), head_of(here, side), f"/w/{here}/chat", comments_by_task(side, here))


@dataclass(frozen=True)
class ThreadView:
    """The comments on one task. On an internal task there is no composer that reaches the customer."""

    task: Task
    address: str
    lines: list[Line]
    earlier: str | None
    shared: Composer | None
    internal: Composer | None


def thread_view(
    entry: Entry, task: Task, before: MessageRow | None = None, attempt: Attempt | None = None
) -> ThreadView:
    """The thread of a task that the reader may see."""
    past = thread_history(entry, task.id, before)
    thread, draw = thread_of(task.id), line_maker(entry)
    return ThreadView(
        task=task,
        address=f"/w/{entry.workspace.id}/chat/tasks/{task.id}",
        lines=in_order([draw(row) for row in past.rows]),
        earlier=past.rows[0].id if past.has_earlier else None,
        shared=composer(entry, Room.SHARED, thread, attempt) if task.is_shared else None,
        internal=composer(entry, Room.INTERNAL, thread, attempt),
    )


def task_thread(entry: Entry, task: Task) -> Markup:
    """The comments on a task as they stand in its details, drawn."""
    drawn = render_template("chat/_thread_part.html", thread=thread_view(entry, task), entry=entry)
    return Markup(drawn)  # noqa: S704 - our own template, which escapes what it shows


def my_comment(entry: Entry) -> Markup:
    """A message of the reader's own without words, drawn for scripts to clone."""
    drawn = render_template("chat/_drawn_part.html", entry=entry, lines=[blank_line(entry, Room.SHARED)])
    return Markup(drawn)  # noqa: S704 - our own template, which escapes what it shows
