"""The demo's forms: one that both sides are in the middle of, and a small one that is done with."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from portal import clock, database
from portal.demo.deeds import just_now
from portal.intake.actions import FormDetails, accept_form, create_form, open_form
from portal.intake.answering import Given, take_all
from portal.intake.changing import By, author_of
from portal.intake.library import templates
from portal.intake.models import FormRow
from portal.intake.queries import path_of, topic_of
from portal.intake.schema import Schema, read_schema
from portal.intake.submitting import submit_form
from portal.people.models import Side
from portal.plan.core.commands import LinkTask
from portal.plan.core.plan import TaskLink
from portal.plan.editor import edit
from portal.plan.queries import plan_of

LINKED_TASK = "List the systems"
SIGNATURES: dict[str, Any] = {
    "sections": [
        {
            "id": "contract",
            "title": "Processing contract",
            "fields": [
                {"id": "signer", "kind": "text", "label": "Who signs the processing contract?", "required": True},
                {"id": "signer-mail", "kind": "email", "label": "Their e-mail address", "required": True},
                {
                    "id": "board-day",
                    "kind": "date",
                    "label": "When does the security board meet next?",
                    "help": "The first meeting at which our questionnaire can be on the table.",
                },
                {"id": "works-council", "kind": "yes_no", "label": "Does the works council have to agree?"},
            ],
        }
    ]
}


def add_forms(workspace_id: str, people: Mapping[str, str], task_ids: Mapping[str, str]) -> None:
    """Put the forms into the workspace, with their past. `people` by first name, tasks by title."""
    team, friederike = By(people["Anna"], Side.TEAM), By(people["Friederike"], Side.CUSTOMER)
    jonas, lena = By(people["Jonas"], Side.CUSTOMER), By(people["Lena"], Side.CUSTOMER)
    small = _open(workspace_id, FormDetails("Data protection contacts"), read_schema(SIGNATURES), team, 15)
    board_day = (clock.now() + timedelta(days=6)).date().isoformat()
    _answer(small, friederike, 13, {"signer": "Friederike Schwarzenberger", "board-day": board_day})
    _answer(small, friederike, 13, {"signer-mail": "friederike@harborandpine.example", "works-council": False})
    with _days_ago(12), database.write() as session:
        submit_form(session, small, friederike)
    with _days_ago(11), database.write() as session:
        accept_form(session, small, team)

    template = templates()["technical"]
    task = next((task_id for title, task_id in task_ids.items() if title.startswith(LINKED_TASK)), None)
    due_on = (clock.now() + timedelta(days=3)).date()
    details = FormDetails(template.title.en, template.intro.en, due_on, task)
    technical = _open(workspace_id, details, template.schema_in("en"), team, 9)
    today = "Lagerfix 9.2 and a spreadsheet in each warehouse"
    connected = "DHL and DSV for labels: Jonas\nLagerfix until the go-live: Jonas\nScales at gate 2 in Hamburg: Lena"
    _answer(technical, jonas, 7, {"today": today, "hosting": "both", "sso": True})
    _answer(technical, lena, 4, {"connected": connected, "records": 184_000})
    _answer(technical, jonas, 1, {"protocols": ["oidc", "scim"], "admin-email": "jonas@harborandpine.example"})


def _open(workspace_id: str, details: FormDetails, schema: Schema, by: By, days_ago: int) -> str:
    with _days_ago(days_ago), database.write() as session:
        form = create_form(session, workspace_id, details, schema)
    if form.task_id:
        _hang_on_task(form, by)
    with _days_ago(days_ago), database.write() as session:
        open_form(session, form.id, by)
    return form.id


def _hang_on_task(form: FormRow, by: By) -> None:
    """As the job of open_form() would."""
    plan_id = plan_of(form.workspace_id)
    assert plan_id is not None and form.task_id is not None, "the demo's workspaces have plans"
    link = TaskLink(topic_of(form.id), form.title, path_of(form.workspace_id, form.id))
    with just_now():
        edit(plan_id, [LinkTask(form.task_id, link)], author_of(form, by), f"demo.{form.id}")


def _answer(form_id: str, by: By, days_ago: int, answers: Mapping[str, Any]) -> None:
    given = [Given(field_id, value) for field_id, value in answers.items()]
    with _days_ago(days_ago), database.write() as session:
        take_all(session, form_id, given, by, f"{database.new_id()}.1")


def _days_ago(days: int) -> AbstractContextManager[None]:
    return clock.pretend(clock.now() - timedelta(days=days))
