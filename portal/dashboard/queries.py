"""What the dashboard reads: light lines of every onboarding, and all that one page of them shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import select

from portal import clock, green
from portal.dashboard.listing import Line, Listing, Question, list_lines
from portal.dashboard.models import SummaryRow
from portal.dashboard.stalled import health_word, judge, reasons
from portal.dashboard.summaries import refresh_summaries, refresh_the_rest_soon
from portal.dashboard.summary import Summary
from portal.extensions import db
from portal.people.models import Brand, Customer, Member, Workspace, WorkspaceStatus
from portal.people.naming import initials_of
from portal.people.queries import Face, face_of_member
from portal.plan.dates.forecast import working_days_between
from portal.plan.dates.working_days import days_off_of
from portal.plan.models import PlanRow

HUES = 8
AFTER_GO_LIVE = {WorkspaceStatus.LIVE, WorkspaceStatus.COMPLETE}
# Thousands of rows are read with pauses in which others get their turn.
ROWS_AT_A_TIME = 500
# Of so many it is kept how they stand today: about three kilobytes each, where they have sixty tasks.
LINES_REMEMBERED = 20_000
# So many summaries are made anew before the page is shown; it is shown without the others, which follow.
SUMMARIES_AT_ONCE = 200
NO_PLAN = Summary(
    revision=0, phase_name="", phase_index=0, phase_count=0, done=0, total=0, internal_open=0, blocked=0,
    milestone_title=None, milestone_on=None, forecast_on=None, went_live=False, oldest_title=None,
    dues="", customer_dues="", team_dues="", milestone_dues="",
)  # fmt: skip

Figures = Any  # A Summary, or a row with the same columns.


@dataclass(frozen=True)
class Shown:
    """One row of the table, ready to be drawn."""

    line: Line
    segment: str | None
    initials: str
    hue: int
    logo_file_id: str | None
    figures: Figures
    percent: int
    committed_on: date | None
    forecast_on: date | None
    later_by: int
    zone: str
    health_word: str
    reasons: list[str]
    csm: Face | None


@dataclass(frozen=True)
class Beside:
    """What the shown rows need beside their own columns, read for all of them at once."""

    logos: dict[str, str]
    faces: dict[str, Face]
    days_later: dict[str, int]


@dataclass(frozen=True)
class Board:
    """The dashboard's answer to one question."""

    listing: Listing
    rows: list[Shown]
    is_empty: bool
    # Of so many the figures are still those of before.
    outdated: int


def onboardings(question: Question, member_id: str) -> Board:
    """One page of onboardings. The number of queries does not grow with the number of workspaces."""
    rows = list(_all_rows())
    stale = [row.id for row in rows if row.plan_id and row.revision != row.plan_revision]
    fresh = refresh_summaries(stale[:SUMMARIES_AT_ONCE])
    if outdated := len(stale[SUMMARIES_AT_ONCE:]):
        refresh_the_rest_soon(stale[SUMMARIES_AT_ONCE:])
    figures = {row.id: _figures(row, fresh) for row in rows}
    listing = list_lines(list(_lines(rows, figures)), question, member_id)
    by_id = {row.id: row for row in rows}
    return Board(listing, _shown(listing.lines, by_id, figures), is_empty=not rows, outdated=outdated)


def _lines(rows: Sequence[Any], figures: dict[str, Figures]) -> Iterator[Line]:
    now, today_in = clock.now(), cache(clock.today)
    for number, row in enumerate(rows, 1):
        silent_days = (now - (row.customer_acted_at or row.created_at)).days
        yield _line(row, figures[row.id], silent_days, today_in(row.timezone))
        if number % ROWS_AT_A_TIME == 0:
            green.sleep(0)


