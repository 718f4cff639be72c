"""A form as its pages show it: sections with their questions and answers, prepared so that templates only draw."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup

from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.intake.finding import may_fill
from portal.intake.kinds import FieldOf
from portal.intake.models import AnswerRow, FormRow
from portal.intake.progress import Progress, progress_of
from portal.intake.queries import answers_of, path_of, values_of
from portal.intake.schema import Schema, Section, read_schema, version_of
from portal.people.queries import Face, faces
from portal.web.markdown import render_markdown


@dataclass
class Sent:
    """What a plain form brought that was not kept: raw values, sentences and others' texts by field."""

    typed: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A field with its answer. `typed` is what its control holds: the answer, or what was refused."""

    field: FieldOf
    answer: Any
    typed: Any
    error: str
    theirs: str
    by: Face | None
    at: datetime | None

    @property
    def base(self) -> str:
        return json.dumps(self.answer, ensure_ascii=False, separators=(",", ":"))

    @property
    def words(self) -> str:
        return self.field.words(self.answer)

    @property
    def files(self) -> list[dict[str, Any]]:
        return self.answer or [] if self.field.kind == "file" else []


@dataclass(frozen=True)
class SectionView:
    id: str
    title: str
    questions: list[Question]


@dataclass(frozen=True)
class FormView:
    """The whole form for one reader. `errors` holds (field, label, sentence) in the form's order."""

    form: FormRow
    path: str
    intro: Markup
    version: int
    sections: list[SectionView]
    progress: Progress
    errors: list[tuple[str, str, str]]
    status_by: Face | None
    may_fill: bool
    may_manage: bool


def form_view(entry: Entry, form: FormRow, sent: Sent | None = None) -> FormView:
    """The form with its answers as they stand, and what was sent and not kept on top."""
    schema, answers = read_schema(form.schema), answers_of(form.id)
    people = faces(entry.workspace.id)
    sent = sent or Sent()
    labels = {one.id: one.label for one in schema.fields()}
    return FormView(
        form=form,
        path=path_of(form.workspace_id, form.id),
        intro=render_markdown(form.intro),
        version=version_of(form.title, form.schema),
        sections=section_views(schema, answers, people, sent),
        progress=progress_of(schema, values_of(answers)),
        errors=[(one, label, sent.errors[one]) for one, label in labels.items() if one in sent.errors],
        status_by=people.get(form.status_by_id or ""),
        may_fill=may_fill(entry, form),
        may_manage=may(entry.actor, Act.MANAGE),
    )


def section_views(
    schema: Schema, answers: Mapping[str, AnswerRow], people: Mapping[str, Face], sent: Sent
) -> list[SectionView]:
    def questions(section: Section) -> list[Question]:
        return [_question(one, answers.get(one.id), people, sent) for one in section.fields]

    return [SectionView(section.id, section.title, questions(section)) for section in schema.sections]


def _question(one: FieldOf, row: AnswerRow | None, people: Mapping[str, Face], sent: Sent) -> Question:
    answer = row.value if row else None
    return Question(
        field=one,
        answer=answer,
        typed=sent.typed[one.id] if one.id in sent.typed else _as_control(one, answer),
        error=sent.errors.get(one.id, ""),
        theirs=sent.theirs.get(one.id, ""),
        by=people.get(row.by_id or "") if row and answer is not None else None,
        at=row.at if row and answer is not None else None,
    )


def _as_control(one: FieldOf, answer: Any) -> Any:
    return answer or [] if one.control == "many" else one.typed(answer)
