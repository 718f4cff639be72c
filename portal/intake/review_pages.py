"""The last look before a form is submitted, submitting it, and what was submitted before."""

from flask import Response, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import write
from portal.intake.answering import NotTaken
from portal.intake.blueprint import blueprint
from portal.intake.fill_pages import form_page, to_form
from portal.intake.finding import by_of, find_form, may_fill
from portal.intake.models import AnswerRow, FormRow
from portal.intake.progress import problems_of
from portal.intake.queries import answers_of, submissions_of, values_of
from portal.intake.schema import read_schema
from portal.intake.submitting import Incomplete, submit_form
from portal.intake.views import Sent, form_view, section_views
from portal.people.queries import faces


@blueprint.get("/w/<workspace_id>/forms/<form_id>/review")
def review_form(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    form = find_form(entry, form_id)
    if not may_fill(entry, form):
        return to_form(entry, form)
    return review_page(entry, form)


def review_page(entry: Entry, form: FormRow, status: int = 200) -> Response:
    problems = problems_of(read_schema(form.schema), values_of(answers_of(form.id)))
    return form_page(entry, form, "intake/review.html", status, view=form_view(entry, form, Sent(errors=problems)))


@blueprint.post("/w/<workspace_id>/forms/<form_id>/submit")
def submit(workspace_id: str, form_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    form = find_form(entry, form_id)
    try:
        with write() as session:
            submission = submit_form(session, form.id, by_of(entry))
    except Incomplete:
        return review_page(entry, form, 422)
    except NotTaken as refused:
        flash(refused.say, "warning")
        return to_form(entry, form)
    if submission is None:
        flash(_("This form was submitted already."), "info")
    return redirect(url_for("intake.show_form", workspace_id=workspace_id, form_id=form_id), 303)


@blueprint.get("/w/<workspace_id>/forms/<form_id>/submissions/<int:number>")
def show_submission(workspace_id: str, form_id: str, number: int) -> Response:
    """What was handed in then, by the questions that were asked then."""
    entry = enter(workspace_id)
    form = find_form(entry, form_id)
    submissions = submissions_of(form.id)
    submission = next((one for one in submissions if one.number == number), None)
    if submission is None:
        abort(404)
    people = faces(workspace_id)
    given = {field: AnswerRow(field_id=field, value=value, by_id=None) for field, value in submission.answers.items()}
    sections = section_views(read_schema(submission.schema), given, people, Sent())
    return form_page(
        entry,
        form,
        "intake/submission.html",
        200,
        submission=submission,
        sections=sections,
        submissions=submissions,
        by=people.get(submission.by_id or ""),
    )
