"""Forms for tests, and what people do with them."""

import io
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from portal import database
from portal.extensions import db
from portal.intake.actions import accept_form, open_form, send_back
from portal.intake.answering import Given, take_all
from portal.intake.changing import By
from portal.intake.filing import add_file, keep_file
from portal.intake.kinds import FileField
from portal.intake.models import AnswerRow, FormRow
from portal.intake.schema import Schema, read_schema
from portal.intake.submitting import submit_form
from portal.people.models import Participant, Side, Workspace
from tests import factories

TEAM = By(None, Side.TEAM)
PDF = b"%PDF-1.7\n%\xe2\xe3"

ALL_KINDS: dict[str, Any] = {
    "sections": [
        {
            "id": "systems",
            "title": "Systems",
            "fields": [
                {"id": "name", "kind": "text", "label": "System in use", "required": True, "help": "Name and version"},
                {"id": "story", "kind": "long_text", "label": "How it is used"},
                {"id": "users", "kind": "number", "label": "Users", "minimum": 1, "maximum": 5000, "unit": "people"},
                {"id": "since", "kind": "date", "label": "In use since"},
            ],
        },
        {
            "id": "access",
            "title": "Access",
            "fields": [
                {
                    "id": "host",
                    "kind": "choice",
                    "label": "Where it runs",
                    "options": [{"id": "own", "label": "Own rooms"}, {"id": "cloud", "label": "Cloud"}],
                },
                {
                    "id": "ways",
                    "kind": "many_choices",
                    "label": "Ways in",
                    "options": [{"id": "saml", "label": "SAML"}, {"id": "oidc", "label": "OIDC"}],
                },
                {"id": "sso", "kind": "yes_no", "label": "Single sign-on", "required": True},
                {"id": "mail", "kind": "email", "label": "Who grants access"},
                {"id": "plan", "kind": "file", "label": "Network plan", "most_files": 2, "kinds": ["pdf", "table"]},
            ],
        },
    ]
}


def schema_of(raw: dict[str, Any]) -> Schema:
    return read_schema(raw)


def make_draft(workspace: Workspace, raw: dict[str, Any] | None = None, **details: Any) -> FormRow:
    """A form that the team is still making; as many as a test likes."""
    values = {"title": "Technical intake", **details}
    row = FormRow(
        id=database.new_id(), workspace_id=workspace.id, schema=schema_of(raw or ALL_KINDS).to_store(), **values
    )
    with database.write() as session:
        session.add(row)
    return stored(row.id)


def make_form(workspace: Workspace, raw: dict[str, Any] | None = None, **details: Any) -> FormRow:
    """A form that is open to the customer."""
    row = make_draft(workspace, raw, **details)
    with database.write() as session:
        open_form(session, row.id, TEAM)
    return stored(row.id)


def stored(form_id: str) -> FormRow:
    """The form as it stands in the database."""
    return db.session.get_one(FormRow, form_id, populate_existing=True)


def give(form: FormRow, person: Participant, **answers: Any) -> None:
    """The person answers, a field at a time."""
    for field_id, value in answers.items():
        with database.write() as session:
            take_all(session, form.id, [Given(field_id, value)], by(person), f"{database.new_id()}.1")


def by(person: Participant) -> By:
    return By(person.id, person.side)


def hand_in(form: FormRow, person: Participant) -> None:
    """The person answers what is needed and submits."""
    give(form, person, name="Lagerfix 9", sso=True)
    with database.write() as session:
        assert submit_form(session, form.id, by(person)) is not None


def give_back(form: FormRow, note: str = "Which version?") -> None:
    with database.write() as session:
        send_back(session, form.id, note, TEAM)


def take(form: FormRow) -> None:
    with database.write() as session:
        accept_form(session, form.id, TEAM)


def answer(form: FormRow, field_id: str) -> Any:
    """What is stored for the field; None for nothing."""
    row = db.session.get(AnswerRow, (form.id, field_id), populate_existing=True)
    return row.value if row else None


def make_form_with_past(workspace: Workspace) -> FormRow:
    """A form that was submitted with a file, sent back, and lacks an answer since."""
    form = make_form(workspace)
    person = factories.make_contact(workspace)
    put_file(form, person)
    hand_in(form, person)
    give_back(form)
    give(form, person, sso=None)
    return stored(form.id)


def put_file(form: FormRow, person: Participant, name: str = "plan.pdf", content: bytes = PDF) -> str:
    """Upload a file into the answer of the field for the network plan; its id."""
    field = read_schema(form.schema).field("plan")
    assert isinstance(field, FileField)
    kept = keep_file(field, FileStorage(io.BytesIO(content), name))
    with database.write() as session:
        return str(add_file(session, form.id, "plan", kept, by(person))[-1]["id"])


def uploaded_file(form_id: str) -> str:
    """The id of a file that was uploaded into the form."""
    return str(answer(stored(form_id), "plan")[0]["id"])


def post_and_follow(browser: FlaskClient, path: str, **typed: Any) -> str:
    """Send a form and read the page that it leads to."""
    answer = browser.post(path, data=typed)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text
