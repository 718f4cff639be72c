"""The small forms of the team: a form's own details, and the note with which it is sent back."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from portal.intake.actions import FormDetails
from portal.intake.kinds import LABEL_LENGTH
from portal.plan.core.plan import Plan
from portal.web.forms import Form, day, line, text

INTRO_LENGTH = 5_000
NOTE_LENGTH = 2_000


class NewForm(Form):
    title = line(_l("Title"), LABEL_LENGTH)


class DetailsForm(Form):
    title = line(_l("Title"), LABEL_LENGTH)
    intro = text(_l("Introduction"), INTRO_LENGTH)
    due_on = day(_l("Due"))
    task_id = SelectField(_l("Task in the plan"))

    def offer(self, tasks: Iterable[tuple[str, str]]) -> None:
        """Fill in the tasks of the plan, each an id and its words."""
        known = [SelectChoice(task_id, words) for task_id, words in tasks]
        self.task_id.choices = [SelectChoice("", _l("None")), *known]

    def details(self) -> FormDetails:
        return FormDetails(self.title.data, self.intro.data or "", self.due_on.data, self.task_id.data or None)


class ReturnForm(Form):
    note = text(_l("What is missing or unclear"), NOTE_LENGTH, is_needed=True)


def tasks_to_link(plan: Plan) -> list[tuple[str, str]]:
    """The tasks that a form can complete: those that both sides see."""
    return [
        (task.id, f"{phase.name}: {task.title}")
        for phase in plan.phases_in_order()
        for task in plan.tasks_in(phase.id)
        if task.is_shared
    ]
