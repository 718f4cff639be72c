"""Uploads that no task holds after all: the server ended between keeping the file and putting it on its task.

Their rows would count in what the onboarding may hold, and nobody could see or remove them.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import write
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.jobs.queue import enqueue
from portal.plan.models import TaskRow

DROP_IF_LEFT = "plan.drop_if_left"
# By then it is on its task, or whoever put it there heard that it is not.
LEFT_AFTER = timedelta(minutes=10)


def watch(session: Session, plan_id: str, file_id: str) -> None:
    """Look after a while whether a task holds the file; call it in the transaction of its row."""
    enqueue(session, DROP_IF_LEFT, {"plan": plan_id, "file": file_id}, clock.now() + LEFT_AFTER)


def drop_if_left(payload: dict[str, Any]) -> None:
    """Do DROP_IF_LEFT."""
    kept = db.session.scalars(select(TaskRow.files).where(TaskRow.plan_id == payload["plan"])).all()
    if any(file["i"] == payload["file"] for files in kept for file in files or ()):
        return
    drop(payload["file"])


def drop(file_id: str) -> None:
    """Delete a file that no task holds."""
    with write() as session:
        session.execute(delete(StoredFile).where(StoredFile.id == file_id))
    store.discard(file_id)
