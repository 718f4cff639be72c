"""The edit form of a task: which fields were changed in it, as commands, and what to show when it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from portal.plan.core.commands import ChangeTask, Limits, Rejected, Value
from portal.plan.core.plan import Task
from portal.plan.core.values import value_of
from portal.plan.messages import read_value
from portal.plan.operations import write_value

FIELDS = ("title", "description", "owner", "start", "due", "status", "visibility", "effort")
# A box that is not ticked is not sent: its base says that the form had it.
BOX = "milestone"
NEW_OWNER = "new"


@dataclass
class TaskForm:
    """What the form shows: values as text, the base each was changed from, errors and others' texts by field."""

    values: dict[str, str]
    bases: dict[str, str]
    new_owner: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)


def blank_form(task: Task) -> TaskForm:
    """The form as the task stands."""
    values = {name: as_text(value_of(task, name)) for name in (*FIELDS, BOX)}
    return TaskForm(values=values, bases=dict(values))


def sent_form(task: Task, sent: Mapping[str, str]) -> TaskForm:
    """The form as it was sent; what it left out stays as it is."""
    form = blank_form(task)
    for name in FIELDS:
        if name in sent:
            form.values[name] = sent[name].replace("\r\n", "\n")
    if f"base-{BOX}" in sent:
        form.values[BOX] = "true" if BOX in sent else "false"
    for name in form.bases:
        form.bases[name] = sent.get(f"base-{name}", form.bases[name]).replace("\r\n", "\n")
    form.new_owner = sent.get("new_owner", "").strip()
    return form


def commands_of(task_id: str, form: TaskForm) -> list[ChangeTask]:
    """One command for each field that differs from its base.

    Raises Rejected for a date that is none.
    """
    changed = [name for name in form.values if _folded(name, form.values[name]) != _folded(name, form.bases[name])]
    return [ChangeTask(task_id, name, _value(name, form.values[name]), _base(name, form)) for name in changed]


def _folded(name: str, text: str) -> str:
    return " ".join(text.split()) if name == "title" else text


def _base(name: str, form: TaskForm) -> Value:
    try:
        return _value(name, form.bases[name])
    except Rejected:
        return None


def _value(name: str, text: str) -> Value:
    if name == BOX:
        return text == "true"
    if name == "effort":
        return _hours(text)
    if name in ("owner", "start", "due"):
        return read_value(name, text.strip() or None)
    return text


def _hours(text: str) -> float | None:
    """Hours as people write them. Raises Rejected for what is no number."""
    try:
        return float(text.strip().replace(",", ".")) if text.strip() else None
    except ValueError:
        raise Rejected("invalid", "not_hours", field="effort", most=Limits().effort_hours) from None


def add_rejection(form: TaskForm, task: Task, rejected: Rejected, sentence: str) -> None:
    """Put a refusal beside its field; a clash also shows their text, and the next try starts from it."""
    name = rejected.field or "title"
    form.errors[name] = sentence
    if rejected.code == "conflict":
        form.theirs[name] = as_text(rejected.current)
        form.bases[name] = as_text(rejected.current)
    for other, base in form.bases.items():
        # What this reader did not touch shows as it is now.
        if other != name and form.values[other] == base:
            form.values[other] = form.bases[other] = as_text(value_of(task, other))


def as_text(value: Value) -> str:
    """A field's value as a form holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return str(write_value(value) or "")


def missing_name() -> str:
    """The sentence for "someone new" without a name."""
    return str(_("Write the name of the person who answers for this."))
