"""The plan as a calendar: a month of days, each with the tasks due on it."""

from datetime import date

from babel.dates import format_date
from flask import Response, request
from flask_babel import get_locale

from portal.plan.blueprint import blueprint
from portal.plan.dates.working_days import days_off_of
from portal.plan.views.groups import days_of_month, grouped, month_asked, next_month
from portal.plan.views.page import look, view_page

UNDATED = ""


@blueprint.get("/w/<workspace_id>/plan/calendar")
def show_calendar(workspace_id: str) -> Response:
    seen = look(workspace_id, "calendar")
    first = month_asked(request.args.get("month", ""), seen.reading.today)
    days = days_of_month(first)
    is_off = days_off_of(seen.entry.workspace)
    *cells, undated = grouped(
        seen, [*map(date.isoformat, days), UNDATED], lambda task: task.due.isoformat() if task.due else UNDATED
    )
    return view_page(
        seen,
        {"month": "" if first == seen.reading.today.replace(day=1) else f"{first:%Y-%m}"},
        month=first,
        month_name=format_date(first, "LLLL y", get_locale() or "en"),
        neighbours=[found and f"{found:%Y-%m}" for found in (next_month(first, -1), next_month(first, 1))],
        days=list(zip(days, cells, map(is_off, days), strict=True)),
        undated=undated,
    )
