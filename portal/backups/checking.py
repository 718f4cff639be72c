"""Checking what a backup holds: every row counted, every file by its hash, every plan by its own history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import create_app
from portal.backups.archive import BackupRefused
from portal.backups.snapshot import count_rows, engine_of
from portal.config import Settings
from portal.extensions import db
from portal.files.models import StoredFile
from portal.people.models import Side
from portal.plan.core.plan import stands
from portal.plan.history.past import agreed_plan
from portal.plan.models import EventRow, PlanRow
from portal.plan.store import load_rows


@dataclass(frozen=True)
class Checked:
    """What was found whole, and how many people were erased again."""

    rows: int
    plans: int
    events: int
    files: int
    erased: int = 0


def check_rows(settings: Settings, manifest: Mapping[str, Any]) -> int:
    """How many rows there are, all that the manifest counts. Raises BackupRefused."""
    wanted = {name: table["rows"] for name, table in manifest["tables"].items()}
    with engine_of(settings).connect() as connection:
        if settings.is_sqlite:
            answer = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if answer != "ok":
                raise BackupRefused(f"The database in the backup is damaged: {answer}.")
        wrong = {name for name, rows in wanted.items() if count_rows(connection, name) != rows}
    if wrong:
        raise BackupRefused(f"Not all rows came over in {', '.join(sorted(wrong))}.")
    return sum(wanted.values())


def check_files(settings: Settings, hashes: Mapping[str, str]) -> int:
    """How many uploaded files there are, all of them what was uploaded. Raises BackupRefused."""
    with engine_of(settings).connect() as connection:
        files = connection.execute(select(StoredFile.id, StoredFile.sha256)).all()
    for file in files:
        if hashes.get(f"files/{file.id[:2]}/{file.id}") != file.sha256:
            raise BackupRefused(f"The uploaded file {file.id} is missing or not what was uploaded.")
    return len(files)


def check_plans(settings: Settings) -> tuple[int, int]:
    """How many plans and changes there are: numbered without gaps, and each plan is what its history makes of it.

    Raises BackupRefused.
    """
    with create_app(settings).app_context():
        session = db.session()
        plan_ids = list(session.scalars(select(PlanRow.id)))
        events = sum(_check_plan(session, plan_id) for plan_id in plan_ids)
        db.session.remove()
        db.engine.dispose()
    return len(plan_ids), events


def _check_plan(session: Session, plan_id: str) -> int:
    now = load_rows(session, plan_id)
    assert now is not None, "its id was read in the same snapshot"
    counted = select(func.count(), func.max(EventRow.revision), func.count(EventRow.shared_revision))
    events, last, shared = session.execute(counted.where(EventRow.plan_id == plan_id)).one()
    if (events, last or 0, shared) != (now.revision, now.revision, now.shared_revision):
        raise BackupRefused(f"The history of plan {plan_id} has gaps.")
    replayed = agreed_plan(now, Side.TEAM, now.revision)
    standing = {task_id: task for task_id, task in now.tasks.items() if stands(task_id, now)}
    if (replayed.phases, replayed.tasks) != (now.phases, standing):
        raise BackupRefused(f"Plan {plan_id} is not what its history makes of it.")
    return int(events)
