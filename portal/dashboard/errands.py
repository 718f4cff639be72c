"""What a person of the customer has to do beside the plan, as the next step knows it."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from portal import clock
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.dashboard.next_step import Errand, StepKind
from portal.intake.queries import FormCard, forms_to_fill
from portal.people.models import Side
from portal.success.models import Meaning
from portal.success.queries import is_confirmation_wanted, words_of
from portal.training.queries import LessonStep, lessons_to_do
from portal.training.words import left_words


def errands_of(entry: Entry) -> list[Errand]:
    """The forms, trainings and questions that wait for the reader; none for the team, whose work they are not."""
    if entry.actor.side is Side.TEAM or entry.actor.participant_id is None:
        return []
    return [*_confirmation(entry), *map(_form, forms_to_fill(entry)), *map(_training, lessons_to_do(entry))]


def _confirmation(entry: Entry) -> Iterator[Errand]:
    if may(entry.actor, Act.EDIT) and is_confirmation_wanted(entry.workspace.id):
        path = url_for("success.show_done", workspace_id=entry.workspace.id)
        means = words_of(entry.workspace, Meaning.FIRST_VALUE)
        today = clock.today(entry.workspace.timezone)
        yield Errand(StepKind.CONFIRM, _("Confirm the first result"), path, means, today, is_for_me=True)


def _form(card: FormCard) -> Errand:
    left = _("%(answered)s of %(total)s answered.", answered=card.answered, total=card.total)
    return Errand(StepKind.FORM, card.title, card.path, left, card.due_on, card.task_id)


def _training(step: LessonStep) -> Errand:
    left = left_words(step.lessons_left, step.minutes_left)
    return Errand(StepKind.TRAINING, step.title, step.path, f"{left}.", step.due_on, step.task_id, step.is_for_me)
