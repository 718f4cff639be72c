"""What dates of a task may be: in order, and not moved while they are fixed."""

from datetime import date

from portal.plan.core.commands import Rejected, Value
from portal.plan.core.events import DATE_FIELDS
from portal.plan.core.plan import Task


def check_change(task: Task, field: str, value: Value) -> None:
    """Whether `field` may become `value` as far as dates go. Raises Rejected."""
    start = value if field == "start" else task.start
    due = value if field == "due" else task.due
    if field in DATE_FIELDS and isinstance(start, date) and isinstance(due, date) and start > due:
        raise Rejected("invalid", "start_after_due", field=field)
    if field in DATE_FIELDS and task.is_fixed:
        raise Rejected("invalid", "fixed_date", field=field)
    if field == "fixed" and value and task.due is None:
        raise Rejected("invalid", "nothing_to_fix", field=field)


def check_new(task: Task) -> None:
    """The same for a task that is added. Raises Rejected."""
    if task.start and task.due and task.start > task.due:
        raise Rejected("invalid", "start_after_due", field="due")
    if task.is_fixed and task.due is None:
        raise Rejected("invalid", "nothing_to_fix", field="fixed")
