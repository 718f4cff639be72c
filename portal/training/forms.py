"""The forms of this room."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.config import settings
from portal.people.queries import Face
from portal.plan.core.plan import Plan
from portal.training.embeds import ADDRESS_LENGTH, Embed, NotEmbeddable, embed_of
from portal.training.models import Lesson, Track
from portal.training.words import embed_refused
from portal.web.forms import Form, day, line, text

SUMMARY_LENGTH = 300
AUDIENCE_LENGTH = 60
MINUTES_AT_MOST = 600
NO_TASK = ""


class LessonForm(Form):
    title = line(_l("Title"))
    summary = line(_l("In a sentence"), SUMMARY_LENGTH, is_needed=False)
    body = text(_l("The lesson"))
    minutes = IntegerField(
        _l("Minutes it takes"),
        validators=[
            Optional(),
            NumberRange(1, MINUTES_AT_MOST, message=_l("Say it in whole minutes, from 1 to %(max)s.")),
        ],
    )
    embed = line(_l("Address of a video"), ADDRESS_LENGTH, is_needed=False)
    found: Embed | None = None

    def validate_embed(self, field: StringField) -> None:
        if not field.data:
            return
        try:
            self.found = embed_of(field.data, settings().embed_hosts)
        except NotEmbeddable as refused:
            raise ValidationError(embed_refused(refused, settings().embed_hosts)) from None


class VideoForm(Form):
    video = FileField(_l("Video file"))


class TrackForm(Form):
    title = line(_l("Title"))
    audience = line(_l("Whom it is for"), AUDIENCE_LENGTH, is_needed=False)
    summary = line(_l("In a sentence"), SUMMARY_LENGTH, is_needed=False)


class AddLessonForm(Form):
    """A lesson to put into a track; `after` says where, and stands only where a removal is undone."""

    lesson = SelectField(_l("Lesson"), id="add-lesson")
    after = HiddenField()

    def offer(self, lessons: Iterable[Lesson]) -> None:
        """Fill in what can be added."""
        self.lesson.choices = [SelectChoice(lesson.id, lesson.title) for lesson in lessons]


class AssignmentForm(Form):
    """A track given to the people of a workspace."""

    track = SelectField(_l("Track"))
    people = SelectMultipleField(
        _l("Whom it is for"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    due_on = day(_l("Due"))
    task = SelectField(_l("Ticks this task of the plan"), default=NO_TASK)

    def offer(self, tracks: Iterable[Track], people: Sequence[Face], plan: Plan, task_id: str | None) -> None:
        """Fill in what can be chosen: tasks that are open, and `task_id`, which was chosen before."""
        self.track.choices = [SelectChoice(track.id, track.title) for track in tracks]
        self.people.choices = [SelectChoice(face.id, face.name) for face in people]
        tasks = [
            SelectChoice(task.id, task.title, optgroup=phase.name)
            for phase in plan.phases_in_order()
            for task in plan.tasks_in(phase.id)
            if task.is_open or task.id == task_id
        ]
        self.task.choices = [SelectChoice(NO_TASK, _l("None")), *tasks]
