"""The answers of a form as files, for the team."""

import csv
import io
import json
import re
from typing import Any

from flask import Response, send_file

from portal.access.entry import enter
from portal.access.policy import Act
from portal.files.uploads import clean_file_name
from portal.intake.blueprint import blueprint
from portal.intake.finding import find_form
from portal.intake.models import AnswerRow, FormRow
from portal.intake.queries import answers_of, submissions_of
from portal.intake.schema import read_schema
from portal.people.queries import Face, faces
from portal.web.translations import language

# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A spreadsheet whose language separates cells by another sign ends one there, or at the end of a line.
INNER_FORMULA = re.compile(r'(?<=[;,\t\n])(?="?(?:[=+@]|-\S))')
COLUMNS = ("section", "question", "answer", "by", "at")


@blueprint.get("/w/<workspace_id>/forms/<form_id>/answers.csv")
def export_csv(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
    file = io.StringIO()
    # With its mark, spreadsheets read it as UTF-8.
    file.write("\ufeff")
    table = csv.writer(file)
    table.writerow(COLUMNS)
    people, answers = faces(workspace_id), answers_of(form.id)
    for section in read_schema(form.schema).sections:
        for field in section.fields:
            row = answers.get(field.id)
            words = field.words(row.value) if row else ""
            table.writerow([_harmless(cell) for cell in (section.title, field.label, words, *_stamp(row, people))])
    return _file(file.getvalue(), "text/csv", f"{form.title}.csv")


def _stamp(row: AnswerRow | None, people: dict[str, Face]) -> tuple[str, str]:
    if row is None or row.value is None:
        return "", ""
    by = people.get(row.by_id or "")
    return by.name if by else "", row.at.isoformat()


def _harmless(cell: str) -> str:
    cell = INNER_FORMULA.sub("'", cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


@blueprint.get("/w/<workspace_id>/forms/<form_id>/answers.json")
def export_json(workspace_id: str, form_id: str) -> Response:
    entry = enter(workspace_id, Act.MANAGE)
    form = find_form(entry, form_id)
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
