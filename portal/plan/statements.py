"""The statements of one commit, built once: making them anew cost four fifths of an edit."""

from collections.abc import Sequence
from functools import cache
from typing import cast

from sqlalchemy import Table, bindparam, insert, select, union_all, update

from portal.people.models import Participant, Workspace
from portal.plan.models import EventRow, PhaseRow, PlanRow, Receipt, TaskRow
from portal.prepared import Prepared

_plan, _phase, _task, _event, _receipt, _participant, _workspace = (
    cast(Table, model.__table__) for model in (PlanRow, PhaseRow, TaskRow, EventRow, Receipt, Participant, Workspace)
)

_zone = select(_workspace.c.timezone).where(_workspace.c.id == _plan.c.workspace_id).scalar_subquery()
# SQLite has locked everything by then.
LOCK_PLAN = Prepared(
    select(_plan.c.workspace_id, _plan.c.revision, _plan.c.shared_revision, _zone.label("timezone"))
    .where(_plan.c.id == bindparam("plan"))
    .with_for_update(of=_plan)
)
SET_COUNTERS = Prepared(
    update(_plan)
    .where(_plan.c.id == bindparam("plan"))
    .values(revision=bindparam("new_revision"), shared_revision=bindparam("new_shared"))
)
RECEIPTS = Prepared(
    select(_receipt.c.cid, _receipt.c.by_id, _receipt.c.revision, _receipt.c.shared_revision).where(
        _receipt.c.plan_id == bindparam("plan"), _receipt.c.cid.in_(bindparam("cids", expanding=True))
    )
)
ADD_RECEIPTS = Prepared(insert(_receipt).inline(), [column.name for column in _receipt.c if not column.primary_key])
_place = select(_plan.c.workspace_id).where(_plan.c.id == bindparam("plan")).scalar_subquery()
PEOPLE = Prepared(
    select(_participant.c.id, _participant.c.contact_id).where(
        _participant.c.workspace_id == _place,
        _participant.c.removed_at.is_(None),
        _participant.c.id.in_(bindparam("owners", expanding=True)),
    )
)
TAKEN_IDS = Prepared(
    union_all(
        select(_task.c.id).where(_task.c.id.in_(bindparam("ids", expanding=True))),
        select(_phase.c.id).where(_phase.c.id.in_(bindparam("ids", expanding=True))),
    )
)
LAST_AUTHOR = (
    select(_event.c.by_id)
    .where(_event.c.plan_id == bindparam("plan"), _event.c.subject_id.in_(bindparam("subjects", expanding=True)))
    .order_by(_event.c.revision.desc())
    .limit(1)
)
CUSTOMER_ACTED = (
    update(_workspace).where(_workspace.c.id == bindparam("workspace")).values(customer_acted_at=bindparam("acted_at"))
)
ADD_PHASES, ADD_TASKS, ADD_EVENTS = (
    Prepared(insert(table), [column.name for column in table.c]) for table in (_phase, _task, _event)
)


@cache
def change_phase(columns: Sequence[str]) -> Prepared:
    """Sets these columns of the phase `row_id`."""
    return Prepared(update(_phase).where(_phase.c.id == bindparam("row_id")), columns)


@cache
def change_task(columns: Sequence[str]) -> Prepared:
    """Sets these columns of the task `row_id`."""
    return Prepared(update(_task).where(_task.c.id == bindparam("row_id")), columns)