def _all_rows() -> Iterator[Any]:
    # Plain columns: loading a thousand of them as attributes of mapped classes costs twice the time.
    workspace, customer = Workspace.__table__.c, Customer.__table__.c
    plan, summary = PlanRow.__table__.c, SummaryRow.__table__.c
    columns = [column for column in summary if column.name != "workspace_id"]
    query = select(
        workspace.id,
        workspace.name,
        workspace.status,
        workspace.timezone,
        workspace.go_live_on,
        workspace.customer_acted_at,
        workspace.created_at,
        workspace.csm_id,
        customer.name.label("customer"),
        customer.segment,
        plan.id.label("plan_id"),
        plan.revision.label("plan_revision"),
        *columns,
    ).select_from(
        Workspace.__table__.join(Customer.__table__, customer.id == workspace.customer_id)
        .outerjoin(PlanRow.__table__, plan.workspace_id == workspace.id)
        .outerjoin(SummaryRow.__table__, summary.workspace_id == workspace.id)
    )
    for some in db.session.execute(query).partitions(ROWS_AT_A_TIME):
        yield from some
        green.sleep(0)


def _figures(row: Any, fresh: dict[str, Summary]) -> Figures:
    is_known = row.plan_id and row.revision is not None
    return fresh.get(row.id) or (row if is_known else NO_PLAN)


@lru_cache(LINES_REMEMBERED)
def _line(row: Any, figures: Figures, silent_days: int, today: date) -> Line:
    # All that it says is in what it is asked with, and on most days nothing has happened to most of them.
    acted_at = row.customer_acted_at
    return Line(
        workspace_id=row.id,
        customer=row.customer,
        name=row.name,
        csm_id=row.csm_id,
        status=row.status,
        today=today,
        go_live_on=figures.forecast_on or row.go_live_on,
        went_live=figures.went_live or row.status in AFTER_GO_LIVE,
        acted_at=acted_at,
        judgement=judge(figures, row.status, today, silent_days, never_came=acted_at is None),
    )


def _shown(lines: Sequence[Line], rows: dict[str, Any], figures: dict[str, Figures]) -> list[Shown]:
    ids = [line.workspace_id for line in lines]
    slipped = {id: rows[id] for id in ids if figures[id].forecast_on != rows[id].go_live_on}
    beside = Beside(
        logos=_logos(ids),
        faces=_faces({line.csm_id for line in lines if line.csm_id}),
        days_later=_days_later(slipped, figures),
    )
    return [_show(line, rows[line.workspace_id], figures[line.workspace_id], beside) for line in lines]


def _show(line: Line, row: Any, figures: Figures, beside: Beside) -> Shown:
    return Shown(
        line=line,
        segment=row.segment,
        initials=initials_of(row.customer),
        hue=sum(row.id.encode()) % HUES,
        logo_file_id=beside.logos.get(row.id),
        figures=figures,
        percent=round(100 * figures.done / figures.total) if figures.total else 0,
        committed_on=row.go_live_on,
        forecast_on=figures.forecast_on,
        later_by=beside.days_later.get(row.id, 0),
        zone=row.timezone,
        health_word=health_word(line.judgement.health, line.status),
        reasons=reasons(line.judgement, figures),
        csm=beside.faces.get(line.csm_id or ""),
    )


def _days_later(slipped: dict[str, Any], figures: dict[str, Figures]) -> dict[str, int]:
    """By how many working days each forecast is later than what is committed; negative where it is earlier."""
    columns = Workspace.__table__.c
    query = select(columns.id, columns.timezone, columns.team_country, columns.customer_country, columns.blackouts)
    # A row holds the same columns that a workspace does.
    rows: Any = db.session.execute(query.where(columns.id.in_(slipped)))
    calendars = {row.id: days_off_of(row) for row in rows}
    return {
        id: working_days_between(row.go_live_on, figures[id].forecast_on, calendars[id])
        for id, row in slipped.items()
        if row.go_live_on and figures[id].forecast_on
    }


def _logos(workspace_ids: list[str]) -> dict[str, str]:
    found = db.session.execute(
        select(Brand.workspace_id, Brand.customer_logo_file_id).where(
            Brand.workspace_id.in_(workspace_ids), Brand.customer_logo_file_id.is_not(None)
        )
    )
    return {row.workspace_id: row.customer_logo_file_id for row in found}


def _faces(member_ids: set[str]) -> dict[str, Face]:
    members = db.session.scalars(select(Member).where(Member.id.in_(member_ids)))
    return {member.id: face_of_member(member) for member in members}
