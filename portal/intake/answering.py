"""Answers are kept one by one as they are given: checked, merged where two wrote at once, and never lost in silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import Actor, actor_of_session
from portal.access.policy import Act, may
from portal.access.visits import note_customer_acted
from portal.intake.changing import By, FormGone, lock_form
from portal.intake.cleaning import WrongAnswer
from portal.intake.kinds import FieldOf
from portal.intake.models import AnswerRow, FormRow
from portal.intake.queries import FILLABLE
from portal.intake.schema import read_schema
from portal.plan.core.merge import merge_text

CIDS_KEPT = 8
NO_BASE = object()


@dataclass(frozen=True)
class Given:
    """An answer as it was given, and what its field held before in the eyes of who gave it."""

    field: str
    value: Any
    base: Any = NO_BASE


class NotTaken(Exception):
    """An answer was refused. After a clash `current` is what stands there, `by_id` who wrote it."""

    def __init__(self, err: str, say: str, field: str = "", current: Any = None, by_id: str | None = None) -> None:
        super().__init__(say)
        self.err, self.say, self.field, self.current, self.by_id = err, say, field, current, by_id

    def to_wire(self) -> dict[str, Any]:
        told = {"ok": False, "err": self.err, "say": self.say}
        if self.field:
            told["field"] = self.field
        return told | ({"current": self.current, "by": self.by_id} if self.err == "conflict" else {})


@dataclass(frozen=True)
class Taken:
    """`revision` is from when on the answers are seen."""

    revision: int
    is_duplicate: bool = False


def take_all(session: Session, form_id: str, given: Sequence[Given], by: By, cid: str) -> Taken:
    """Keep all of `given` or none, once for each `cid`. Raises NotTaken."""
    filling = _Filling(session, lock_to_fill(session, form_id, by), given, by)
    if any(cid in row.cids for row in filling.rows.values()):
        return Taken(filling.form.revision, is_duplicate=True)
    for one in given:
        row = filling.take(one)
        row.cids = [*row.cids, cid][-CIDS_KEPT:]
    note_customer_acted(session, filling.form.workspace_id, by.side)
    return Taken(filling.form.revision)


def take_what_fits(session: Session, form_id: str, given: Sequence[Given], by: By) -> dict[str, NotTaken]:
    """Keep what can be kept; what was refused, by field. Raises NotTaken where the form takes no answers at all."""
    filling = _Filling(session, lock_to_fill(session, form_id, by), given, by)
    refused: dict[str, NotTaken] = {}
    for one in given:
        try:
            filling.take(one)
        except NotTaken as not_taken:
            refused[one.field] = not_taken
    if len(refused) < len(given):
        note_customer_acted(session, filling.form.workspace_id, by.side)
    return refused


def lock_to_fill(session: Session, form_id: str, by: By) -> FormRow:
    """The form, locked, at its next revision. Raises NotTaken where it takes no answers, or none of theirs."""
    try:
        form = lock_form(session, form_id, FILLABLE)
    except FormGone:
        raise NotTaken("forbidden", not_fillable()) from None
    check_rights(session, form, by)
    return form


def check_rights(session: Session, form: FormRow, by: By) -> None:
    """Raises NotTaken for who was locked out, or whose onboarding was closed, while their request was on its way."""
    if by.session_id is not None:
        refuse_unless_filler(actor_of_session(session, by.session_id, form.workspace_id))


def refuse_unless_filler(actor: Actor | None) -> Actor:
    """`actor` itself. Raises NotTaken where they may not fill in forms."""
    if actor is None:
        raise NotTaken("revoked", _("This link no longer works. Ask your contact for a new one."))
    if not may(actor, Act.EDIT):
        raise NotTaken("forbidden", _("You can read this form, but not fill it in."))
    return actor


def not_fillable() -> str:
    return str(_("This form takes no answers at the moment. It may be submitted already. Nothing was changed."))


class _Filling:
    """One form while answers come in, with the rows of the fields that are answered."""

    def __init__(self, session: Session, form: FormRow, given: Sequence[Given], by: By) -> None:
        self.session, self.form, self.by = session, form, by
        self.schema = read_schema(form.schema)
        asked = [one.field for one in given]
        query = select(AnswerRow).where(AnswerRow.form_id == form.id, AnswerRow.field_id.in_(asked))
        self.rows = {row.field_id: row for row in session.scalars(query)}

    def take(self, given: Given) -> AnswerRow:
        field = self.schema.field(given.field)
        if field is None:
            raise NotTaken("gone", no_longer_asked(), given.field)
        row = self.rows.get(field.id)
        value = self._value(field, given, row)
        if row is None or value != row.value:
            row = self.rows[field.id] = row or new_answer(self.session, self.form.id, field.id)
            write_answer(row, self.form, value, self.by)
        return row

    def _value(self, field: FieldOf, given: Given, row: AnswerRow | None) -> Any:
        """What is kept: the answer as given, or the text with both people's changes."""
        current = row.value if row else None
        try:
            value = field.clean(given.value)
            if not field.is_merged or not isinstance(given.base or "", str):
                return value
            merged = merge_text(given.base or "", value or "", current or "")
            if merged is not None:
                return field.clean(merged)
        except WrongAnswer as wrong:
            raise NotTaken("invalid", wrong.say, field.id) from None
        say = _("Someone else changed this meanwhile. Both texts are kept: choose one.")
        raise NotTaken("conflict", say, field.id, current, row.by_id if row else None)


def no_longer_asked() -> str:
    return str(_("This question is no longer asked. Load the page again."))


def new_answer(session: Session, form_id: str, field_id: str) -> AnswerRow:
    row = AnswerRow(form_id=form_id, field_id=field_id, removed_files=[], cids=[])
    session.add(row)
    return row


def write_answer(row: AnswerRow, form: FormRow, value: Any, by: By) -> None:
    """The answer is this as of the form's present revision."""
    row.value, row.by_id, row.at, row.revision = value, by.participant_id, clock.now(), form.revision
