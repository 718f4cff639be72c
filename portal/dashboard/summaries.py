"""The stored summaries, brought up to date when somebody reads them: an edit pays nothing for the dashboard."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import green
from portal.dashboard.models import SummaryRow
from portal.dashboard.summary import Summary, summarise
from portal.database import insert_into, write
from portal.extensions import db
from portal.people.models import Participant, Side, Workspace
from portal.plan.dates.working_days import MadeFrom, days_off_of, made_from
from portal.plan.queries import load_plan

AT_A_TIME = 100
REFRESHING = "onward.summaries_refreshing"

log = structlog.get_logger()


def refresh_summaries(workspace_ids: Iterable[str]) -> dict[str, Summary]:
    """Make the summaries of these workspaces again from their plans and store them; by workspace id."""
    wanted = list(workspace_ids)
    if not wanted:
        return {}
    sides = _sides_of(wanted)
    here = db.session.scalars(select(Workspace).where(Workspace.id.in_(wanted))).all()
    counted_over = {workspace.id: made_from(workspace) for workspace in here}
    fresh = {workspace.id: _summary_of(workspace, sides) for workspace in here}
    with write() as session:
        _store(session, {key: fresh[key] for key in _with_the_same_days_off(session, counted_over)})
    return fresh


def _with_the_same_days_off(session: Session, counted_over: dict[str, MadeFrom]) -> list[str]:
    """Those that may be kept: of days off that changed meanwhile no revision tells, and the old ones would stay."""
    # Locked: whoever changes them now does so after this commit, and has the summary forgotten then.
    here = select(Workspace).where(Workspace.id.in_(counted_over)).order_by(Workspace.id).with_for_update(read=True)
    return [one.id for one in session.scalars(here) if made_from(one) == counted_over[one.id]]


def forget_summary(payload: dict[str, Any]) -> None:
    """The job of days off that changed, which no revision tells of: who looks next has the summary made anew."""
    with write() as session:
        session.execute(delete(SummaryRow).where(SummaryRow.workspace_id == payload["workspace"]))


def refresh_the_rest_soon(workspace_ids: Sequence[str]) -> None:
    """Make these summaries again in the background, unless this process is at it already."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not app.extensions.get(REFRESHING):
        app.extensions[REFRESHING] = True
        green.spawn(_refresh_in_turn, app, workspace_ids)


def _refresh_in_turn(app: Flask, workspace_ids: Sequence[str]) -> None:
    try:
        for some in batched(workspace_ids, AT_A_TIME):
            with app.app_context():
                refresh_summaries(some)
    except Exception:
        # Whoever opens the dashboard next has them made.
        log.exception("summaries_not_refreshed")
    finally:
        app.extensions[REFRESHING] = False


def batched(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _sides_of(workspace_ids: list[str]) -> dict[str, str]:
    people = db.session.execute(
        select(Participant.id, Participant.member_id).where(Participant.workspace_id.in_(workspace_ids))
    )
    return {row.id: Side.TEAM if row.member_id else Side.CUSTOMER for row in people}


def _summary_of(workspace: Workspace, sides: dict[str, str]) -> Summary:
    # After a long pause hundreds of plans may have changed; nobody else's socket waits for all of them.
    green.sleep(0)
    return summarise(load_plan(workspace.id, Side.TEAM), sides, days_off_of(workspace))


def _store(session: Session, summaries: dict[str, Summary]) -> None:
    # Two people may open the dashboard at once and store the same: in one order, or each might wait for the other.
    rows = [{"workspace_id": workspace_id, **asdict(summaries[workspace_id])} for workspace_id in sorted(summaries)]
    if not rows:
        return
    insert = insert_into(session, SummaryRow)
    changes = {column.name: insert.excluded[column.name] for column in SummaryRow.__table__.columns}
    session.execute(insert.on_conflict_do_update(index_elements=["workspace_id"], set_=changes), rows)
