"""A view of the plan as a page: its frame, the task open beside it, and the plan as data for the scripts."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from portal.access.entry import enter
from portal.access.policy import Act, lacks_only_a_name
from portal.people.queries import person_json
from portal.plan import forms
from portal.plan.core.paths import paths_of
from portal.plan.core.plan import stands
from portal.plan.dates.working_days import days_off_of
from portal.plan.operations import whole_plan
from portal.plan.task_pages import detail_words, load_plan
from portal.plan.views.detail import detail_view
from portal.plan.views.frame import Seen, filter_words, frame_of, seen
from portal.plan.views.groups import state_of
from portal.plan.views.readers import why_no_edit
from portal.plan.views.rows import BLANK_ROW, row_labels


def look(workspace_id: str, name: str) -> Seen:
    """Let the reader of this request in, and read what they ask for."""
    entry = enter(workspace_id)
    return seen(entry, load_plan(entry), name)


def view_page(seen: Seen, kept: Mapping[str, str], **shown: Any) -> Response:
    """The view drawn for its reader, with the task beside it that the address names."""
    people = seen.reading.people
    task_id = request.args.get("task", "")
    task = seen.plan.tasks[task_id] if stands(task_id, seen.plan) else None
    detail = detail_view(seen.plan, task, seen.entry, people) if task else None
    page = render_template(
        f"plan/{seen.name}.html",
        tab="plan",
        view=frame_of(seen, kept),
        go_live=seen.go_live,
        breaking=len(paths_of(seen.plan, days_off_of(seen.entry.workspace)).breaking),
        snapshot=_without_texts(whole_plan(seen.plan)),
        why_no_edit=why_no_edit(seen.entry.actor),
        lacks_only_a_name=lacks_only_a_name(seen.entry.actor, Act.EDIT),
        people=[person_json(face) for face in people.values()],
        today=seen.reading.today,
        phases=seen.plan.phases,
        state_of=state_of,
        labels=row_labels() | {"late": _("Late"), "critical": _("Critical")},
        blank_row=BLANK_ROW,
        filters=filter_words(seen),
        **detail_words(seen.entry, detail, forms.blank_form(task) if task else None, people),
        **shown,
    )
    return make_response(page)


def _without_texts(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """No view shows descriptions; the open task brings its own."""
    tasks = [{name: value for name, value in task.items() if name != "description"} for task in snapshot["tasks"]]
    return {**snapshot, "tasks": tasks}
