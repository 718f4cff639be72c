"""The answers of a form as files, for the team."""

import io
import json
from typing import Any

from flask import Response, send_file

from portal.access.entry import enter
from portal.access.policy import Act
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import write
from portal.files.uploads import clean_file_name
from portal.intake.blueprint import blueprint
from portal.intake.finding import find_form
from portal.intake.models import AnswerRow, FormRow
from portal.intake.queries import answers_of, submissions_of
from portal.intake.schema import read_schema
from portal.people.queries import Face, faces
from portal.web.sheets import csv_text
from portal.web.translations import language

COLUMNS = ("section", "question", "answer", "by", "at")


@blueprint.get("/w/<workspace_id>/forms/<form_id>/answers.csv")
def export_csv(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
    _record(form, "csv")
    rows: list[tuple[str, ...]] = []
    people, answers = faces(workspace_id), answers_of(form.id)
    for section in read_schema(form.schema).sections:
        for field in section.fields:
            row = answers.get(field.id)
            words = field.words(row.value) if row else ""
            rows.append((section.title, field.label, words, *_stamp(row, people)))
    return _file(csv_text(COLUMNS, rows), "text/csv", f"{form.title}.csv")


def _record(form: FormRow, kind: str) -> None:
    workspace_id, form_id = form.workspace_id, form.id
    with write() as session:
        record(session, Recorded.EXPORTED, workspace_id, form=form_id, kind=kind)


def _stamp(row: AnswerRow | None, people: dict[str, Face]) -> tuple[str, str]:
    if row is None or row.value is None:
        return "", ""
    by = people.get(row.by_id or "")
    return by.name if by else "", row.at.isoformat()


@blueprint.get("/w/<workspace_id>/forms/<form_id>/answers.json")
def export_json(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
    _record(form, "json")
    text = json.dumps(_whole(form, faces(workspace_id)), ensure_ascii=False, indent=2)
    return _file(text, "application/json", f"{form.title}.json")


def _whole(form: FormRow, people: dict[str, Face]) -> dict[str, Any]:
    answers = answers_of(form.id)
    return {
        "title": form.title,
        "status": form.status.value,
        "language": language(),
        "schema": form.schema,
        "answers": {
            field.id: {"label": field.label, "value": row.value, "by": stamp[0], "at": stamp[1]}
            for field in read_schema(form.schema).fields()
            if (row := answers.get(field.id)) and row.value is not None and (stamp := _stamp(row, people))
        },
        "submissions": [
            {"number": one.number, "at": one.at.isoformat(), "answers": one.answers, "schema": one.schema}
            for one in submissions_of(form.id)
        ],
    }


def _file(text: str, media_type: str, name: str) -> Response:
    content = io.BytesIO(text.encode())
    return send_file(content, media_type, as_attachment=True, download_name=clean_file_name(name))
