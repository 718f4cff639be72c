"""Taking words out of a plan as it stands, and out of the texts that are being typed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from portal import database
from portal.extensions import db
from portal.live import doorbell
from portal.plan.core.commands import EraseWords
from portal.plan.editor import Author, edit
from portal.plan.texts.models import TextRow
from portal.plan.texts.settle import topic_of
from portal.plan.texts.store import open_texts, rewrite_text


def erase_from_plan(plan_id: str, workspace_id: str, blot: Callable[[Any], Any], cid: str) -> bool:
    """Whether the plan, and all that is being typed into it, is without the words now. Its log is another's part.

    `blot(value)` is the value without them.
    """
    author = Author(None, workspace_id, via="erasure")
    answer = edit(plan_id, [EraseWords(blot)], author, cid)
    if answer.rejection and answer.rejection.code != "gone":
        return False
    _erase_from_open_texts(plan_id, blot)
    # Whoever left a text in between brought what they had typed, words and all, into the plan.
    answer = edit(plan_id, [EraseWords(blot)], author, f"{cid}:left")
    return answer.rejection is None or answer.rejection.code == "gone"


def _erase_from_open_texts(plan_id: str, blot: Callable[[Any], Any]) -> None:
    open_ones = db.session.scalars(select(TextRow.task_id).where(TextRow.plan_id == plan_id, TextRow.is_open)).all()
    db.session.rollback()
    for task_id in open_ones:
        _erase_from_text(task_id, blot)


def _erase_from_text(task_id: str, blot: Callable[[Any], Any]) -> None:
    with database.write() as session:
        opened = open_texts(session, [task_id]).get(task_id)
        if opened is None:
            return
        # Also where the words were deleted again: the updates still say them.
        number = rewrite_text(session, opened, blot(opened.text))
        database.after_commit(session, partial(doorbell.ring_topic, topic_of(task_id), number))
