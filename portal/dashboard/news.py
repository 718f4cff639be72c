"""What happened since somebody was last here: in the plan, in chat, forms and training, the newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.access.entry import Entry
from portal.chat.models import Room
from portal.chat.queries import Heard, messages_since
from portal.intake.queries import submissions_since
from portal.people.queries import Face
from portal.plan.core.plan import Plan
from portal.plan.history.changes import change_lines
from portal.plan.queries import Wanted, changes
from portal.training.queries import training_since

CHANGES_READ = 60
MESSAGES_READ = 100
# So many people wrote in one room: the newest is named, the others are counted.
TASK_THREAD = "task:"


@dataclass(frozen=True)
class NewsLine:
    """One thing to tell; `by` is None when the product itself did it, `path` where it is to be seen."""

    by: Face | None
    said: Markup
    at: datetime
    path: str | None = None


def news_since(entry: Entry, plan: Plan, faces: Mapping[str, Face], since: datetime) -> list[NewsLine]:
    """What others did after `since` that the reader may see, one line for each thing, newest first."""
    lines = [*_in_plan(entry, plan, faces, since), *_in_chat(entry, plan, faces, since)]
    lines += [*_in_forms(entry, faces, since), *_in_training(entry, faces, since)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _in_plan(entry: Entry, plan: Plan, faces: Mapping[str, Face], since: datetime) -> Iterator[NewsLine]:
    read = changes(plan.id, entry.actor.side, Wanted(since=since), CHANGES_READ)
    for line in change_lines(read, plan, faces, entry.actor.participant_id):
        yield NewsLine(line.by, line.said, line.at)


def _in_chat(entry: Entry, plan: Plan, faces: Mapping[str, Face], since: datetime) -> Iterator[NewsLine]:
    """One line for each room and each task talked about: its newest message, and how many there are."""
    told: dict[tuple[Room, str | None], list[Heard]] = {}
    for heard in messages_since(entry, since, MESSAGES_READ):
        told.setdefault((heard.room, heard.thread), []).append(heard)
    for (room, thread), messages in told.items():
        newest = messages[0]
        said = _talked(plan, room, thread, len(messages))
        yield NewsLine(faces.get(newest.by_id or ""), said, newest.at, _talk_path(entry, room, thread))


def _talked(plan: Plan, room: Room, thread: str | None, count: int) -> Markup:
    task = plan.tasks.get((thread or "").removeprefix(TASK_THREAD))
    if task is not None:
        return Markup(_("Wrote about %(title)s")) % {"title": Markup("<b>%s</b>") % task.title}  # noqa: S704 - our own sentence
    if room is Room.INTERNAL:
        return Markup(ngettext("%(num)s note in the team’s room", "%(num)s notes in the team’s room", count))  # noqa: S704
    return Markup(ngettext("%(num)s new message in Chat", "%(num)s new messages in Chat", count))  # noqa: S704


def _talk_path(entry: Entry, room: Room, thread: str | None) -> str:
    here = entry.workspace.id
    if thread and thread.startswith(TASK_THREAD):
        return url_for("plan.show_task", workspace_id=here, task_id=thread.removeprefix(TASK_THREAD))
    return f"/w/{here}/chat/internal" if room is Room.INTERNAL else f"/w/{here}/chat"


def _in_forms(entry: Entry, faces: Mapping[str, Face], since: datetime) -> Iterator[NewsLine]:
    for news in submissions_since(entry.workspace.id, since):
        if news.by_id != entry.actor.participant_id:
            said = Markup(_("Submitted %(title)s")) % {"title": Markup("<b>%s</b>") % news.form_title}  # noqa: S704
            yield NewsLine(faces.get(news.by_id or ""), said, news.at, news.path)


def _in_training(entry: Entry, faces: Mapping[str, Face], since: datetime) -> Iterator[NewsLine]:
    """Only what is worth telling others: a training somebody did to its end."""
    for done in training_since(entry.workspace.id, since):
        if done.track and done.by != entry.actor.participant_id:
            said = Markup(_("Finished the training %(title)s")) % {"title": Markup("<b>%s</b>") % done.track}  # noqa: S704
            yield NewsLine(faces.get(done.by), said, done.at, f"/w/{entry.workspace.id}/training")
