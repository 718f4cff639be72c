"""What a person of the customer has to do in forms and training, as the next step knows it."""

from flask_babel import gettext as _

from portal.access.entry import Entry
from portal.dashboard.next_step import Errand, StepKind
from portal.intake.queries import FormCard, forms_to_fill
from portal.people.models import Side
from portal.training.queries import LessonStep, lessons_to_do
from portal.training.words import left_words


def errands_of(entry: Entry) -> list[Errand]:
    """The forms and trainings that wait for the reader; none for the team, whose work they are not."""
    if entry.actor.side is Side.TEAM or entry.actor.participant_id is None:
        return []
    return [*map(_form, forms_to_fill(entry)), *map(_training, lessons_to_do(entry))]


def _form(card: FormCard) -> Errand:
    left = _("%(answered)s of %(total)s answered.", answered=card.answered, total=card.total)
    return Errand(StepKind.FORM, card.title, card.path, left, card.due_on, card.task_id)


def _training(step: LessonStep) -> Errand:
    left = left_words(step.lessons_left, step.minutes_left)
    return Errand(StepKind.TRAINING, step.title, step.path, f"{left}.", step.due_on, step.task_id, step.is_for_me)
